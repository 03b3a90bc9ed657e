/* SPDX-License-Identifier: Apache-2.0 */
/*
 * entrain.h: talks to an Entrain board in frames, over any stream of bytes.
 *
 * C99, no heap, no statics, nothing but <stddef.h> and <stdint.h>. Frames are sent as they are made and answers stored as they come, so
 * there is no buffer either. A frame that is damaged or lost is sent again; the board learns nothing twice (docs/protocol.md).
 *
 *     entrain_board board;
 *     entrain_status status = entrain_open(&board, stream);
 *     if (status == ENTRAIN_OK) status = entrain_learn(&board, values, label, &answer);
 *     if (status != ENTRAIN_OK) puts(entrain_message(status));
 *
 * Every function asks one question, or several for a range of memory, and returns when it is answered or given up. One at a time: a
 * board has one thread that talks to it.
 */
#ifndef ENTRAIN_H
#define ENTRAIN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* How a question ended. Positive: the board's own reason, nothing was done. */
typedef enum {
    ENTRAIN_OK = 0,
    ENTRAIN_VERSION = 1,        /* the board speaks another version of the protocol */
    ENTRAIN_UNKNOWN = 2,        /* it does not know the question; flash without a flash */
    ENTRAIN_LENGTH = 3,         /* it expects another number of bytes */
    ENTRAIN_NOT_IDENTIFIED = 4, /* it was reset: entrain_open again, registers and counters began anew */
    ENTRAIN_RANGE = 5,          /* a register cannot hold the value; all of them stay as they are */
    ENTRAIN_LABEL = 6,          /* the label is no class; nothing is learned */
    ENTRAIN_SILENT = -1,        /* no answer, however often it was asked */
    ENTRAIN_STREAM = -2,        /* the stream's write failed */
    ENTRAIN_ANSWER = -3,        /* an answer that the protocol does not know */
    ENTRAIN_ARGUMENT = -4       /* asked for what this board does not have; nothing was sent */
} entrain_status;

/* A status in words. */
const char *entrain_message(entrain_status status);

/*
 * The line. `write` sends all `count` bytes and returns 0, or anything else if it cannot. `read` returns the next byte, or a negative
 * number once the line has been silent for as long as a board may take: a sample's time and the answer's, 100 ms are plenty at 1 Mbaud.
 */
typedef struct {
    void *user;
    int (*write)(void *user, const uint8_t *bytes, size_t count);
    int (*read)(void *user);
} entrain_stream;

enum { ENTRAIN_LAYERS = 7 }; /* most layers that a board with frames has */

/* Bits of `abilities`. */
enum { ENTRAIN_FLASH = 1, ENTRAIN_REGISTERS = 2, ENTRAIN_RESTORED = 4, ENTRAIN_ADDRESSES = 8 };

/* What a board says of itself. */
typedef struct {
    uint32_t build_id;              /* as `entrain build` prints it */
    uint32_t fingerprint;           /* of the network */
    uint16_t features;              /* values of a sample */
    uint16_t classes;
    uint16_t room;                  /* bytes of the largest question */
    uint8_t layers;
    uint8_t word_bytes;             /* of a word of a memory */
    uint8_t abilities;
    uint16_t units[ENTRAIN_LAYERS]; /* of each layer */
} entrain_identity;

/* A board. All of it is the driver's but `tries`. */
typedef struct {
    entrain_stream stream;
    entrain_identity identity;
    uint8_t number; /* of the last question */
    uint8_t tries;  /* how often a question is sent before the board counts as dead; entrain_open sets 20 */
} entrain_board;

/* What a board says to a sample. */
typedef struct {
    uint8_t label;   /* the class that it predicts, before it learns */
    uint8_t updates; /* bit k: layer k corrects itself by the sample */
} entrain_answer;

/* Identifies the board behind `stream`; first of all, and again after ENTRAIN_NOT_IDENTIFIED. */
entrain_status entrain_open(entrain_board *board, entrain_stream stream);

/* The class of a sample: identity.features bytes, two's complement where the input is signed. */
entrain_status entrain_predict(entrain_board *board, const uint8_t *values, entrain_answer *answer);

/* The same, and then the board learns that it should have been `label`. */
entrain_status entrain_learn(entrain_board *board, const uint8_t *values, uint8_t label, entrain_answer *answer);

/*
 * Whole words of a memory from word `address` on: 2k are the weights of learner k, 2k + 1 its biases if it is walked by rows. `words`
 * words of identity.word_bytes bytes, low byte first. Corrections that are due are made first.
 */
entrain_status entrain_read(entrain_board *board, uint8_t memory, uint16_t address, uint8_t *bytes, uint16_t words);
entrain_status entrain_write(entrain_board *board, uint8_t memory, uint16_t address, const uint8_t *bytes, uint16_t words);

/* Bit k of `held`: learner k stays as it is. `frozen`: nothing is learned at all, whatever is sent. From the next sample on. */
entrain_status entrain_hold(entrain_board *board, uint8_t held, int frozen);

/* Samples learned since the reset, and by how many of them each layer corrected itself; `updates` has room for identity.layers. */
entrain_status entrain_counters(entrain_board *board, uint32_t *samples, uint32_t *updates);

/* Margin, revival mask and rate 2^-(L + slower) of all layers, L being the network file's; all three or none are taken. */
entrain_status entrain_set_registers(entrain_board *board, uint32_t margin, uint16_t revival, uint8_t slower);

/* Registers by their addresses, below or from NAME_registers.h; where there is none a read gives 0. */
entrain_status entrain_peek(entrain_board *board, uint16_t address, uint32_t *value);
entrain_status entrain_poke(entrain_board *board, uint16_t address, uint32_t value);

enum {
    ENTRAIN_REG_ID = 0x000, ENTRAIN_REG_VERSION = 0x004, ENTRAIN_REG_BUILD_ID = 0x008, ENTRAIN_REG_FINGERPRINT = 0x00c,
    ENTRAIN_REG_CONTROL = 0x010, ENTRAIN_REG_STATUS = 0x014, ENTRAIN_REG_HELD = 0x018, ENTRAIN_REG_SLOWER = 0x01c,
    ENTRAIN_REG_MARGIN = 0x020, ENTRAIN_REG_REVIVAL = 0x024, ENTRAIN_REG_CODE_SET = 0x028, ENTRAIN_REG_SAMPLES = 0x040,
    ENTRAIN_REG_REFUSED = 0x044, ENTRAIN_REG_UPDATES0 = 0x100, ENTRAIN_REG_STEP = 0x020 /* from a learner's to the next one's */
};

/*
 * SPI (`entrain generate --bus spi`): set `transfer` and `select`, then take entrain_spi_stream(&spi). `patience`: bytes of silence
 * after which nothing more comes.
 */
typedef struct {
    void *user;
    uint8_t (*transfer)(void *user, uint8_t byte); /* mode 0, most significant bit first */
    void (*select)(void *user, int low);           /* chip select */
    uint16_t patience;
    uint8_t ended;                                 /* the driver's: a flag has just come */
} entrain_spi;
entrain_stream entrain_spi_stream(entrain_spi *spi);

#ifdef __cplusplus
}
#endif
#endif
