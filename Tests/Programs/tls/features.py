"""What TLS can do besides encrypting: resumption, early data, new keys, padding, client certificates, renegotiation."""

import libssl
import talk
from libssl import NO_ANTI_REPLAY, NO_EXTENDED_MASTER_SECRET, NO_TICKET
from scenario import OPENSSL, PORT, scenario, table


def say(client, server, payload):
    """One message each way."""
    client.say(payload)
    server.hear()
    server.say(payload[::-1])
    client.hear()


@scenario(
    "tls13-hello-retry-request.openssl-openssl",
    shows="the server asks for a second ClientHello: it has no group of which the first one brought a share",
    programs=OPENSSL,
)
def hello_retry_request(stage):
    contexts = stage.contexts(client={"groups": "X25519:P-256"}, server={"groups": "P-256"}, versions="TLS 1.3")
    client, server = stage.open(*contexts)
    talk.chat(client, server)
    stage.finish(client, server, helloRetryRequest=True)


def resume(stage, contexts, *, between=lambda: None, second=None):
    """Two WebSockets; the second TLS session resumes the first."""
    client, server = stage.open(*contexts, path="/first")
    say(client, server, "first session")
    session = client.stream.session
    stage.finish(client, server)
    between()
    client, server = stage.open(*(second or contexts), path="/second", session=session)
    say(client, server, "second session")
    stage.finish(client, server)


def require_resumed(stage, *expected):
    assert [connection["tls"]["resumed"] for connection in stage.connections] == list(expected), stage.connections


@scenario("tls13-resumed.openssl-openssl", shows="PSK resumption with a ticket, and (EC)DHE", programs=OPENSSL)
def resumed_13(stage):
    resume(stage, stage.contexts(versions="TLS 1.3"))
    require_resumed(stage, False, True)


@scenario(
    "tls13-resumed-hello-retry-request.openssl-openssl",
    shows="PSK resumption where the server asks for another group, too: two ClientHellos with binders",
    programs=OPENSSL,
)
def resumed_retry(stage):
    contexts = stage.contexts(client={"groups": "X25519:P-256"}, server={"groups": "P-256"}, versions="TLS 1.3")
    resume(stage, contexts)
    require_resumed(stage, False, True)


@table(
    [
        (f"tls12-resumed-{how}{suffix}.openssl-openssl", f"TLS 1.2 resumed by {what}{more}", options | extra, only_first)
        for how, what, options in [("ticket", "ticket (RFC 5077)", 0), ("session-id", "session identifier", NO_TICKET)]
        for suffix, more, extra, only_first in [
            ("", "", 0, False),
            ("-first-keys", "; the key log has the first session's line alone", 0, True),
            ("-no-ems-first-keys", ", no extended master secret; only the first line", NO_EXTENDED_MASTER_SECRET, True),
        ]
    ],
    programs=OPENSSL,
)
def resumed_12(stage, options, only_first):
    count = 0

    def between():
        nonlocal count
        count = len(stage.keys)

    resume(stage, stage.contexts(versions="TLS 1.2", options=options), between=between)
    require_resumed(stage, False, True)
    if only_first:
        del stage.keys[count:]


@scenario(
    "tls12-resumed-rsa-line.openssl-openssl",
    shows="RSA key exchange and a resumption by ticket; the key log has the first session's RSA line alone",
    programs=OPENSSL,
)
def resumed_rsa(stage):
    resume(stage, stage.contexts(versions="TLS 1.2", ciphers="AES128-GCM-SHA256"))
    require_resumed(stage, False, True)
    stage.keys[:] = [line for line in stage.keys if line.startswith("RSA ")]


@scenario(
    "tls12-resumption-refused.openssl-openssl",
    shows="a ticket that the server does not know (it began anew): a full handshake follows",
    programs=OPENSSL,
)
def resumption_refused(stage):
    client, first = stage.contexts(versions="TLS 1.2")
    _, second = stage.contexts(versions="TLS 1.2")
    resume(stage, (client, first), second=(client, second))
    require_resumed(stage, False, False)


def early_data(stage, contexts, *, accept=True, second_server=None):
    """A first session for the ticket; then the upgrade request and a message as 0-RTT data."""
    client, server = stage.open(*contexts, path="/first")
    say(client, server, "first session")
    session = client.stream.session
    stage.finish(client, server)
    near, far = libssl.connect(contexts[0], second_server or contexts[1], PORT, name="chat.example", session=session)
    client, server = stage.talkers(near, far, path="/early")
    request = client.request()
    near.write_early(request)
    libssl.at_once(near.shake_hands, lambda: (far.read_early() if accept else None, far.shake_hands()))
    if not accept:
        near.write(request)
    far.write(server.answer())
    client.next_event()
    say(client, server, "after the handshake")
    stage.finish(client, server)


def early_contexts(stage, **more):
    return stage.contexts(
        server={"early_data": 16_384, "options": NO_ANTI_REPLAY} | more.pop("server", {}), versions="TLS 1.3", **more
    )


@scenario("tls13-early-data.openssl-openssl", shows="0-RTT: the upgrade request is early data", programs=OPENSSL)
def early_accepted(stage):
    early_data(stage, early_contexts(stage))
    assert stage.connections[1]["tls"]["earlyData"] == "accepted"


@scenario(
    "tls13-early-data-chacha20.openssl-openssl", shows="0-RTT with TLS_CHACHA20_POLY1305_SHA256", programs=OPENSSL
)
def early_chacha(stage):
    early_data(stage, early_contexts(stage, suites="TLS_CHACHA20_POLY1305_SHA256"))
    assert stage.connections[1]["tls"]["earlyData"] == "accepted"


