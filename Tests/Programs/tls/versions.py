"""Names and versions of the programs in the recordings."""

import importlib.metadata
import platform
import re
import ssl
import subprocess

import libssl

COMMANDS = {
    "Chromium": ["chromium", "--version"],
    "Firefox": ["firefox-esr", "--version"],
    "Node": ["node", "--version"],
    "nginx": ["nginx", "-v"],
    "curl": ["curl", "--version"],
    "Java": ["java", "-version"],
    "openssl s_client": ["openssl", "version"],
    "openssl s_server": ["openssl", "version"],
    "tinyproxy": ["tinyproxy", "-v"],
}


def version_of(program):
    """Such as "websockets 17.4 (Python 3.11.7, OpenSSL 3.0.19)"."""
    if program == "OpenSSL":
        return f"libssl, {libssl.version()}"
    if program == "websockets":
        linked = " ".join(ssl.OPENSSL_VERSION.split()[:2])
        return f"websockets {importlib.metadata.version(program)} (Python {platform.python_version()}, {linked})"
    if program not in COMMANDS:
        return program
    done = subprocess.run(COMMANDS[program], check=True, capture_output=True, text=True)
    found = re.search(r"\d+(\.\d+)+", done.stdout + done.stderr)
    return f"{program} {found.group(0)}"
