/* SPDX-License-Identifier: Apache-2.0 */
/* entrain.c: see entrain.h; the frames are those of docs/protocol.md. */
#include "entrain.h"

enum { FLAG = 0x7e, ESCAPE = 0x7d, INVERT = 0x20, VERSION = 1, ANSWER = 0x80, REFUSED = 0x40, CRC_BYTES = 2, HEAD = 5, CHUNK = 16 };
enum {
    IDENTIFY = 0x01, PREDICT = 0x02, LEARN = 0x03, READ = 0x04, WRITE = 0x05, SET = 0x06, COUNTERS = 0x07, REGISTERS = 0x09,
    PEEK = 0x0a, POKE = 0x0b
};
enum { IDENTITY = 17, WORD_HEAD = 3, BABBLE = 4096 };

const char *entrain_message(entrain_status status)
{
    switch (status) {
    case ENTRAIN_OK: return "done";
    case ENTRAIN_VERSION: return "the board speaks another version of the protocol";
    case ENTRAIN_UNKNOWN: return "the board does not know this question";
    case ENTRAIN_LENGTH: return "the board expects another number of bytes";
    case ENTRAIN_NOT_IDENTIFIED: return "the board was reset: identify it again";
    case ENTRAIN_RANGE: return "a register cannot hold this value";
    case ENTRAIN_LABEL: return "the label is no class";
    case ENTRAIN_SILENT: return "the board does not answer";
    case ENTRAIN_STREAM: return "the line cannot be written to";
    case ENTRAIN_ANSWER: return "the board's answer is not one of this protocol";
    case ENTRAIN_ARGUMENT: return "this board has no such thing";
    }
    return "unknown status";
}

/* CRC-16/X-25, a byte more. */
static uint16_t crc_of(uint16_t crc, uint8_t byte)
{
    crc ^= byte;
    for (int bit = 0; bit < 8; bit++) crc = (uint16_t)(crc & 1 ? crc >> 1 ^ 0x8408 : crc >> 1);
    return crc;
}

/* A frame on its way out: a few bytes at a time go to the stream. */
typedef struct {
    const entrain_stream *stream;
    uint16_t crc;
    uint8_t count, failed;
    uint8_t chunk[CHUNK];
} sender;

static void flush(sender *out)
{
    if (out->count && out->stream->write(out->stream->user, out->chunk, out->count)) out->failed = 1;
    out->count = 0;
}

static void raw(sender *out, uint8_t byte)
{
    out->chunk[out->count++] = byte;
    if (out->count == CHUNK) flush(out);
}

static void escaped(sender *out, uint8_t byte)
{
    if (byte == FLAG || byte == ESCAPE) {
        raw(out, ESCAPE);
        byte ^= INVERT;
    }
    raw(out, byte);
}

static void put(sender *out, const uint8_t *bytes, size_t count)
{
    for (size_t at = 0; at < count; at++) {
        out->crc = crc_of(out->crc, bytes[at]);
        escaped(out, bytes[at]);
    }
}

/* A question: a few bytes of its own, then some of the caller's. */
typedef struct {
    uint8_t kind, count;
    uint8_t bytes[6];
    const uint8_t *more;
    uint16_t more_count;
} question;

static entrain_status send(const entrain_board *board, const question *ask)
{
    sender out = { &board->stream, 0xffff, 0, 0, { 0 } };
    uint16_t length = (uint16_t)(ask->count + ask->more_count + CRC_BYTES);
    uint8_t head[HEAD] = { VERSION, board->number, ask->kind, (uint8_t)length, (uint8_t)(length >> 8) };
    raw(&out, FLAG);
    put(&out, head, HEAD);
    put(&out, ask->bytes, ask->count);
    put(&out, ask->more, ask->more_count);
    uint16_t crc = (uint16_t)~out.crc;
    escaped(&out, (uint8_t)crc);
    escaped(&out, (uint8_t)(crc >> 8));
    raw(&out, FLAG);
    flush(&out);
    return out.failed ? ENTRAIN_STREAM : ENTRAIN_OK;
}

