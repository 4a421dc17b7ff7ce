"""Writes README.md beside the recordings: how they are made, and what each of them shows."""

import json

HEADER = """# TLS sessions of real programs

Each recording is three files: NAME.pcapng (the packets), NAME.keys (the key log that one of the programs wrote; missing where
there is none) and NAME.json (what the programs themselves say is true). The tests need none of the programs.

```
Tests/Programs/tls/run                 # record all again (Linux, root; about three minutes)
Tests/Programs/tls/run --list          # what there is
Tests/Programs/tls/run tls13-key       # those whose names begin so
```

It takes, from Debian: `apt-get install tcpdump tshark python3-venv openssl nginx-light chromium firefox-esr libnss3-tools nodejs curl
openjdk-17-jdk-headless tinyproxy-bin util-linux iproute2`. The Python packages go into `.venv` beside the script. Everything
runs in a network of its own, with segments of at most 1,448 bytes; the server listens on port 8443 where nothing else is said.

The scenarios are in `Tests/Programs/tls/`: `ciphers.py`, `features.py`, `placement.py` and `failures.py` drive OpenSSL's library on both
sides (`libssl.py`; the WebSocket is the core of `websockets`), so that each record's content, each KeyUpdate and each resumption is
chosen; `libraries.py`, `browsers.py`, `others.py` and `tunnels.py` run whole programs. Each program logs what it sends and receives; a
recording in which the two logs differ is refused.

| key of a connection | meaning |
|---|---|
| clientPort, uri, subprotocol | the TCP connection; the WebSocket's address |
| tls | version, cipherSuite, resumed, alpn, group (OpenSSL's name), earlyData: as a program's API tells it; what it does not tell is left out |
| messages | what each side sent, by its own log: opcode, length and SHA-256 of the whole payload |
| close | who sent the first Close, with which code and reason |
| failure | no WebSocket: by whom, the alert's number as its receiver tells it, or how TCP ended (tcpEnd); plainClient and plainServer: that side speaks no TLS; scriptSees: the code in the page's `close` event |
| midsession | the capture began when the WebSocket was open |
| keyUpdates, helloRetryRequest, renegotiations, clientCertificate, via | more of what happened |

The key log of `…-first-keys` and `…-rsa-line` is cut to the lines that the name tells; the `rsa-` cipher suites have their `RSA` lines
alone. tshark 4.0.17, given the key log, finds the same messages unless its column says what it does instead.

| recording | shows | client | server | tshark |
|---|---|---|---|---|
"""


def write_listing(folder, scenarios):
    rows = []
    for name in scenarios:
        path = folder / f"{name}.json"
        if path.exists():
            truth = json.loads(path.read_text())
            sides = truth["programs"]
            rows.append(
                f"| {name} | {truth['shows']} | {sides['client']} | {sides['server']} | {truth.get('tshark', '')} |\n"
            )
    (folder / "README.md").write_text(HEADER + "".join(rows))
