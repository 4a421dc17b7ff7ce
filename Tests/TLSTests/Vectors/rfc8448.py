#!/usr/bin/env python3
"""Checks rfc8448.txt with another library than ws101's: that keys follow from secrets, and what the records hold.

The file has the traffic secrets, keys and protected records that RFC 8448 prints in its sections 3 to 7, all of them under
TLS_AES_128_GCM_SHA256:
  keys    section, sender, epoch, traffic secret, key, IV ("-" where the RFC does not print them)
  record  section, sender, epoch, sequence number, content type, record, content
"""
import pathlib

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand


def expand_label(secret, label, length):
    label = b"tls13 " + label
    info = length.to_bytes(2, "big") + bytes([len(label)]) + label + b"\0"
    return HKDFExpand(algorithm=hashes.SHA256(), length=length, info=info).derive(secret)


def main():
    keys = {}
    for line in pathlib.Path(__file__).with_name("rfc8448.txt").read_text().splitlines():
        kind, *place, first, second, third = line.split()
        if kind == "keys":
            secret = bytes.fromhex(first)
            key, iv = expand_label(secret, b"key", 16), expand_label(secret, b"iv", 12)
            assert second in ("-", key.hex()) and third in ("-", iv.hex()), line
            keys[tuple(place)] = key, iv
        else:
            key, iv = keys[tuple(place[:3])]
            nonce = bytes(a ^ b for a, b in zip(iv, int(place[3]).to_bytes(12, "big")))
            record = bytes.fromhex(second)
            plain = AESGCM(key).decrypt(nonce, record[5:], record[:5])
            assert plain == bytes.fromhex(third) + bytes([int(first)]), line


main()
