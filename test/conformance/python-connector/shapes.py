"""The shape of an order, PROTOCOL.md sections 5 and 9."""

import json
import re

ACTIONS = "locate export rectify restrict release erase suppress verify notify".split()
OPERATIONS = ["test", "replace", "add", "remove"]


class Malformed(Exception):
    """A document that does not fit; the path says where."""


def text(pattern=None, longest=254, shortest=1):
    def check(value, path):
        good = isinstance(value, str) and shortest <= len(value) <= longest and "\0" not in value
        if not good or (pattern and not re.fullmatch(pattern, value)):
            raise Malformed(path)
        if any(0xD800 <= ord(each) <= 0xDFFF for each in value):
            raise Malformed(path)

    return check


def number(most):
    def check(value, path):
        if type(value) is not int or not 0 <= value <= most:
            raise Malformed(path)

    return check


def one_of(*words):
    def check(value, path):
        if value not in words:
            raise Malformed(path)

    return check


def listed(item, most, least=0):
    def check(value, path):
        if not isinstance(value, list) or not least <= len(value) <= most:
            raise Malformed(path)
        for index, each in enumerate(value):
            item(each, f"{path}/{index}")

    return check


def members(required, optional=None):
    optional = optional or {}

    def check(value, path):
        if not isinstance(value, dict) or set(value) - set(required) - set(optional):
            raise Malformed(path)
        for name, inner in required.items():
            if name not in value:
                raise Malformed(f"{path}/{name}")
            inner(value[name], f"{path}/{name}")
        for name, inner in optional.items():
            if name in value:
                inner(value[name], f"{path}/{name}")

    return check


def nullable(inner):
    return lambda value, path: None if value is None else inner(value, path)


IDENTIFIER = text(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}")
PHRASE = text(longest=200)
BYTES = text(r"[A-Za-z0-9_-]{43}")
RETAIN = members(
    {
        "rule": IDENTIFIER,
        "statute": PHRASE,
        "dataset": IDENTIFIER,
        "fields": listed(text(longest=64), 200),
        "years": number(200),
    }
)
OPERATION = members(
    {"op": one_of(*OPERATIONS), "path": text(r"/[\s\S]*")},
    {"value": nullable(text(longest=1000, shortest=0))},
)
SCOPED = members(
    {"category": IDENTIFIER, "retain": listed(RETAIN, 100)},
    {
        "withhold": listed(PHRASE, 200, 1),
        "activities": listed(IDENTIFIER, 200, 1),
        "patch": listed(OPERATION, 200, 1),
    },
)
ORDER = members(
    {
        "protocol": one_of("habeas-connector/1"),
        "task": IDENTIFIER,
        "nonce": BYTES,
        "audience": text(longest=255),
        "action": one_of(*ACTIONS),
        "request": IDENTIFIER,
        "right": IDENTIFIER,
        "laws": listed(IDENTIFIER, 32),
        "identifiers": listed(members({"type": IDENTIFIER, "value": text()}), 200),
        "scope": listed(SCOPED, 200),
        "deadline": text(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)", 40),
        "callback": text(r"https?://[^\s#]+", 2048),
    },
    {"purpose": one_of("marketing", "collection")},
)
PAGE_CALL = members({"order": ORDER, "continuation": text(r"[A-Za-z0-9_.~-]+", 4096)})


def parse(body, shape):
    try:
        value = json.loads(body.decode("utf-8"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise Malformed("") from None
    shape(value, "")
    return value
