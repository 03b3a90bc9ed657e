// SPDX-License-Identifier: Apache-2.0
// Ten samples: what the core predicts, twice while it learns them, then what it has learned: counters, and the sum of all weights.
#include <generated/csr.h>
#include <generated/mem.h>
#include <stdint.h>

#include "digits_registers.h"
#include "samples.h"

static volatile uint32_t *const core = (volatile uint32_t *)DIGITS_BASE;

static void say(char letter)
{
    while (uart_txfull_read()) {}
    uart_rxtx_write(letter);
}

static void text(const char *letters)
{
    while (*letters) say(*letters++);
}

static void number(uint32_t value)
{
    for (int at = 28; at >= 0; at -= 4) say("0123456789abcdef"[value >> at & 15]);
}

/* Hands a sample in and waits for its answer; values follow each other faster than the core takes them, but it never lags by 256. */
static unsigned learn(unsigned sample)
{
    uint32_t answer;
    for (unsigned at = 0; at < VALUES; at++)
        learner_sample_write(samples[sample].values[at] | samples[sample].label << 8 | 1 << 16);
    do answer = learner_answer_read();
    while (!(answer >> 16 & 1));
    learner_taken_write(1);
    return answer & 15;
}

static uint32_t sum(unsigned memory, unsigned words)
{
    uint32_t total = 0;
    core[DIGITS_MEM_SELECT / 4] = memory;
    core[DIGITS_MEM_ADDR / 4] = 0;
    for (unsigned word = 0; word < words; word++)
        for (unsigned part = 0; part < DIGITS_WORD_PARTS; part++)
            total = total * 31 + core[DIGITS_MEM_DATA / 4];
    return total;
}

int main(void)
{
    text("\nid ");
    number(core[DIGITS_ID / 4]);
    core[DIGITS_CONTROL / 4] = DIGITS_CONTROL_LEARN_MASK;
    for (unsigned round = 0; round < 2; round++)
        for (unsigned sample = 0; sample < SAMPLES; sample++) {
            text("\nlabel ");
            say('0' + samples[sample].label);
            text(" predicted ");
            say('0' + learn(sample));
        }
    core[DIGITS_CONTROL / 4] = DIGITS_CONTROL_LEARN_MASK | DIGITS_CONTROL_FLUSH_MASK;
    while (core[DIGITS_STATUS / 4] & DIGITS_STATUS_BUSY_MASK) {}
    text("\nsamples ");
    number(core[DIGITS_SAMPLES / 4]);
    text("\nupdates ");
    number(core[DIGITS_UPDATES0 / 4]);
    text("\nupdates ");
    number(core[DIGITS_UPDATES1 / 4]);
    text("\nweights ");
    number(sum(0, DIGITS_MEM0_WORDS));
    text("\nweights ");
    number(sum(2, DIGITS_MEM2_WORDS));
    text("\nstatus ");
    number(core[DIGITS_STATUS / 4]);
    text("\nend\n");
    for (;;) {}
}
