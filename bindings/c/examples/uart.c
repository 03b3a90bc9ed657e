/* SPDX-License-Identifier: Apache-2.0 */
/*
 * As on an Arduino: setup once, then a sample in each turn of the loop. What stands on top is the machine's own: its serial port, its
 * sensor, its clock.
 */
#include "entrain.h"

#include <stddef.h>

void setup(void);
void loop(void);
extern void serial_put(uint8_t byte);
extern int serial_get(void);             /* a byte, or -1 */
extern uint32_t milliseconds(void);
extern void sensor_values(uint8_t *values, uint16_t count);
extern int operator_label(void);         /* what it was, or -1 if nobody said */
extern void show(uint8_t label);
extern void complain(const char *message);

static entrain_board board;
static uint8_t values[64];

static int put(void *user, const uint8_t *bytes, size_t count)
{
    (void)user;
    for (size_t at = 0; at < count; at++) serial_put(bytes[at]);
    return 0;
}

static int get(void *user)
{
    uint32_t start = milliseconds();
    int byte;
    (void)user;
    while ((byte = serial_get()) < 0)
        if (milliseconds() - start > 100) return -1;
    return byte;
}

static int open_board(void)
{
    entrain_stream stream = { NULL, put, get };
    entrain_status status = entrain_open(&board, stream);
    if (status == ENTRAIN_OK && board.identity.features > sizeof values) status = ENTRAIN_ARGUMENT;
    if (status != ENTRAIN_OK) complain(entrain_message(status));
    return status == ENTRAIN_OK;
}

void setup(void)
{
    while (!open_board()) {}
}

void loop(void)
{
    entrain_answer answer;
    entrain_status status;
    int label = operator_label();
    sensor_values(values, board.identity.features);
    status = label < 0 ? entrain_predict(&board, values, &answer) : entrain_learn(&board, values, (uint8_t)label, &answer);
    if (status == ENTRAIN_OK) show(answer.label);
    else if (status == ENTRAIN_NOT_IDENTIFIED) open_board(); /* somebody pressed its reset */
    else complain(entrain_message(status));
}
