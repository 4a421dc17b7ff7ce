/* Inflates recorded permessage-deflate payloads with zlib alone, and prints the CPU seconds and the wall seconds that
 * took and the bytes that came out: the measure for what inflating costs in ws101.
 *
 * The file holds payloads, each behind two little-endian numbers of 32 bits: which direction of which session it belongs
 * to (0...1023; each has a zlib state of its own), and its length. All is read before the clock starts. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <zlib.h>

enum { STATES = 1024, ROOM = 65536 };

static z_stream states[STATES];
static unsigned char begun[STATES];
static unsigned char room[ROOM];

static void fail(const char *text) {
    fprintf(stderr, "inflate: %s\n", text);
    exit(1);
}

static uint32_t number(const unsigned char *bytes) {
    return bytes[0] | bytes[1] << 8 | bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

static uint64_t inflate_all(z_stream *state, unsigned char *bytes, uint32_t length) {
    uint64_t total = 0;
    state->next_in = bytes;
    state->avail_in = length;
    do {
        state->next_out = room;
        state->avail_out = ROOM;
        int status = inflate(state, Z_SYNC_FLUSH);
        if (status != Z_OK && status != Z_BUF_ERROR) fail(state->msg ? state->msg : "zlib failed");
        total += ROOM - state->avail_out;
    } while (state->avail_out == 0);
    return total;
}

static double between(struct timespec start, struct timespec end) {
    return (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) * 1e-9;
}

int main(int count, char **arguments) {
    unsigned char tail[4] = {0, 0, 0xff, 0xff};
    if (count != 2) fail("usage: inflate FILE");
    FILE *file = fopen(arguments[1], "rb");
    if (!file || fseek(file, 0, SEEK_END) != 0) fail("cannot open the file");
    long size = ftell(file);
    rewind(file);
    unsigned char *bytes = malloc(size > 0 ? (size_t)size : 1);
    if (!bytes || fread(bytes, 1, (size_t)size, file) != (size_t)size) fail("cannot read the file");

    struct timespec start, end, wall_start, wall_end;
    uint64_t total = 0;
    clock_gettime(CLOCK_MONOTONIC, &wall_start);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &start);
    for (long position = 0; position + 8 <= size;) {
        uint32_t which = number(bytes + position), length = number(bytes + position + 4);
        position += 8;
        if (which >= STATES || length > size - position) fail("the file is damaged");
        z_stream *state = &states[which];
        /* Negative: raw data, without a zlib header. */
        if (!begun[which] && inflateInit2(state, -15) != Z_OK) fail("zlib failed");
        begun[which] = 1;
        total += inflate_all(state, bytes + position, length) + inflate_all(state, tail, sizeof tail);
        position += length;
    }
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
    clock_gettime(CLOCK_MONOTONIC, &wall_end);
    printf("%.6f %.6f %llu\n", between(start, end), between(wall_start, wall_end), (unsigned long long)total);
    return 0;
}