@scenario(
    "tls13-early-data-rejected.openssl-openssl",
    shows="0-RTT that the server skips: the client sends its request again after the handshake",
    programs=OPENSSL,
)
def early_rejected(stage):
    early_data(stage, early_contexts(stage), accept=False)
    assert stage.connections[1]["tls"]["earlyData"] == "rejected"


@scenario(
    "tls13-early-data-hello-retry-request.openssl-openssl",
    shows="0-RTT that ends with a HelloRetryRequest: rejected, too",
    programs=OPENSSL,
)
def early_retry(stage):
    early_data(
        stage,
        early_contexts(stage, client={"groups": "X25519:P-256"}, server={"groups": "P-256"}),
        accept=False,
    )
    assert stage.connections[1]["tls"]["earlyData"] == "rejected"


@table(
    [
        (f"tls13-key-update-{name}.openssl-openssl", f"KeyUpdate: {what}", suite, updates)
        for name, what, suite, updates in [
            ("client", "by the client, twice, without asking the server", "TLS_AES_128_GCM_SHA256", [("client", False)] * 2),
            ("server", "by the server, without asking the client", "TLS_AES_256_GCM_SHA384", [("server", False)]),
            ("client-requests", "the client asks the server for the same", "TLS_CHACHA20_POLY1305_SHA256", [("client", True)]),
            ("server-requests", "the server asks the client for the same", "TLS_AES_128_GCM_SHA256", [("server", True)]),
            (
                "many",
                "both sides, six times, some of them asking",
                "TLS_AES_256_GCM_SHA384",
                [("client", True), ("server", False), ("server", True), ("client", False), ("client", True), ("server", True)],
            ),
        ]
    ],
    programs=OPENSSL,
)
def key_update(stage, suite, updates):
    client, server = stage.open(*stage.contexts(versions="TLS 1.3", suites=suite))
    say(client, server, "before")
    for number, (side, ask) in enumerate(updates, 1):
        (client if side == "client" else server).stream.update_keys(ask_peer=ask)
        say(client, server, f"after update {number}")
    stage.finish(client, server, keyUpdates=[{"from": side, "requested": ask} for side, ask in updates])


@scenario(
    "tls13-padding.openssl-openssl", shows="every record padded to a multiple of 512 bytes, both sides", programs=OPENSSL
)
def padding(stage):
    client, server = stage.open(*stage.contexts(versions="TLS 1.3", padding=512))
    talk.chat(client, server)
    stage.finish(client, server)


@scenario(
    "tls13-many-tickets.openssl-openssl", shows="the server sends eight NewSessionTickets after the handshake", programs=OPENSSL
)
def many_tickets(stage):
    client, server = stage.open(*stage.contexts(server={"tickets": 8}, versions="TLS 1.3"))
    talk.chat(client, server)
    stage.finish(client, server)


@scenario("tls13-no-tickets.openssl-openssl", shows="no NewSessionTicket at all", programs=OPENSSL)
def no_tickets(stage):
    client, server = stage.open(*stage.contexts(server={"tickets": 0}, versions="TLS 1.3"))
    talk.chat(client, server)
    stage.finish(client, server, initiator="server", code=1001)


@table(
    [
        ("tls13-client-certificate.openssl-openssl", "the server asks for a client certificate in the handshake", "TLS 1.3"),
        ("tls12-client-certificate.openssl-openssl", "TLS 1.2 with a client certificate", "TLS 1.2"),
    ],
    programs=OPENSSL,
)
def client_certificate(stage, version):
    certificates = stage.certificates
    server = {"verify": libssl.VERIFY_REQUIRED, "trusted": certificates.trusted}
    contexts = stage.contexts(client={"certificate": certificates.client}, server=server, versions=version)
    client, server = stage.open(*contexts)
    talk.chat(client, server)
    stage.finish(client, server, clientCertificate="Alice")


@scenario(
    "tls13-post-handshake-authentication.openssl-openssl",
    shows="the server asks for a client certificate when the WebSocket is already open",
    programs=OPENSSL,
)
def post_handshake(stage):
    certificates = stage.certificates
    contexts = stage.contexts(
        client={"certificate": certificates.client, "post_handshake": True},
        server={"trusted": certificates.trusted},
        versions="TLS 1.3",
    )
    client, server = stage.open(*contexts)
    say(client, server, "before")
    server.stream.ask_for_certificate()
    server.say("who are you?")
    client.hear()
    say(client, server, "after")
    stage.finish(client, server, clientCertificate="Alice")


@table(
    [
        (f"tls12-renegotiation{name}.openssl-openssl", f"the client renegotiates twice while the WebSocket is open{what}", cipher, options)
        for name, what, cipher, options in [
            ("", "", "ECDHE-RSA-AES128-GCM-SHA256", 0),
            ("-cbc", ", with AES-CBC and encrypt-then-MAC", "ECDHE-RSA-AES256-SHA384", 0),
        ]
    ],
    programs=OPENSSL,
)
def renegotiation(stage, cipher, options):
    contexts = stage.contexts(
        server={"options": libssl.ALLOW_CLIENT_RENEGOTIATION | options}, versions="TLS 1.2", ciphers=cipher
    )
    client, server = stage.open(*contexts)
    say(client, server, "before")
    for number in (1, 2):
        # The server answers while it waits for a message.
        libssl.at_once(
            server.hear, lambda: (client.stream.renegotiate(), client.say(f"after renegotiation {number}"))
        )
        server.say("heard")
        client.hear()
    stage.finish(client, server, renegotiations=2)
