#!/usr/bin/env python3
"""Makes records.txt: protected records of every version and kind of cipher, with what they hold.

Written from the RFCs with Python's `cryptography`, hmac and hashlib, and nothing of ws101. Each line has, in this order:
suite, version, encrypt-then-MAC (0 or 1), secret (a traffic secret in TLS 1.3, else the master secret), client random,
server random (both "-" in TLS 1.3), sender, sequence number, content type, bytes of padding, record, content ("-": empty).
The lines of one sender follow each other in the order in which they were sent.
"""
import hashlib
import hmac
import pathlib
import random

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESCCM, AESGCM, ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

dice = random.Random(101)
LENGTHS = [0, 1, 15, 16, 17, 64, 301]
SEQUENCES = [0, 1, 2, 3, 4, 5, 6]
lines = []


def aead(kind, key):
    return {
        "gcm": AESGCM, "chacha": ChaCha20Poly1305, "ccm": AESCCM,
        "ccm8": lambda key: AESCCM(key, tag_length=8)}[kind](key)


def xor(a, b):
    return bytes(x ^ y for x, y in zip(a, b))


def expand_label(secret, label, length, algorithm):
    label = b"tls13 " + label
    info = length.to_bytes(2, "big") + bytes([len(label)]) + label + b"\0"
    return HKDFExpand(algorithm=algorithm, length=length, info=info).derive(secret)


def p_hash(name, secret, seed, length):
    output, link = b"", seed
    while len(output) < length:
        link = hmac.new(secret, link, name).digest()
        output += hmac.new(secret, link + seed, name).digest()
    return output[:length]


def prf(version, name, secret, label, seed, length):
    if version >= 0x0303:
        return p_hash(name, secret, label + seed, length)
    half = (len(secret) + 1) // 2
    return xor(
        p_hash("md5", secret[:half], label + seed, length), p_hash("sha1", secret[-half:], label + seed, length))


def write(*fields):
    lines.append(" ".join(str(field) if field != "" else "-" for field in fields))


def tls13(suite, kind, key_length, algorithm):
    for sender in ("client", "server"):
        secret = dice.randbytes(algorithm.digest_size)
        key = expand_label(secret, b"key", key_length, algorithm)
        iv = expand_label(secret, b"iv", 12, algorithm)
        for sequence, length in zip(SEQUENCES[:-1] + [2**40 + 7], LENGTHS):
            content, padding = dice.randbytes(length), dice.choice([0, 0, 1, 15])
            content_type = 23 if length > 1 else 22
            inner = content + bytes([content_type]) + bytes(padding)
            header = b"\x17\x03\x03" + (len(inner) + (8 if kind == "ccm8" else 16)).to_bytes(2, "big")
            nonce = xor(iv, sequence.to_bytes(12, "big"))
            record = header + aead(kind, key).encrypt(nonce, inner, header)
            write(f"{suite:04x}", "0304", 0, secret.hex(), "-", "-", sender, sequence, content_type, padding,
                  record.hex(), content.hex())


def keys(version, prf_name, lengths):
    master, client, server = dice.randbytes(48), dice.randbytes(32), dice.randbytes(32)
    block = prf(version, prf_name, master, b"key expansion", server + client, 2 * sum(lengths))
    parts = []
    for length in lengths:
        parts.append((block[:length], block[length:2 * length]))
        block = block[2 * length:]
    return master, client, server, parts


def header_of(version, sequence, content_type, length):
    return sequence.to_bytes(8, "big") + bytes([content_type]) + version.to_bytes(2, "big") + length.to_bytes(2, "big")


def tls12_aead(suite, kind, key_length, prf_name):
    iv_length = 12 if kind == "chacha" else 4
    master, client, server, parts = keys(0x0303, prf_name, [key_length, iv_length])
    for index, sender in enumerate(("client", "server")):
        key, iv = parts[0][index], parts[1][index]
        for sequence, length in zip(SEQUENCES[:-1] + [2**40 + 7], LENGTHS):
            content, content_type = dice.randbytes(length), 23 if length > 1 else 22
            explicit = b"" if kind == "chacha" else dice.randbytes(8)
            nonce = iv + explicit if explicit else xor(iv, sequence.to_bytes(12, "big"))
            sealed = aead(kind, key).encrypt(nonce, content, header_of(0x0303, sequence, content_type, length))
            body = explicit + sealed
            record = bytes([content_type]) + b"\x03\x03" + len(body).to_bytes(2, "big") + body
            write(f"{suite:04x}", "0303", 0, master.hex(), client.hex(), server.hex(), sender, sequence, content_type,
                  0, record.hex(), content.hex())


