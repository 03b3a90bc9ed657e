/* Stands for libftdi: an FT2232H whose port A has a SPI flash, as on iCE40 boards. Enough of MPSSE (FTDI AN 108) and of a
 * W25Q128 that iceprog erases, programs and verifies. With LD_PRELOAD.
 *
 * FAKE_FLASH   the flash's contents: read at the start if it is there, written at the end
 * FAKE_UNPLUG  after this many bytes from the program every call fails, and the folder FAKE_SYS is taken away
 * FAKE_WORN    1: the byte at 1000 stays 0xff
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SIZE (16 << 20)
static unsigned char *flash, answers[1 << 20];
static size_t answered, given;
static long left = -1;

/* The SPI flash: one transfer from chip select to chip select. */
static unsigned char command, low = 0xff;
static unsigned at, count;
static int write_enabled;

static unsigned char transfer(unsigned char in)
{
    unsigned char out = 0xff;
    if (count == 0) {
        command = in;
        at = 0;
        if (in == 0x06) write_enabled = 1;
        if (in == 0xc7) memset(flash, 0xff, SIZE);
    } else if (command == 0x9f) {
        static const unsigned char id[] = {0xef, 0x40, 0x18};
        out = count <= 3 ? id[count - 1] : 0;
    } else if (command == 0x05 || command == 0x35) {
        out = 0; /* never busy */
    } else if (count <= 3) {
        at = at << 8 | in;
        if (count == 3 && write_enabled) {
            if (command == 0xd8) memset(flash + (at & (SIZE - 1) & ~0xffff), 0xff, 0x10000);
            if (command == 0x52) memset(flash + (at & (SIZE - 1) & ~0x7fff), 0xff, 0x8000);
            if (command == 0x20) memset(flash + (at & (SIZE - 1) & ~0xfff), 0xff, 0x1000);
        }
    } else if (command == 0x02 && write_enabled) {
        unsigned where = (at & ~0xff) | ((at + count - 4) & 0xff); /* a page wraps */
        if (!(getenv("FAKE_WORN") && where == 1000)) flash[where & (SIZE - 1)] &= in;
    } else if (command == 0x03) {
        out = flash[(at + count - 4) & (SIZE - 1)];
    }
    count++;
    return out;
}

static void answer(unsigned char byte) { answers[answered++ % sizeof answers] = byte; }

static int gone(int bytes)
{
    if (left < 0) return 0;
    left -= bytes;
    if (left > 0) return 0;
    left = 0;
    char name[4096];
    if (getenv("FAKE_SYS") && snprintf(name, sizeof name, "%s/idVendor", getenv("FAKE_SYS")) > 0) unlink(name);
    return 1;
}

struct ftdi_context;
int ftdi_init(struct ftdi_context *ftdi)
{
    (void)ftdi;
    if (!getenv("FAKE_FLASH")) return -1;
    if (getenv("FAKE_UNPLUG")) left = atol(getenv("FAKE_UNPLUG"));
    flash = malloc(SIZE);
    memset(flash, 0xff, SIZE);
    FILE *file = fopen(getenv("FAKE_FLASH"), "rb");
    if (file) {
        if (fread(flash, 1, SIZE, file) == 0) perror("FAKE_FLASH");
        fclose(file);
    }
    return 0;
}

void ftdi_deinit(struct ftdi_context *ftdi)
{
    (void)ftdi;
    FILE *file = fopen(getenv("FAKE_FLASH"), "wb");
    if (file) {
        fwrite(flash, 1, SIZE, file);
        fclose(file);
    }
}

/* Bytes of a command, from its first ones; 0: not known yet. */
static int length(const unsigned char *data, int have)
{
    switch (data[0]) {
    case 0x80: case 0x86: case 0x8f: return 3;
    case 0x8e: return 2;
    case 0x13: case 0x33: return 3;
    case 0x11: case 0x31: return have < 3 ? 0 : 4 + (data[1] | data[2] << 8);
    default: return 1; /* 0x81, 0x8a, 0x8b, 0x87: one byte */
    }
}

static void run(const unsigned char *data, int size)
{
    unsigned char op = data[0];
    if (op == 0x80) { /* pins: value, direction; chip select is bit 4 */
        unsigned char value = data[1] | (unsigned char)~data[2];
        if ((low & 0x10) && !(value & 0x10)) count = 0;
        if (!(low & 0x10) && (value & 0x10) && command == 0x02 && count > 4) write_enabled = 0;
        low = value;
    } else if (op == 0x81) {
        answer(low | 0x40); /* CDONE is high */
    } else if (op == 0x11 || op == 0x31) { /* bytes out, and in */
        for (int k = 3; k < size; k++) {
            unsigned char back = (low & 0x10) ? 0xff : transfer(data[k]);
            if (op == 0x31) answer(back);
        }
    } else if (op == 0x33) { /* bits: only to wake the flash up */
        answer(0xff);
    }
}

int ftdi_write_data(struct ftdi_context *ftdi, unsigned char *data, int size)
{
    static unsigned char waiting[1 << 17];
    static int have;
    (void)ftdi;
    if (gone(size)) return -4;
    for (int i = 0; i < size; i++) {
        waiting[have++] = data[i];
        int wanted = length(waiting, have);
        if (wanted && have == wanted) {
            run(waiting, have);
            have = 0;
        }
    }
    return size;
}

int ftdi_read_data(struct ftdi_context *ftdi, unsigned char *data, int size)
{
    (void)ftdi;
    if (gone(0)) return -4;
    int have = 0;
    while (have < size && given < answered) data[have++] = answers[given++ % sizeof answers];
    return have;
}

int ftdi_usb_open(struct ftdi_context *ftdi, int vendor, int product) { (void)ftdi, (void)vendor; return product == 0x6010 ? 0 : -3; }
int ftdi_usb_open_string(struct ftdi_context *ftdi, const char *name) { (void)ftdi, (void)name; return 0; }
int ftdi_set_interface(struct ftdi_context *ftdi, int interface) { (void)ftdi, (void)interface; return 0; }
int ftdi_set_bitmode(struct ftdi_context *ftdi, unsigned char mask, unsigned char mode) { (void)ftdi, (void)mask, (void)mode; return 0; }
int ftdi_set_latency_timer(struct ftdi_context *ftdi, unsigned char latency) { (void)ftdi, (void)latency; return 0; }
int ftdi_get_latency_timer(struct ftdi_context *ftdi, unsigned char *latency) { (void)ftdi, *latency = 16; return 0; }
int ftdi_usb_reset(struct ftdi_context *ftdi) { (void)ftdi; return 0; }
int ftdi_usb_purge_buffers(struct ftdi_context *ftdi) { (void)ftdi; return 0; }
int ftdi_usb_close(struct ftdi_context *ftdi) { (void)ftdi; return 0; }
int ftdi_disable_bitbang(struct ftdi_context *ftdi) { (void)ftdi; return 0; }
char *ftdi_get_error_string(struct ftdi_context *ftdi) { (void)ftdi; return "usb bulk write failed"; }