/* What came: the frame's head, then up to `room` bytes of its payload in `bytes`. */
typedef struct {
    uint8_t head[HEAD];
    uint8_t *bytes;
    uint16_t room, count; /* count: of the payload, also where it is longer than room */
} reply;

static uint16_t two(const uint8_t *bytes) { return (uint16_t)(bytes[0] | bytes[1] << 8); }

static uint32_t four(const uint8_t *bytes) { return two(bytes) | (uint32_t)two(bytes + 2) << 16; }

/*
 * The next frame that is whole and right; 0 if the line fell silent first, or does not within `left` bytes: then it is another device.
 * Two bytes wait, because the last two are the CRC.
 */
static int receive(const entrain_board *board, reply *in, uint32_t *left)
{
    uint16_t crc = 0xffff;
    uint32_t count = 0;
    uint8_t late[CRC_BYTES] = { 0 };
    int inverted = 0;
    for (; *left; --*left) {
        int got = board->stream.read(board->stream.user);
        if (got < 0) return 0;
        uint8_t byte = (uint8_t)got;
        if (byte == FLAG) {
            uint16_t told = (uint16_t)~crc;
            if (!inverted && count >= HEAD + CRC_BYTES && count - HEAD == two(in->head + 3) && told == two(late)) {
                in->count = (uint16_t)(count - HEAD - CRC_BYTES);
                return 1;
            }
            crc = 0xffff;
            count = 0;
            inverted = 0;
            continue;
        }
        if (byte == ESCAPE) {
            inverted = 1;
            continue;
        }
        if (inverted) byte ^= INVERT;
        inverted = 0;
        if (count >= CRC_BYTES) {
            uint32_t at = count - CRC_BYTES;
            crc = crc_of(crc, late[0]);
            if (at < HEAD) in->head[at] = late[0];
            else if (at - HEAD < in->room) in->bytes[at - HEAD] = late[0];
        }
        late[0] = late[1];
        late[1] = byte;
        if (count <= 65535u + HEAD) count++;
    }
    return 0;
}

/* Asks until there is an answer of this kind, done or refused, and stores it. */
static entrain_status exchange(entrain_board *board, const question *what, reply *in)
{
    for (uint8_t tries = 0; tries < board->tries; tries++) {
        entrain_status sent = send(board, what);
        if (sent != ENTRAIN_OK) return sent;
        uint32_t left = BABBLE + 2u * in->room;
        while (receive(board, in, &left))
            /* Another number: late, of a question before. */
            if (in->head[1] == board->number && (in->head[2] & ~REFUSED) == (ANSWER | what->kind)) return ENTRAIN_OK;
    }
    return ENTRAIN_SILENT;
}

/* Asks the next question; `expected` bytes of the answer in `bytes`. */
static entrain_status ask(entrain_board *board, const question *what, uint8_t *bytes, uint16_t expected)
{
    uint8_t reason[1] = { 0 };
    reply in = { { 0 }, expected ? bytes : reason, expected ? expected : 1, 0 };
    board->number++;
    entrain_status status = exchange(board, what, &in);
    if (status != ENTRAIN_OK) return status;
    if (!(in.head[2] & REFUSED)) return in.head[0] == VERSION && in.count == expected ? ENTRAIN_OK : ENTRAIN_ANSWER;
    int why = in.count == 1 ? in.bytes[0] : 0;
    return why >= ENTRAIN_VERSION && why <= ENTRAIN_LABEL ? (entrain_status)why : ENTRAIN_ANSWER;
}

