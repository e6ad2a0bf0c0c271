"""Ed25519 by the openssl program: Python's standard library has none."""

import base64
import hashlib
import json
import os
import subprocess
import tempfile

# SubjectPublicKeyInfo of an Ed25519 key (RFC 8410) is this and the 32 bytes.
PUBLIC_PREFIX = bytes.fromhex("302a300506032b6570032100")


def b64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_b64url(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def thumbprint(x):
    members = json.dumps({"crv": "Ed25519", "kty": "OKP", "x": x}, separators=(",", ":"))
    return b64url(hashlib.sha256(members.encode()).digest())


def openssl(*arguments):
    return subprocess.run(["openssl", *arguments], capture_output=True, check=False)


class Temporary:
    """Files for openssl, which reads what it signs from files alone."""

    def __init__(self, **contents):
        self.contents = contents

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory()
        paths = {}
        for name, content in self.contents.items():
            paths[name] = os.path.join(self.folder.name, name)
            with open(paths[name], "wb") as file:
                file.write(content)
        return paths

    def __exit__(self, *_):
        self.folder.cleanup()


class PrivateKey:
    """The connector's own key, a PEM file that is made when there is none."""

    def __init__(self, path):
        self.path = path
        if not os.path.exists(path):
            os.umask(0o077)
            openssl("genpkey", "-algorithm", "ed25519", "-out", path)
        public = openssl("pkey", "-in", path, "-pubout", "-outform", "DER").stdout
        secret = openssl("pkey", "-in", path, "-outform", "DER").stdout
        if len(public) != 44:
            raise SystemExit(f"{path} holds no Ed25519 key")
        x = b64url(public[-32:])
        self.jwk = {"kty": "OKP", "crv": "Ed25519", "x": x, "kid": thumbprint(x)}
        # For what has to be kept from being changed, and is nobody else's business.
        self.seal = hashlib.sha256(b"continuations" + secret[-32:]).digest()

    def sign(self, message):
        with Temporary(message=message) as paths:
            signed = openssl("pkeyutl", "-sign", "-rawin", "-inkey", self.path, "-in", paths["message"])
        if len(signed.stdout) != 64:
            raise RuntimeError("openssl did not sign")
        return signed.stdout


def verifies(x, message, signature):
    """Whether the key with this x made the signature."""
    body = base64.b64encode(PUBLIC_PREFIX + from_b64url(x)).decode()
    pem = f"-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----\n".encode()
    with Temporary(key=pem, message=message, signature=signature) as paths:
        arguments = ["-pubin", "-inkey", paths["key"], "-in", paths["message"]]
        done = openssl("pkeyutl", "-verify", "-rawin", *arguments, "-sigfile", paths["signature"])
    return done.returncode == 0
