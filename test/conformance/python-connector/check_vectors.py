"""Checks this connector's own code by the vectors of the protocol: check_vectors.py FOLDER.

Prints how many were checked; fails on the first that does not fit. Needs no network.
"""

import hashlib
import json
import os
import sys
import time

import signatures
from ed25519 import b64url, from_b64url, thumbprint, verifies
from receipts import canonical, digest, order_digest


class Sent:
    def __init__(self, vector):
        self.method, self.target = vector.get("method"), vector.get("url")
        self.headers, self.body = vector["headers"], vector["body"].encode()


def check_signature(vector, keys):
    sent = Sent(vector)
    components, values, params, signature = signatures.read(sent.headers)
    found = {"@method": sent.method, "@target-uri": sent.target, "@status": vector.get("status")}
    base = signatures.base_of({**found, **sent.headers}, components, params)
    assert base.decode() == vector["base"], vector["name"]
    assert values["keyid"] == keys[vector["by"]]["kid"], vector["name"]
    assert verifies(keys[vector["by"]]["x"], base, signature), vector["name"]


def check_refusal(vector, pinned):
    time.time = lambda: vector["now"]
    try:
        signatures.check_call(Sent(vector), pinned, lambda nonce: True)
    except signatures.Refused as refused:
        assert str(refused) == vector["reason"], f"{vector['name']}: {refused}"
    else:
        raise AssertionError(f"{vector['name']}: accepted")


def check_receipt(vector):
    jws, key = vector["answer"]["receipt"], vector["key"]
    signed, _, signature = jws.rpartition(".")
    assert verifies(key["x"], signed.encode(), from_b64url(signature))
    assert json.loads(from_b64url(signed.split(".")[1])) == vector["claims"]
    for refused in vector["refused"]:
        signed, _, signature = refused["jws"].rpartition(".")
        assert not verifies(key["x"], signed.encode(), from_b64url(signature)), refused["name"]


def check_chain(vector):
    link = bytes(32)
    for page, expected in zip(vector["pages"], vector["links"], strict=True):
        link = hashlib.sha256(link + hashlib.sha256(page.encode()).digest()).digest()
        assert b64url(link) == expected


def main(folder):
    def read(name):
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            return json.load(file)

    keys = [each["jwk"] for each in read("keys.json")]
    for key in keys:
        assert thumbprint(key["x"]) == key["kid"]
    digests = read("content-digests.json")
    for each in digests:
        assert signatures.digest_of(each["body"].encode()) == each["contentDigest"]
    texts = read("canonical.json")
    assert order_digest(texts["order"]["value"]) == texts["order"]["digest"]
    assert canonical(texts["answer"]["value"]) == texts["answer"]["canonical"]
    assert digest(texts["answer"]["value"]) == texts["answer"]["digest"]
    signed, refused = read("signatures.json"), read("refused-calls.json")
    for each in signed:
        check_signature(each, {"habeas": keys[0], "connector": keys[1]})
    for each in refused:
        check_refusal(each, {keys[0]["kid"]: keys[0]})
    check_receipt(read("receipts.json"))
    chains = read("page-chains.json")
    for each in chains:
        check_chain(each)
    print(len(keys) + len(digests) + 2 + len(signed) + len(refused) + 1 + len(chains))


if __name__ == "__main__":
    main(sys.argv[1])
