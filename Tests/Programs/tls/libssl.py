"""TLS connections made with OpenSSL's own library, for what Python's `ssl` module does not offer.

KeyUpdate, early data, renegotiation, post-handshake authentication, padding, the choice of TLS 1.3's cipher suites and
of each record's content: libssl has them all, and one `write` here is one TLS record (up to 16 KiB).
"""

import ctypes
import ctypes.util
import socket
import struct
import threading

crypto = ctypes.CDLL(ctypes.util.find_library("crypto"), mode=ctypes.RTLD_GLOBAL)
ssl = ctypes.CDLL(ctypes.util.find_library("ssl"))
pointer, text, integer, size = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int, ctypes.c_size_t

for library, name, result, *arguments in [
    (ssl, "TLS_client_method", pointer),
    (ssl, "TLS_server_method", pointer),
    (ssl, "SSL_CTX_new", pointer, pointer),
    (ssl, "SSL_CTX_ctrl", ctypes.c_long, pointer, integer, ctypes.c_long, pointer),
    (ssl, "SSL_CTX_set_options", ctypes.c_uint64, pointer, ctypes.c_uint64),
    (ssl, "SSL_CTX_clear_options", ctypes.c_uint64, pointer, ctypes.c_uint64),
    (ssl, "SSL_CTX_set_cipher_list", integer, pointer, text),
    (ssl, "SSL_CTX_set_ciphersuites", integer, pointer, text),
    (ssl, "SSL_CTX_use_certificate_chain_file", integer, pointer, text),
    (ssl, "SSL_CTX_use_PrivateKey_file", integer, pointer, text, integer),
    (ssl, "SSL_CTX_load_verify_locations", integer, pointer, text, text),
    (ssl, "SSL_CTX_set_verify", None, pointer, integer, pointer),
    (ssl, "SSL_CTX_set_post_handshake_auth", None, pointer, integer),
    (ssl, "SSL_CTX_set_keylog_callback", None, pointer, pointer),
    (ssl, "SSL_CTX_set_alpn_protos", integer, pointer, text, ctypes.c_uint),
    (ssl, "SSL_CTX_set_alpn_select_cb", None, pointer, pointer, pointer),
    (ssl, "SSL_CTX_set_max_early_data", integer, pointer, ctypes.c_uint32),
    (ssl, "SSL_CTX_set_block_padding", integer, pointer, size),
    (ssl, "SSL_CTX_set_num_tickets", integer, pointer, size),
    (ssl, "SSL_CTX_set_session_id_context", integer, pointer, text, ctypes.c_uint),
    (ssl, "SSL_new", pointer, pointer),
    (ssl, "SSL_set_fd", integer, pointer, integer),
    (ssl, "SSL_ctrl", ctypes.c_long, pointer, integer, ctypes.c_long, pointer),
    (ssl, "SSL_set1_host", integer, pointer, text),
    (ssl, "SSL_connect", integer, pointer),
    (ssl, "SSL_accept", integer, pointer),
    (ssl, "SSL_do_handshake", integer, pointer),
    (ssl, "SSL_read", integer, pointer, pointer, integer),
    (ssl, "SSL_write", integer, pointer, text, integer),
    (ssl, "SSL_write_early_data", integer, pointer, text, size, pointer),
    (ssl, "SSL_read_early_data", integer, pointer, pointer, size, pointer),
    (ssl, "SSL_get_early_data_status", integer, pointer),
    (ssl, "SSL_pending", integer, pointer),
    (ssl, "SSL_key_update", integer, pointer, integer),
    (ssl, "SSL_renegotiate", integer, pointer),
    (ssl, "SSL_set_verify", None, pointer, integer, pointer),
    (ssl, "SSL_verify_client_post_handshake", integer, pointer),
    (ssl, "SSL_shutdown", integer, pointer),
    (ssl, "SSL_get_error", integer, pointer, integer),
    (ssl, "SSL_get1_session", pointer, pointer),
    (ssl, "SSL_set_session", integer, pointer, pointer),
    (ssl, "SSL_session_reused", integer, pointer),
    (ssl, "SSL_version", integer, pointer),
    (ssl, "SSL_get_current_cipher", pointer, pointer),
    (ssl, "SSL_CIPHER_standard_name", text, pointer),
    (ssl, "SSL_get0_alpn_selected", None, pointer, pointer, pointer),
    (ssl, "SSL_group_to_name", text, pointer, integer),
    (crypto, "OpenSSL_version", text, integer),
    (crypto, "ERR_get_error", ctypes.c_ulong),
    (crypto, "ERR_error_string_n", None, ctypes.c_ulong, text, size),
    (crypto, "ERR_clear_error", None),
]:
    function = getattr(library, name)
    function.restype, function.argtypes = result, arguments

