"""HTTP message signatures, PROTOCOL.md section 3."""

import base64
import hashlib
import re
import secrets
import time

from ed25519 import verifies

TOLERANCE_SECONDS = 300
PARAMETERS = {"created", "keyid", "alg", "nonce", "tag"}
LIST = re.compile(r'\(((?:"[a-z0-9@-]+"(?: "[a-z0-9@-]+")*)?)\)((?:;[a-z]+=(?:"[^"\\]*"|\d+))*)')


class Refused(Exception):
    """A signature that is not accepted; the reason is one of the words of section 3."""


def digest_of(body):
    return "sha-256=:" + base64.b64encode(hashlib.sha256(body).digest()).decode() + ":"


def member(header, label):
    """The one member of a dictionary field; None when it is not there, or there twice."""
    parts = re.findall(r'(?:[^",]|"[^"]*")+', header)
    found = [part.strip() for part in parts if part.strip().startswith(label + "=")]
    return found[0][len(label) + 1 :] if len(found) == 1 else None


def base_of(values, components, params):
    lines = [f'"{name}": {values[name]}' for name in components]
    return "\n".join([*lines, f'"@signature-params": {params}']).encode()


def read(headers):
    """Components, parameters and signature as sent; raises Refused."""
    sent = headers.get("signature-input"), headers.get("signature")
    if None in sent:
        raise Refused("missing")
    params, signature = member(sent[0], "habeas"), member(sent[1], "habeas")
    matched = LIST.fullmatch(params or "")
    if not matched or not re.fullmatch(r":[A-Za-z0-9+/]{86}==:", signature or ""):
        raise Refused("malformed")
    components = [name.strip('"') for name in matched[1].split(" ")] if matched[1] else []
    pairs = re.findall(r';([a-z]+)=(?:"([^"]*)"|(\d+))', matched[2])
    values = {name: text or digits for name, text, digits in pairs}
    proper = len(pairs) == 5 and set(values) == PARAMETERS and values["alg"] == "ed25519"
    if not proper or len(set(components)) != len(components) or not values["created"].isdigit():
        raise Refused("malformed")
    if not re.fullmatch(r"[A-Za-z0-9_-]{22,86}", values["nonce"]):
        raise Refused("malformed")
    return components, values, params, base64.b64decode(signature[1:-1])


def nonce_of(headers):
    """The nonce to sign an answer with, believed or not; None if it cannot be read."""
    try:
        return read(headers)[1]["nonce"]
    except Refused:
        return None


def check_call(call, keys, spend):
    """Raises Refused unless one of the pinned keys signed this call, now, and once."""
    components, values, params, signature = read(call.headers)
    if values["tag"] != "habeas-order":
        raise Refused("wrong_tag")
    typed = ["content-type"] if call.body or "content-type" in call.headers else []
    required = ["@method", "@target-uri", *typed, "content-digest"]
    if any(name not in components for name in required):
        raise Refused("component_missing")
    if len(components) != len(required):
        raise Refused("malformed")
    if abs(time.time() - int(values["created"])) > TOLERANCE_SECONDS:
        raise Refused("stale")
    if member(call.headers.get("content-digest", ""), "sha-256") != digest_of(call.body)[8:]:
        raise Refused("digest_mismatch")
    key = keys.get(values["keyid"])
    if key is None:
        raise Refused("unknown_key")
    found = {"@method": call.method, "@target-uri": call.target, **call.headers}
    if not verifies(key["x"], base_of(found, components, params), signature):
        raise Refused("bad_signature")
    if not spend(values["nonce"]):
        raise Refused("replayed")


def signed(key, values, tag, nonce):
    """The two signature headers over `values`, component by component."""
    listed = " ".join(f'"{name}"' for name in values)
    who = f'created={int(time.time())};keyid="{key.jwk["kid"]}";alg="ed25519"'
    params = f'({listed});{who};nonce="{nonce}";tag="{tag}"'
    signature = base64.b64encode(key.sign(base_of(values, list(values), params))).decode()
    return {"signature-input": f"habeas={params}", "signature": f"habeas=:{signature}:"}


def sign_answer(key, status, headers, body, nonce):
    headers = {**headers, "content-digest": digest_of(body)}
    covered = ["content-type", "content-digest", "habeas-continuation", "habeas-receipt"]
    values = {"@status": status, **{name: headers[name] for name in covered if name in headers}}
    return {**headers, **signed(key, values, "habeas-answer", nonce)}


def sign_report(key, url, body):
    headers = {"content-type": "application/json", "content-digest": digest_of(body)}
    values = {"@method": "POST", "@target-uri": url, **headers}
    nonce = secrets.token_urlsafe(16)
    return {**headers, **signed(key, values, "habeas-callback", nonce)}
