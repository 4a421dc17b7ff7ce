// A WebSocket client that sends as many messages of 100 bytes as it is told to, each in a segment of its own, and the
// server that takes them.
//
//   flood serve ADDRESS PORT                    until it is killed
//   flood steady ADDRESS PORT RATE SECONDS      one connection; rate 0 is as fast as it goes
//   flood churn ADDRESS PORT RATE SECONDS N     so many messages a second, a new connection for every N of them
//
// The client says at its end how many messages and connections there were, and in how many seconds.

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { header_length = 6, payload_length = 100, frame_length = header_length + payload_length, most_peers = 1000 };

static const char request[] =
    "GET /flood HTTP/1.1\r\nHost: flood\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
static const char answer[] =
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
// Close 1000, masked with 01 02 03 04 by the client.
static const unsigned char client_close[] = {0x88, 0x82, 1, 2, 3, 4, 0x03 ^ 1, 0xe8 ^ 2};
static const unsigned char server_close[] = {0x88, 0x02, 0x03, 0xe8};

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

static void send_all(int peer, const void *bytes, size_t count) {
    if (write(peer, bytes, count) != (ssize_t)count) fail("write");
}

static int make_socket(const char *address, const char *port, struct sockaddr_in *where) {
    int one = 1, made = socket(AF_INET, SOCK_STREAM, 0);
    if (made < 0) fail("socket");
    *where = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((unsigned short)atoi(port))};
    if (inet_pton(AF_INET, address, &where->sin_addr) != 1) fail("address");
    setsockopt(made, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    setsockopt(made, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return made;
}

// Answers each upgrade and each Close; everything between them is only read.
static void serve(const char *address, const char *port) {
    struct sockaddr_in where;
    struct pollfd peers[most_peers] = {{.fd = make_socket(address, port, &where), .events = POLLIN}};
    int count = 1;
    static char bytes[1 << 16];
    if (bind(peers[0].fd, (struct sockaddr *)&where, sizeof where) || listen(peers[0].fd, 512)) fail("listen");
    for (;;) {
        if (poll(peers, (nfds_t)count, -1) < 0) fail("poll");
        for (int i = count - 1; i > 0; i--) {
            if (!peers[i].revents) continue;
            ssize_t got = read(peers[i].fd, bytes, sizeof bytes);
            if (got <= 0) {
                close(peers[i].fd);
                peers[i] = peers[--count];
            } else if (!memcmp(bytes, "GET ", 4)) {
                send_all(peers[i].fd, answer, sizeof answer - 1);
            } else if (got >= 8 && !memcmp(bytes + got - 8, client_close, 8)) {
                // Whoever sent it may be gone already.
                if (write(peers[i].fd, server_close, sizeof server_close) < 0) continue;
            }
        }
        if (peers[0].revents && count < most_peers) {
            int peer = accept(peers[0].fd, NULL, NULL);
            if (peer >= 0) peers[count++] = (struct pollfd){.fd = peer, .events = POLLIN};
        }
    }
}

static int dial(const char *address, const char *port) {
    struct sockaddr_in where;
    char bytes[sizeof answer];
    int peer = make_socket(address, port, &where);
    if (connect(peer, (struct sockaddr *)&where, sizeof where)) fail("connect");
    send_all(peer, request, sizeof request - 1);
    for (size_t got = 0; got < sizeof answer - 1;) {
        ssize_t more = read(peer, bytes, sizeof answer - 1 - got);
        if (more <= 0) fail("answer");
        got += (size_t)more;
    }
    return peer;
}

static void hang_up(int peer) {
    char bytes[16];
    send_all(peer, client_close, sizeof client_close);
    while (read(peer, bytes, sizeof bytes) > (ssize_t)sizeof server_close) {}
    close(peer);
}

// Fills in the next frame: a client takes a new masking key for each.
static void fill(unsigned char *frame, const char *text) {
    static uint32_t key = 12345;
    key = key * 1664525 + 1013904223;
    memcpy(frame + 2, &key, sizeof key);
    for (int i = 0; i < payload_length; i += (int)sizeof key) {
        uint32_t four;
        memcpy(&four, text + i, sizeof four);
        four ^= key;
        memcpy(frame + header_length + i, &four, sizeof four);
    }
}

int main(int count, char **words) {
    signal(SIGPIPE, SIG_IGN);
    if (count == 4 && !strcmp(words[1], "serve")) serve(words[2], words[3]);
    int churns = count == 7 && !strcmp(words[1], "churn");
    if (!churns && !(count == 6 && !strcmp(words[1], "steady"))) {
        fprintf(stderr, "flood serve ADDRESS PORT | steady … RATE SECONDS | churn … RATE SECONDS N\n");
        return 64;
    }
    unsigned char frame[frame_length] = {0x81, 0x80 | payload_length};
    const char text[] = "{\"type\":\"tick\",\"symbol\":\"ACME\",\"price\":101.25,\"volume\":123456,\"note\":\"the quick brown fox jumps ov\"}";
    double rate = atof(words[4]), start = now(), end = start + atof(words[5]);
    long sent = 0, connections = 1, each = churns ? atol(words[6]) : 0;
    int peer = dial(words[2], words[3]);
    while (now() < end) {
        // What is due by now, but not more at once than what lets the clock be looked at.
        long due = rate > 0 ? (long)((now() - start) * rate) - sent : 64;
        if (due <= 0) usleep(200);
        for (long i = 0; i < due && i < 64; i++) {
            fill(frame, text);
            send_all(peer, frame, sizeof frame);
            sent++;
            if (each && sent % each == 0) {
                hang_up(peer);
                peer = dial(words[2], words[3]);
                connections++;
            }
        }
    }
    double seconds = now() - start;
    hang_up(peer);
    printf("%ld %ld %.3f\n", sent, connections, seconds);
    return 0;
}
