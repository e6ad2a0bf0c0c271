"""Canonical JSON, digests and receipts, PROTOCOL.md section 8."""

import hashlib
import json
import time
from datetime import datetime, timezone

from ed25519 import b64url

COUNTED = "found exported erased anonymised retained restricted suppressed rectified".split()


def canonical(value):
    """RFC 8785, for texts, whole numbers, lists and objects: members go by UTF-16 code units."""
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be"))
        return "{" + ",".join(f"{canonical(name)}:{canonical(value[name])}" for name in names) + "}"
    if isinstance(value, list):
        return "[" + ",".join(canonical(each) for each in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def digest(value):
    return b64url(hashlib.sha256(canonical(value).encode()).digest())


def order_digest(order):
    return digest({name: order[name] for name in order if name not in ("deadline", "callback")})


def now():
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def counts_of(**some):
    return {name: some.get(name, 0) for name in COUNTED}


def receipt(key, slug, order, done):
    """`done` has outcome, counts, evidence and started."""
    claims = {
        "iss": slug,
        "aud": order["audience"],
        "task": order["task"],
        "nonce": order["nonce"],
        "action": order["action"],
        "order": order_digest(order),
        **done,
        "finished": now(),
        "iat": int(time.time()),
    }
    header = {"alg": "EdDSA", "typ": "habeas-receipt+jwt", "kid": key.jwk["kid"]}
    parts = [b64url(json.dumps(each).encode()) for each in (header, claims)]
    return ".".join([*parts, b64url(key.sign(".".join(parts).encode()))])