entrain_status entrain_open(entrain_board *board, entrain_stream stream)
{
    uint8_t bytes[IDENTITY + 2 * ENTRAIN_LAYERS];
    question who = { IDENTIFY, 0, { 0 }, NULL, 0 };
    reply in = { { 0 }, bytes, sizeof bytes, 0 };
    entrain_identity *identity = &board->identity;
    board->stream = stream;
    board->tries = 20;
    board->number = 0; /* the same as that of a question before does no harm: a board identifies itself as often as it is asked */
    entrain_status status = exchange(board, &who, &in);
    if (status != ENTRAIN_OK) return status;
    if (in.head[0] != VERSION) return ENTRAIN_VERSION;
    if (in.count < IDENTITY || bytes[12] > ENTRAIN_LAYERS || in.count != IDENTITY + 2 * bytes[12] || !bytes[13]) return ENTRAIN_ANSWER;
    identity->build_id = four(bytes);
    identity->fingerprint = four(bytes + 4);
    identity->features = two(bytes + 8);
    identity->classes = two(bytes + 10);
    identity->layers = bytes[12];
    identity->word_bytes = bytes[13];
    identity->room = two(bytes + 14);
    identity->abilities = bytes[16];
    for (uint8_t layer = 0; layer < identity->layers; layer++) identity->units[layer] = two(bytes + IDENTITY + 2 * layer);
    return ENTRAIN_OK;
}

static entrain_status sample(entrain_board *board, uint8_t kind, uint8_t label, const uint8_t *values, entrain_answer *answer)
{
    uint8_t bytes[2];
    question what = { kind, 1, { label }, values, board->identity.features };
    entrain_status status = ask(board, &what, bytes, sizeof bytes);
    if (status == ENTRAIN_OK) {
        answer->label = bytes[0];
        answer->updates = bytes[1];
    }
    return status;
}

entrain_status entrain_predict(entrain_board *board, const uint8_t *values, entrain_answer *answer)
{
    return sample(board, PREDICT, 0, values, answer);
}

entrain_status entrain_learn(entrain_board *board, const uint8_t *values, uint8_t label, entrain_answer *answer)
{
    return sample(board, LEARN, label, values, answer);
}

/* The words that one question carries; the last word has to have an address. */
static uint16_t portion(const entrain_board *board, uint16_t address, uint16_t words)
{
    const entrain_identity *identity = &board->identity;
    uint32_t most = identity->room > WORD_HEAD ? (identity->room - WORD_HEAD) / (uint32_t)identity->word_bytes : 0;
    if ((uint32_t)address + words > 65536u) return 0;
    return (uint16_t)(words < most ? words : most);
}

entrain_status entrain_read(entrain_board *board, uint8_t memory, uint16_t address, uint8_t *bytes, uint16_t words)
{
    while (words) {
        uint16_t now = portion(board, address, words), count = (uint16_t)(now * board->identity.word_bytes);
        uint16_t length = (uint16_t)(count + CRC_BYTES);
        question what = { READ, 5, { memory, (uint8_t)address, (uint8_t)(address >> 8), (uint8_t)length, (uint8_t)(length >> 8) }, NULL, 0 };
        entrain_status status = now ? ask(board, &what, bytes, count) : ENTRAIN_ARGUMENT;
        if (status != ENTRAIN_OK) return status;
        bytes += count;
        address = (uint16_t)(address + now);
        words = (uint16_t)(words - now);
    }
    return ENTRAIN_OK;
}

entrain_status entrain_write(entrain_board *board, uint8_t memory, uint16_t address, const uint8_t *bytes, uint16_t words)
{
    while (words) {
        uint16_t now = portion(board, address, words), count = (uint16_t)(now * board->identity.word_bytes);
        question what = { WRITE, WORD_HEAD, { memory, (uint8_t)address, (uint8_t)(address >> 8) }, bytes, count };
        entrain_status status = now ? ask(board, &what, NULL, 0) : ENTRAIN_ARGUMENT;
        if (status != ENTRAIN_OK) return status;
        bytes += count;
        address = (uint16_t)(address + now);
        words = (uint16_t)(words - now);
    }
    return ENTRAIN_OK;
}

