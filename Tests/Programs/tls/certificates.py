"""The certificates of the recordings, made anew for each run by openssl: a small authority and what it signed."""

import subprocess


class Certificates:
    """Each certificate is a pair of paths: the chain and its key."""

    def __init__(self, folder):
        self.folder = folder
        self.authority = self.make("authority", "/CN=ws101 recordings CA", "rsa:2048", ca=True)
        self.rsa = self.signed("rsa", "/CN=chat.example", "rsa:2048")
        self.ec = self.signed("ec", "/CN=chat.example", "ec -pkeyopt ec_paramgen_curve:P-256")
        self.wrong_name = self.signed("wrong-name", "/CN=shop.example", "rsa:2048", names="DNS:shop.example")
        self.client = self.signed("client", "/CN=Alice", "rsa:2048", names="email:alice@chat.example")
        self.expired = self.signed("expired", "/CN=chat.example", "rsa:2048", days=-1)

    @property
    def trusted(self):
        return self.authority[0]

    def paths(self, name):
        return self.folder / f"{name}.pem", self.folder / f"{name}.key"

    def make(self, name, subject, kind, *, ca=False):
        chain, key = self.paths(name)
        self.openssl(
            "req", "-x509", "-newkey", *kind.split(), "-nodes", "-days", "3650", "-subj", subject,
            "-keyout", key, "-out", chain,
        )  # fmt: skip
        return chain, key

    def signed(self, name, subject, kind, *, names="DNS:chat.example,DNS:localhost,IP:127.0.0.1", days=365):
        chain, key = self.paths(name)
        request, extensions = self.folder / f"{name}.csr", self.folder / f"{name}.ext"
        self.openssl("req", "-newkey", *kind.split(), "-nodes", "-subj", subject, "-keyout", key, "-out", request)
        extensions.write_text(f"subjectAltName={names}\nbasicConstraints=CA:FALSE\n")
        authority, authority_key = self.authority
        self.openssl(
            "x509", "-req", "-in", request, "-CA", authority, "-CAkey", authority_key, "-CAcreateserial",
            "-days", days, "-extfile", extensions, "-out", chain,
        )  # fmt: skip
        return chain, key

    def openssl(self, *arguments):
        subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)