VERSIONS = {"TLS 1.0": 0x301, "TLS 1.1": 0x302, "TLS 1.2": 0x303, "TLS 1.3": 0x304}
# SSL_OP_… of ssl.h.
NO_EXTENDED_MASTER_SECRET, DONT_INSERT_EMPTY_FRAGMENTS, NO_TICKET, NO_ENCRYPT_THEN_MAC = 1, 1 << 11, 1 << 14, 1 << 19
ALLOW_CLIENT_RENEGOTIATION, SERVER_PREFERENCE, NO_ANTI_REPLAY = 1 << 8, 1 << 22, 1 << 24
MIDDLEBOX_COMPATIBILITY = 1 << 20
VERIFY_PEER, VERIFY_REQUIRED = 1, 3

KEY_LOG_CALLBACK = ctypes.CFUNCTYPE(None, pointer, text)
ALPN_CALLBACK = ctypes.CFUNCTYPE(integer, pointer, pointer, pointer, ctypes.POINTER(ctypes.c_ubyte), ctypes.c_uint, pointer)


class TLSFailed(Exception):
    """What libssl says went wrong."""


def failure(what):
    buffer = ctypes.create_string_buffer(256)
    reasons = []
    while code := crypto.ERR_get_error():
        crypto.ERR_error_string_n(code, buffer, 256)
        reasons.append(buffer.value.decode())
    return TLSFailed(f"{what}: {'; '.join(reasons) or 'the connection ended'}")


def version():
    return crypto.OpenSSL_version(0).decode().rsplit(" ", 3)[0]


def check(result, what):
    if result <= 0:
        raise failure(what)
    return result


class Context:
    """What the connections of one side have in common. `key_log` receives lines of text."""

    def __init__(
        self,
        role,
        *,
        versions=None,
        ciphers=None,
        suites=None,
        groups=None,
        options=0,
        certificate=None,
        trusted=None,
        verify=0,
        alpn=None,
        early_data=0,
        padding=0,
        tickets=None,
        post_handshake=False,
        key_log=None,
    ):
        method = ssl.TLS_client_method() if role == "client" else ssl.TLS_server_method()
        self.role = role
        self.handle = check(ssl.SSL_CTX_new(method), "SSL_CTX_new")
        self.kept = []
        low, high = versions if isinstance(versions, tuple) else (versions, versions)
        if low:
            check(ssl.SSL_CTX_ctrl(self.handle, 123, VERSIONS[low], None), "lowest version")
            check(ssl.SSL_CTX_ctrl(self.handle, 124, VERSIONS[high], None), "highest version")
        ssl.SSL_CTX_set_options(self.handle, options)
        if ciphers:
            check(ssl.SSL_CTX_set_cipher_list(self.handle, ciphers.encode()), ciphers)
        if suites:
            check(ssl.SSL_CTX_set_ciphersuites(self.handle, suites.encode()), suites)
        if groups:
            check(ssl.SSL_CTX_ctrl(self.handle, 92, 0, groups.encode()), groups)
        if certificate:
            chain, key = certificate
            check(ssl.SSL_CTX_use_certificate_chain_file(self.handle, str(chain).encode()), "certificate")
            check(ssl.SSL_CTX_use_PrivateKey_file(self.handle, str(key).encode(), 1), "key")
        if trusted:
            check(ssl.SSL_CTX_load_verify_locations(self.handle, str(trusted).encode(), None), "trusted")
        if verify:
            ssl.SSL_CTX_set_verify(self.handle, verify, None)
        if role == "server":
            ssl.SSL_CTX_ctrl(self.handle, 118, 1, None)  # SSL_CTX_set_dh_auto
            ssl.SSL_CTX_set_session_id_context(self.handle, b"ws101", 5)
        if early_data:
            ssl.SSL_CTX_set_max_early_data(self.handle, early_data)
        if padding:
            ssl.SSL_CTX_set_block_padding(self.handle, padding)
        if tickets is not None:
            ssl.SSL_CTX_set_num_tickets(self.handle, tickets)
        if post_handshake:
            ssl.SSL_CTX_set_post_handshake_auth(self.handle, 1)
        if alpn:
            self.negotiate(alpn)
        if key_log is not None:
            callback = KEY_LOG_CALLBACK(lambda _, line: key_log.append(line.decode()))
            self.keep(callback)
            ssl.SSL_CTX_set_keylog_callback(self.handle, callback)

    def keep(self, callback):
        """libssl calls it as long as the context lives."""
        self.kept.append(callback)

    def negotiate(self, names):
        wire = b"".join(bytes([len(name)]) + name.encode() for name in names)
        if self.role == "client":
            ssl.SSL_CTX_set_alpn_protos(self.handle, wire, len(wire))
            return
        chosen = ctypes.create_string_buffer(names[0].encode())
        self.keep(chosen)

        def select(_, out, length, *__):
            ctypes.cast(out, ctypes.POINTER(pointer))[0] = ctypes.addressof(chosen)
            ctypes.cast(length, ctypes.POINTER(ctypes.c_ubyte))[0] = len(names[0])
            return 0

        callback = ALPN_CALLBACK(select)
        self.keep(callback)
        ssl.SSL_CTX_set_alpn_select_cb(self.handle, callback, None)