entrain_status entrain_hold(entrain_board *board, uint8_t held, int frozen)
{
    question what = { SET, 1, { 0 }, NULL, 0 };
    if (held >> board->identity.layers) return ENTRAIN_ARGUMENT;
    what.bytes[0] = (uint8_t)(held | (frozen ? 0x80 : 0));
    return ask(board, &what, NULL, 0);
}

entrain_status entrain_counters(entrain_board *board, uint32_t *samples, uint32_t *updates)
{
    uint8_t bytes[4 + 4 * ENTRAIN_LAYERS];
    uint8_t layers = board->identity.layers;
    question what = { COUNTERS, 0, { 0 }, NULL, 0 };
    entrain_status status = ask(board, &what, bytes, (uint16_t)(4 + 4 * layers));
    if (status != ENTRAIN_OK) return status;
    *samples = four(bytes);
    for (uint8_t layer = 0; layer < layers; layer++) updates[layer] = four(bytes + 4 + 4 * layer);
    return ENTRAIN_OK;
}

entrain_status entrain_set_registers(entrain_board *board, uint32_t margin, uint16_t revival, uint8_t slower)
{
    question what = { REGISTERS, 6, { 0 }, NULL, 0 };
    if (!(board->identity.abilities & ENTRAIN_REGISTERS) || margin >> 24) return ENTRAIN_ARGUMENT;
    what.bytes[0] = (uint8_t)margin;
    what.bytes[1] = (uint8_t)(margin >> 8);
    what.bytes[2] = (uint8_t)(margin >> 16);
    what.bytes[3] = (uint8_t)revival;
    what.bytes[4] = (uint8_t)(revival >> 8);
    what.bytes[5] = slower;
    return ask(board, &what, NULL, 0);
}

entrain_status entrain_peek(entrain_board *board, uint16_t address, uint32_t *value)
{
    uint8_t bytes[4];
    question what = { PEEK, 2, { (uint8_t)address, (uint8_t)(address >> 8) }, NULL, 0 };
    entrain_status status = board->identity.abilities & ENTRAIN_ADDRESSES ? ask(board, &what, bytes, sizeof bytes) : ENTRAIN_ARGUMENT;
    if (status == ENTRAIN_OK) *value = four(bytes);
    return status;
}

entrain_status entrain_poke(entrain_board *board, uint16_t address, uint32_t value)
{
    question what = { POKE, 6, { 0 }, NULL, 0 };
    if (!(board->identity.abilities & ENTRAIN_ADDRESSES)) return ENTRAIN_ARGUMENT;
    what.bytes[0] = (uint8_t)address;
    what.bytes[1] = (uint8_t)(address >> 8);
    for (int at = 0; at < 4; at++) what.bytes[2 + at] = (uint8_t)(value >> 8 * at);
    return ask(board, &what, NULL, 0);
}

static int spi_write(void *user, const uint8_t *bytes, size_t count)
{
    entrain_spi *spi = user;
    spi->select(spi->user, 1);
    for (size_t at = 0; at < count; at++) spi->transfer(spi->user, bytes[at]);
    spi->select(spi->user, 0);
    return 0;
}

/* Flags are silence, but for the one that ends a frame. */
static int spi_read(void *user)
{
    entrain_spi *spi = user;
    uint8_t byte = FLAG;
    spi->select(spi->user, 1);
    for (uint16_t at = 0; at <= spi->patience; at++) {
        byte = spi->transfer(spi->user, FLAG);
        if (byte != FLAG || !spi->ended) break;
    }
    spi->select(spi->user, 0);
    if (byte == FLAG && spi->ended) return -1;
    spi->ended = byte == FLAG;
    return byte;
}

entrain_stream entrain_spi_stream(entrain_spi *spi)
{
    entrain_stream stream = { spi, spi_write, spi_read };
    spi->ended = 1;
    return stream;
}
