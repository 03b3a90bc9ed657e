/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A board that answers with nonsense: noise, frames that are cut, and frames whose checksum is right while kind, length and content are not.
 * Run under the sanitisers; every buffer is exactly as long as entrain.h asks for, on the heap, so that a byte too many is seen.
 */
#include "entrain.h"

#include <stdio.h>
#include <stdlib.h>

enum { QUESTIONS = 200000, MOST = 700 };

static uint32_t state = 12345;

static uint32_t below(uint32_t most)
{
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state % most;
}

/* What comes next, and what the question was: its number and kind, as far as it could be read. */
static struct {
    uint8_t bytes[2 * MOST + 20];
    size_t count, at;
    uint8_t sent[8];
    size_t sent_count;
} line;

static uint16_t crc_of(const uint8_t *bytes, size_t count)
{
    uint16_t crc = 0xffff;
    for (size_t at = 0; at < count; at++) {
        crc ^= bytes[at];
        for (int bit = 0; bit < 8; bit++) crc = (uint16_t)(crc & 1 ? crc >> 1 ^ 0x8408 : crc >> 1);
    }
    return (uint16_t)~crc;
}

static void come(uint8_t byte)
{
    line.bytes[line.count++] = byte;
}

static void escaped(uint8_t byte)
{
    if (byte == 0x7e || byte == 0x7d) {
        come(0x7d);
        byte ^= 0x20;
    }
    come(byte);
}

/* A frame to the question: right but for what chance changes. */
static void answer(void)
{
    uint8_t frame[MOST + 7];
    uint16_t count = (uint16_t)(below(4) ? below(48) : below(MOST));
    frame[0] = (uint8_t)(below(16) ? 1 : below(256));
    frame[1] = (uint8_t)(below(8) ? line.sent[2] : below(256));
    frame[2] = (uint8_t)(0x80 | line.sent[3] | (below(8) ? 0 : 0x40));
    if (!below(16)) frame[2] = (uint8_t)below(256);
    for (uint16_t at = 0; at < count; at++) frame[5 + at] = (uint8_t)below(256);
    if (line.sent[3] == 1 && below(4)) {
        /* An identity that may be one: layers, bytes of a word and the length that follows from them. */
        uint8_t layers = (uint8_t)below(9);
        count = (uint16_t)(17 + 2 * layers);
        frame[5 + 8] = (uint8_t)below(64);
        frame[5 + 9] = 0;
        frame[5 + 12] = layers;
        frame[5 + 13] = (uint8_t)below(20);
        frame[5 + 14] = (uint8_t)below(256);
        frame[5 + 15] = (uint8_t)below(2);
    }
    uint16_t length = (uint16_t)(count + 2 + (below(16) ? 0 : below(5)));
    frame[3] = (uint8_t)length;
    frame[4] = (uint8_t)(length >> 8);
    uint16_t crc = crc_of(frame, (size_t)count + 5);
    frame[5 + count] = (uint8_t)crc;
    frame[6 + count] = (uint8_t)(crc >> 8);
    come(0x7e);
    for (int at = 0; at < count + 7; at++) escaped(frame[at]);
    if (below(16)) come(0x7e);
}

static int hear(void *user, const uint8_t *bytes, size_t count)
{
    (void)user;
    for (size_t at = 0; at < count && line.sent_count < sizeof line.sent; at++) line.sent[line.sent_count++] = bytes[at];
    line.count = line.at = 0;
    return !below(5000);
}

static int speak(void *user)
{
    (void)user;
    if (line.at == line.count) {
        line.count = line.at = 0;
        if (!below(3)) {
            line.sent_count = 0;
            return -1;
        }
        if (below(4)) answer();
        else for (uint32_t count = below(40); count; count--) come((uint8_t)(below(4) ? below(256) : 0x7d + below(2)));
        if (line.count == 0) return -1;
    }
    return line.bytes[line.at++];
}

static void ask(entrain_board *board)
{
    entrain_identity *identity = &board->identity;
    uint16_t words = (uint16_t)below(40);
    uint8_t *values = calloc((size_t)identity->features + 1, 1), *bytes = malloc((size_t)words * identity->word_bytes + 1);
    uint32_t *updates = malloc(4u * identity->layers + 1), samples, value;
    entrain_answer said;
    if (!values || !bytes || !updates) exit(2);
    for (size_t at = 0; at < (size_t)words * identity->word_bytes; at++) bytes[at] = (uint8_t)below(256);
    entrain_status status = ENTRAIN_OK;
    switch (below(9)) {
    case 0: status = entrain_predict(board, values, &said); break;
    case 1: status = entrain_learn(board, values, (uint8_t)below(256), &said); break;
    case 2: status = entrain_read(board, (uint8_t)below(256), (uint16_t)below(65536), bytes, words); break;
    case 3: status = entrain_write(board, (uint8_t)below(256), (uint16_t)below(65536), bytes, words); break;
    case 4: status = entrain_hold(board, (uint8_t)below(256), (int)below(2)); break;
    case 5: status = entrain_counters(board, &samples, updates); break;
    case 6: status = entrain_set_registers(board, below(1u << 25), (uint16_t)below(65536), (uint8_t)below(4)); break;
    case 7: status = entrain_peek(board, (uint16_t)below(65536), &value); break;
    default: status = entrain_poke(board, (uint16_t)below(65536), state); break;
    }
    if (!entrain_message(status)[0]) exit(3);
    free(values);
    free(bytes);
    free(updates);
}

int main(void)
{
    entrain_board board = { 0 };
    entrain_stream stream = { NULL, hear, speak };
    unsigned questions = 0, opened = 0;
    while (questions < QUESTIONS) {
        line.sent_count = 0;
        if (entrain_open(&board, stream) != ENTRAIN_OK) continue;
        opened++;
        board.tries = 3;
        for (int at = 0; at < 50; at++, questions++) {
            line.sent_count = 0;
            ask(&board);
        }
    }
    printf("%u questions to %u boards\n", questions, opened);
    return 0;
}
