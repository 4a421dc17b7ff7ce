"""Every cipher suite that is to be opened: OpenSSL's library on both sides."""

import libssl
import talk
from libssl import DONT_INSERT_EMPTY_FRAGMENTS, NO_ENCRYPT_THEN_MAC, NO_EXTENDED_MASTER_SECRET
from scenario import OPENSSL, table

SUITES_13 = [
    ("aes-128-gcm", "TLS_AES_128_GCM_SHA256"),
    ("aes-256-gcm", "TLS_AES_256_GCM_SHA384"),
    ("chacha20-poly1305", "TLS_CHACHA20_POLY1305_SHA256"),
    ("aes-128-ccm", "TLS_AES_128_CCM_SHA256"),
    ("aes-128-ccm-8", "TLS_AES_128_CCM_8_SHA256"),
]


@table(
    [(f"tls13-{name}.openssl-openssl", f"TLS 1.3 with {suite}", suite) for name, suite in SUITES_13],
    programs=OPENSSL,
)
def tls13(stage, suite):
    client, server = stage.open(*stage.contexts(versions="TLS 1.3", suites=suite))
    # One suite of each family carries messages that take more than a record.
    talk.chat(client, server, large=17_000 if "GCM" in suite else 0)
    stage.finish(client, server)


# What the name says, the cipher for OpenSSL, the options of both sides.
SUITES_12 = [
    ("ecdhe-aes-128-gcm", "ECDHE-RSA-AES128-GCM-SHA256", 0),
    ("ecdhe-aes-256-gcm", "ECDHE-RSA-AES256-GCM-SHA384", 0),
    ("ecdhe-chacha20-poly1305", "ECDHE-RSA-CHACHA20-POLY1305", 0),
    ("ecdhe-ecdsa-aes-128-gcm", "ECDHE-ECDSA-AES128-GCM-SHA256", 0),
    ("dhe-aes-128-gcm", "DHE-RSA-AES128-GCM-SHA256", 0),
    ("dhe-aes-256-cbc-sha256", "DHE-RSA-AES256-SHA256", 0),
    ("ecdhe-aes-128-ccm", "ECDHE-ECDSA-AES128-CCM", 0),
    ("ecdhe-aes-256-ccm", "ECDHE-ECDSA-AES256-CCM", 0),
    ("ecdhe-aes-128-ccm-8", "ECDHE-ECDSA-AES128-CCM8", 0),
    ("ecdhe-aes-256-ccm-8", "ECDHE-ECDSA-AES256-CCM8", 0),
    ("rsa-aes-128-ccm", "AES128-CCM", 0),
]
for name, cipher in [
    ("ecdhe-aes-128-cbc-sha", "ECDHE-RSA-AES128-SHA"),
    ("ecdhe-aes-256-cbc-sha", "ECDHE-RSA-AES256-SHA"),
    ("ecdhe-aes-128-cbc-sha256", "ECDHE-RSA-AES128-SHA256"),
    ("ecdhe-aes-256-cbc-sha384", "ECDHE-RSA-AES256-SHA384"),
]:
    SUITES_12 += [(f"{name}-etm", cipher, 0), (name, cipher, NO_ENCRYPT_THEN_MAC)]
SUITES_12 += [
    ("rsa-aes-256-gcm", "AES256-GCM-SHA384", 0),
    ("rsa-aes-128-cbc-sha256", "AES128-SHA256", NO_ENCRYPT_THEN_MAC),
    ("rsa-aes-256-cbc-sha256-etm", "AES256-SHA256", 0),
]
SUITES_12 += [
    (f"{name}-no-ems", cipher, options | NO_EXTENDED_MASTER_SECRET)
    for name, cipher, options in SUITES_12
    if name in ("ecdhe-aes-128-gcm", "ecdhe-aes-128-cbc-sha-etm", "rsa-aes-256-gcm")
]


def meaning(cipher, options):
    words = [cipher]
    if options & NO_ENCRYPT_THEN_MAC:
        words.append("MAC-then-encrypt")
    if options & NO_EXTENDED_MASTER_SECRET:
        words.append("without the extended master secret")
    return ", ".join(words)


@table(
    [
        (f"tls12-{name}.openssl-openssl", f"TLS 1.2 with {meaning(cipher, options)}", cipher, options)
        for name, cipher, options in SUITES_12
    ],
    programs=OPENSSL,
)
def tls12(stage, cipher, options):
    certificate = stage.certificates.ec if "ECDSA" in cipher else stage.certificates.rsa
    contexts = stage.contexts(
        server={"certificate": certificate}, versions="TLS 1.2", ciphers=cipher + ":@SECLEVEL=0", options=options
    )
    client, server = stage.open(*contexts)
    talk.chat(client, server, large=17_000 if cipher == "ECDHE-RSA-AES128-SHA" else 0)
    stage.finish(client, server, initiator="server")
    keep_rsa_lines(stage, cipher)


def keep_rsa_lines(stage, cipher):
    """With the RSA key exchange, a log of the premaster secret alone is enough."""
    if cipher.startswith("AES"):
        stage.keys[:] = [line for line in stage.keys if line.startswith("RSA ")]
        assert stage.keys, "no RSA lines"


OLD = [
    (f"{short}-{name}.openssl-openssl", f"{version} with {cipher}, {kind}", version, cipher, options)
    for version, short in (("TLS 1.1", "tls11"), ("TLS 1.0", "tls10"))
    for name, cipher, kind, options in [
        ("ecdhe-aes-128-cbc-sha", "ECDHE-RSA-AES128-SHA", "MAC-then-encrypt", NO_ENCRYPT_THEN_MAC),
        ("ecdhe-aes-256-cbc-sha-etm", "ECDHE-RSA-AES256-SHA", "encrypt-then-MAC", 0),
        ("rsa-aes-128-cbc-sha-no-ems", "AES128-SHA", "without the extended master secret", NO_EXTENDED_MASTER_SECRET),
    ]
]
OLD.append(
    (
        "tls10-no-empty-fragments.openssl-openssl",
        "TLS 1.0 without the empty records that OpenSSL puts before data (CVE-2011-3389)",
        "TLS 1.0",
        "ECDHE-RSA-AES128-SHA",
        NO_ENCRYPT_THEN_MAC | DONT_INSERT_EMPTY_FRAGMENTS,
    )
)


@table(OLD, programs=OPENSSL)
def before_tls12(stage, version, cipher, options):
    client, server = stage.open(
        *stage.contexts(versions=version, ciphers=cipher + ":@SECLEVEL=0", options=options)
    )
    talk.chat(client, server)
    stage.finish(client, server)
    keep_rsa_lines(stage, cipher)
