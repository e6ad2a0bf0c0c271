"""Orders, each carried out once: PROTOCOL.md sections 5 to 7."""

import base64
import hashlib
import hmac
import json
import random
import sqlite3
import threading
import time
import urllib.error
import urllib.request

from ed25519 import b64url, from_b64url
from mailing_list import CATEGORIES, MailingList
from receipts import counts_of, digest, now, order_digest, receipt
from shapes import ORDER, PAGE_CALL, Malformed, parse
from signatures import sign_report

JOURNAL = """
CREATE TABLE IF NOT EXISTS tasks (
  task TEXT PRIMARY KEY, digest TEXT, answer TEXT, waiting TEXT, callback TEXT);
CREATE TABLE IF NOT EXISTS nonces (nonce TEXT PRIMARY KEY, spent REAL);
"""
ACTIONS = {name: {"mode": "sync"} for name in "locate export restrict release suppress verify".split()}
PAGE_SIZE = 5
NONCE_SECONDS = 600
WAIT_LONGEST = 600
ZERO = b64url(bytes(32))


class Problem(Exception):
    def __init__(self, code, detail, status=None):
        super().__init__(code)
        self.code, self.detail, self.status = code, detail, status


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


class Tasks:
    def __init__(self, path, key, slug):
        self.key, self.slug = key, slug
        self.database = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        # One connection and one lock: what a task does and that it was done is one transaction.
        self.lock = threading.RLock()
        self.database.executescript(JOURNAL)
        self.system = MailingList(self.database, key.seal)
        self.manifest = {
            "protocol": "habeas-connector/1",
            "slug": slug,
            "name": "Mailing list",
            "version": "1.0.0",
            "publicKey": key.jwk,
            "actions": {**ACTIONS, "erase": {"mode": "async"}},
            "accepts": ["email", "contact_id"],
            "returns": ["contact_id"],
            "categories": CATEGORIES,
            "residency": ["DE"],
            "limits": {"concurrency": 4, "pageSize": PAGE_SIZE, "timeoutSeconds": 20, "worstCaseHours": 1},
        }

    def add(self, email):
        with self.transaction():
            self.system.add(email, "Somebody")

    def transaction(self):
        return Transaction(self.database, self.lock)

    def spend(self, nonce):
        with self.transaction() as database:
            database.execute("DELETE FROM nonces WHERE spent < ?", (time.time() - NONCE_SECONDS,))
            sql = "INSERT OR IGNORE INTO nonces VALUES (?, ?)"
            return database.execute(sql, (nonce, time.time())).rowcount == 1

    def order(self, body, kind):
        """Status and document."""
        order = self.read(body, kind, ORDER)
        self.refuse_foreign(order)
        action = order["action"]
        with self.transaction() as database:
            answer = self.enter(order)
            if answer:
                return 200, json.loads(answer)
            if action == "export":
                return 200, self.paging(order)
            if self.manifest["actions"][action]["mode"] == "sync":
                return 200, self.carry_out(order)
            sql = "UPDATE tasks SET waiting = ? WHERE task = ? AND waiting IS NULL"
            fresh = database.execute(sql, (json.dumps(order), order["task"])).rowcount == 1
        if fresh:
            self.follow(order)
        return 202, {"task": order["task"], "status": "accepted"}

    def read(self, body, kind, shape):
        if kind != "application/json":
            raise Problem("order_invalid", "Only application/json is read here", 415)
        try:
            return parse(body, shape)
        except Malformed as fault:
            raise Problem("order_invalid", f"Malformed at {fault or '/'}"[:200]) from None

    def refuse_foreign(self, order):
        if order["action"] not in self.manifest["actions"]:
            raise Problem("action_unknown", "The manifest does not have this action")
        held = [category["id"] for category in CATEGORIES]
        if any(each["category"] not in held or "withhold" in each for each in order["scope"]):
            raise Problem("order_invalid", "The scope names what the manifest does not have")

    def enter(self, order):
        """The stored answer of a finished task; a task id belongs to one order."""
        found = order_digest(order)
        sql = "INSERT OR IGNORE INTO tasks (task, digest) VALUES (?, ?)"
        self.database.execute(sql, (order["task"], found))
        sql = "SELECT digest, answer FROM tasks WHERE task = ?"
        known, answer = self.database.execute(sql, (order["task"],)).fetchone()
        if known != found:
            raise Problem("nonce_changed", "The task id was used for another nonce or order")
        return answer

    def carry_out(self, order):
        """Inside a transaction."""
        started = now()
        outcome, counts, more = getattr(self.system, order["action"])(order)
        answer = {"task": order["task"], "status": "done", "outcome": outcome}
        answer.update({"counts": counts_of(**counts), **more})
        done = {"outcome": outcome, "counts": answer["counts"], "evidence": digest(answer)}
        answer["receipt"] = receipt(self.key, self.slug, order, {**done, "started": started})
        if order["action"] != "locate":
            sql = "UPDATE tasks SET answer = ?, waiting = NULL WHERE task = ?"
            self.database.execute(sql, (json.dumps(answer), order["task"]))
        return answer

    def paging(self, order):
        state = {"task": order["task"], "order": order_digest(order), "place": [0, 0]}
        token = self.token({**state, "exported": 0, "chain": ZERO, "started": now()})
        datasets = self.system.overview(order)
        return {"task": order["task"], "status": "paging", "datasets": datasets, "continuation": token}

    def page(self, task, body, kind):
        call = self.read(body, kind, PAGE_CALL)
        order = call["order"]
        self.refuse_foreign(order)
        if order["task"] != task or order["action"] != "export":
            raise Problem("order_invalid", "The order is not the export of this address")
        state = self.opened(call["continuation"])
        if not state or (state["task"], state["order"]) != (task, order_digest(order)):
            raise Problem("continuation_invalid", "Start the export again with its order")
        with self.transaction():
            records, place = self.system.page(order, state["place"], PAGE_SIZE)
        lines = "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in records).encode()
        link = hashlib.sha256(from_b64url(state["chain"]) + hashlib.sha256(lines).digest())
        state["chain"], state["exported"] = b64url(link.digest()), state["exported"] + len(records)
        if place is not None:
            return {"habeas-continuation": self.token({**state, "place": place})}, lines
        exported = state["exported"]
        outcome = "completed" if exported else "nothing_found"
        counts = counts_of(found=exported, exported=exported)
        done = {"outcome": outcome, "counts": counts, "evidence": state["chain"]}
        done["started"] = state["started"]
        return {"habeas-receipt": receipt(self.key, self.slug, order, done)}, lines

    def token(self, state):
        plain = json.dumps(state).encode()
        return b64url(hmac.new(self.key.seal, plain, hashlib.sha256).digest() + plain)

    def opened(self, token):
        try:
            sealed = from_b64url(token)
        except (ValueError, base64.binascii.Error):
            return None
        seal, plain = sealed[:32], sealed[32:]
        good = hmac.new(self.key.seal, plain, hashlib.sha256).digest()
        # Several spellings of base64url lead to the same bytes: only the one that was given counts.
        fits = hmac.compare_digest(seal, good) and b64url(sealed) == token
        return json.loads(plain) if fits else None

    def resume(self):
        sql = "SELECT waiting FROM tasks WHERE waiting IS NOT NULL"
        for (order,) in self.database.execute(sql).fetchall():
            self.follow(json.loads(order))
        sql = "SELECT callback, answer FROM tasks WHERE callback IS NOT NULL"
        for callback, answer in self.database.execute(sql).fetchall():
            self.start(self.report, callback, json.loads(answer))

    def follow(self, order):
        self.start(self.finish, order)

    def start(self, work, *arguments):
        threading.Thread(target=work, args=arguments, daemon=True).start()

    def finish(self, order):
        """Carries out an accepted order and reports it."""
        with self.transaction() as database:
            answer = self.carry_out(order)
            sql = "UPDATE tasks SET callback = ? WHERE task = ?"
            database.execute(sql, (order["callback"], order["task"]))
        self.report(order["callback"], answer)

    def report(self, callback, answer):
        attempt = 0
        while (wait := self.deliver(callback, answer)) is not None:
            attempt += 1
            backoff = min(WAIT_LONGEST, 0.2 * 2**attempt) * random.uniform(0.5, 1)
            time.sleep(max(wait, backoff))
        with self.transaction() as database:
            database.execute("UPDATE tasks SET callback = NULL WHERE task = ?", (answer["task"],))

    def deliver(self, callback, answer):
        """None when nothing more is to be sent, else the seconds to wait at least."""
        body = json.dumps(answer).encode()
        headers = sign_report(self.key, callback, body)
        call = urllib.request.Request(callback, body, headers, method="POST")
        try:
            with urllib.request.build_opener(NoRedirect).open(call, timeout=15):
                return None
        except urllib.error.HTTPError as refused:
            if 400 <= refused.code < 500 and refused.code not in (408, 429):
                return None
            after = refused.headers.get("retry-after", "")
            return min(int(after), WAIT_LONGEST) if after.isdecimal() else 0
        except OSError:
            return 0


class Transaction:
    """BEGIN to COMMIT, or ROLLBACK; a nested one is part of the outer."""

    def __init__(self, database, lock):
        self.database, self.lock = database, lock

    def __enter__(self):
        self.lock.acquire()
        self.outer = not self.database.in_transaction
        if self.outer:
            self.database.execute("BEGIN IMMEDIATE")
        return self.database

    def __exit__(self, kind, *_):
        try:
            if self.outer:
                self.database.execute("ROLLBACK" if kind else "COMMIT")
        finally:
            self.lock.release()