def mac_based(suite, version, key_length, mac, prf_name, encrypt_then_mac):
    mac_length = hashlib.new(mac).digest_size
    iv_length = 16 if version == 0x0301 and key_length else 0
    master, client, server, parts = keys(version, prf_name, [mac_length, key_length, iv_length])
    for index, sender in enumerate(("client", "server")):
        mac_key, key, iv = (part[index] for part in parts)
        for sequence, length in zip(SEQUENCES, LENGTHS):
            content, content_type = dice.randbytes(length), 23 if length > 1 else 22

            def code(covered):
                header = header_of(version, sequence, content_type, len(covered))
                return hmac.new(mac_key, header + covered, mac).digest()

            padding = 0
            if key_length == 0:
                body = content + code(content)
            else:
                plain = content if encrypt_then_mac else content + code(content)
                padding = 16 - len(plain) % 16 + 16 * dice.choice([0, 0, 0, 3, 15])
                if padding > 256:
                    padding -= 16
                plain += bytes([padding - 1]) * padding
                explicit = b"" if version == 0x0301 else dice.randbytes(16)
                encryptor = Cipher(algorithms.AES(key), modes.CBC(explicit or iv)).encryptor()
                body = explicit + encryptor.update(plain) + encryptor.finalize()
                iv = body[-16:]
                if encrypt_then_mac:
                    body += code(body)
            record = bytes([content_type]) + version.to_bytes(2, "big") + len(body).to_bytes(2, "big") + body
            write(f"{suite:04x}", f"{version:04x}", int(encrypt_then_mac), master.hex(), client.hex(), server.hex(),
                  sender, sequence, content_type, padding, record.hex(), content.hex())


tls13(0x1301, "gcm", 16, hashes.SHA256())
tls13(0x1302, "gcm", 32, hashes.SHA384())
tls13(0x1303, "chacha", 32, hashes.SHA256())
tls13(0x1304, "ccm", 16, hashes.SHA256())
tls13(0x1305, "ccm8", 16, hashes.SHA256())
for suite, kind, key_length, prf_name in [
    (0xC02F, "gcm", 16, "sha256"), (0xC030, "gcm", 32, "sha384"), (0xCCA8, "chacha", 32, "sha256"),
    (0xC09C, "ccm", 16, "sha256"), (0xC0AD, "ccm", 32, "sha256"), (0xC0A0, "ccm8", 16, "sha256"),
    (0xC0AF, "ccm8", 32, "sha256"),
]:
    tls12_aead(suite, kind, key_length, prf_name)
for encrypt_then_mac in (False, True):
    for version in (0x0301, 0x0302, 0x0303):
        mac_based(0x002F, version, 16, "sha1", "sha256", encrypt_then_mac)
        mac_based(0xC014, version, 32, "sha1", "sha256", encrypt_then_mac)
    mac_based(0xC027, 0x0303, 16, "sha256", "sha256", encrypt_then_mac)
    mac_based(0x006B, 0x0303, 32, "sha256", "sha256", encrypt_then_mac)
    mac_based(0xC028, 0x0303, 32, "sha384", "sha384", encrypt_then_mac)
for version in (0x0301, 0x0302, 0x0303):
    mac_based(0x0001, version, 0, "md5", "sha256", False)
    mac_based(0x0002, version, 0, "sha1", "sha256", False)
mac_based(0x003B, 0x0303, 0, "sha256", "sha256", False)
mac_based(0x00B1, 0x0303, 0, "sha384", "sha384", False)

pathlib.Path(__file__).with_name("records.txt").write_text("\n".join(lines) + "\n")
