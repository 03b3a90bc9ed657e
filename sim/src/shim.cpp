// The whole interface between Rust and a verilated model: raw pointers to its ports, evaluation, a waveform.
// PORTS is written by sim/src/verilator.rs, one `case` a port.
#include "Vmodel.h"
#include "verilated.h"
#include <memory>
#ifdef ENTRAIN_WAVES
#include "verilated_fst_c.h"
#endif

struct Instance {
    VerilatedContext context;
    std::unique_ptr<Vmodel> model;
#ifdef ENTRAIN_WAVES
    VerilatedFstC waves;
#endif
};

extern "C" {
void* entrain_new() {
    auto* instance = new Instance;
#ifdef ENTRAIN_WAVES
    instance->context.traceEverOn(true);
#endif
    instance->model = std::make_unique<Vmodel>(&instance->context, "top");
    return instance;
}

void entrain_delete(void* handle) {
    auto* instance = static_cast<Instance*>(handle);
    instance->model->final();
    delete instance;
}

void* entrain_port(void* handle, unsigned index) {
    Vmodel* model = static_cast<Instance*>(handle)->model.get();
    switch (index) {
#include "ports.inc"
    default: return nullptr;
    }
}

void entrain_eval(void* handle) { static_cast<Instance*>(handle)->model->eval(); }

#ifdef ENTRAIN_WAVES
void entrain_waves_open(void* handle, const char* path) {
    auto* instance = static_cast<Instance*>(handle);
    instance->model->trace(&instance->waves, 99);
    instance->waves.open(path);
}

void entrain_waves_dump(void* handle, unsigned long long time) { static_cast<Instance*>(handle)->waves.dump(static_cast<uint64_t>(time)); }

void entrain_waves_close(void* handle) { static_cast<Instance*>(handle)->waves.close(); }
#endif
}