class Connection:
    """One side of a TLS connection over a connected socket."""

    def __init__(self, context, stream, *, name=None, session=None):
        stream.setblocking(True)
        # Blocking for libssl, but not for ever.
        stream.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", 10, 0))
        stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.role, self.context, self.stream = context.role, context, stream
        self.handle = check(ssl.SSL_new(context.handle), "SSL_new")
        ssl.SSL_set_fd(self.handle, stream.fileno())
        self.early = b""
        if name:
            ssl.SSL_ctrl(self.handle, 55, 0, name.encode())
            ssl.SSL_set1_host(self.handle, name.encode())
        if session:
            check(ssl.SSL_set_session(self.handle, session), "session")

    def shake_hands(self):
        crypto.ERR_clear_error()
        begin = ssl.SSL_connect if self.role == "client" else ssl.SSL_accept
        check(begin(self.handle), f"{self.role}'s handshake")

    def write_early(self, data):
        written = size()
        check(ssl.SSL_write_early_data(self.handle, data, len(data), ctypes.byref(written)), "early data")

    def read_early(self):
        """Takes the early data and the client's first flight; then `shake_hands` does the rest."""
        buffer, count = ctypes.create_string_buffer(1 << 14), size()
        while (state := ssl.SSL_read_early_data(self.handle, buffer, len(buffer), ctypes.byref(count))) == 1:
            self.early += buffer.raw[: count.value]
        check(state, "early data")

    def write(self, data):
        crypto.ERR_clear_error()
        check(ssl.SSL_write(self.handle, data, len(data)), "write")

    def read(self):
        """The bytes of what arrives next, at most one record's; none once the peer closed the connection."""
        if self.early:
            data, self.early = self.early, b""
            return data
        crypto.ERR_clear_error()
        buffer = ctypes.create_string_buffer(1 << 14)
        count = ssl.SSL_read(self.handle, buffer, len(buffer))
        if count > 0:
            return buffer.raw[:count]
        if ssl.SSL_get_error(self.handle, count) == 6:  # close_notify
            return b""
        raise failure("read")

    def update_keys(self, *, ask_peer):
        check(ssl.SSL_key_update(self.handle, 1 if ask_peer else 0), "KeyUpdate")
        check(ssl.SSL_do_handshake(self.handle), "KeyUpdate")

    def renegotiate(self):
        check(ssl.SSL_renegotiate(self.handle), "renegotiation")
        check(ssl.SSL_do_handshake(self.handle), "renegotiation")

    def ask_for_certificate(self):
        """TLS 1.3's authentication after the handshake."""
        ssl.SSL_set_verify(self.handle, VERIFY_REQUIRED, None)
        check(ssl.SSL_verify_client_post_handshake(self.handle), "post-handshake authentication")
        check(ssl.SSL_do_handshake(self.handle), "post-handshake authentication")

    def say_goodbye(self):
        """close_notify, without waiting for the peer's."""
        ssl.SSL_shutdown(self.handle)

    def close(self):
        self.stream.close()

    @property
    def session(self):
        return ssl.SSL_get1_session(self.handle)

    @property
    def early_data(self):
        return [None, "rejected", "accepted"][ssl.SSL_get_early_data_status(self.handle)]

    def facts(self):
        """What was negotiated, as libssl tells it."""
        names = {number: name for name, number in VERSIONS.items()}
        cipher = ssl.SSL_get_current_cipher(self.handle)
        group = ssl.SSL_ctrl(self.handle, 134, 0, None)
        name = ssl.SSL_group_to_name(self.handle, group) if group > 0 else None
        data, length = pointer(), ctypes.c_uint()
        ssl.SSL_get0_alpn_selected(self.handle, ctypes.byref(data), ctypes.byref(length))
        facts = {
            "version": names[ssl.SSL_version(self.handle)],
            "cipherSuite": ssl.SSL_CIPHER_standard_name(cipher).decode(),
            "alpn": ctypes.string_at(data, length.value).decode() if data else None,
            "group": name.decode() if name else None,
            "resumed": ssl.SSL_session_reused(self.handle) == 1,
            "earlyData": self.early_data,
        }
        return {key: value for key, value in facts.items() if value is not None}


def connect(client_context, server_context, port, *, name="chat.example", session=None, host="127.0.0.1", before=None):
    """Both sides of a TCP connection, as TLS connections that have not shaken hands yet."""
    with socket.create_server((host, port)) as listener:
        near = socket.create_connection((host, port))
        far, _ = listener.accept()
    if before:
        before(near, far)
    return Connection(client_context, near, name=name, session=session), Connection(server_context, far)


def dial(context, port, *, name="chat.example", session=None):
    """The client's side alone, connected to a server of another program."""
    return Connection(context, socket.create_connection(("127.0.0.1", port)), name=name, session=session)


def at_once(*tasks):
    """Runs the functions at the same time; raises what the first of them raised."""
    problems = []

    def run(task):
        try:
            task()
        except Exception as problem:
            problems.append(problem)

    threads = [threading.Thread(target=run, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if problems:
        raise problems[0]
