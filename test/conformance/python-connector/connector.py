"""A connector in Python's standard library and openssl, written from PROTOCOL.md.

connector.py --database FILE --key FILE --habeas FILE [--slug NAME] [--port N] [--add EMAIL...]
prints one line, {"listening": "http://..."}. --habeas is the public JWK of the caller, or a set.
"""

import argparse
import json
import signal
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from ed25519 import PrivateKey
from signatures import Refused, check_call, nonce_of, sign_answer
from tasks import Problem, Tasks

BODY_LONGEST = 1_048_576
STATUSES = {
    "signature_invalid": 401,
    "order_invalid": 400,
    "nonce_changed": 409,
    "action_unknown": 422,
    "task_unknown": 404,
    "continuation_invalid": 400,
    "route_unknown": 404,
    "busy": 503,
    "internal": 500,
}


class Call:
    """What came in. Header names are in small letters; `target` is what must have been signed."""

    def __init__(self, method, path, headers, body):
        self.method, self.path, self.headers, self.body = method, path, headers, body
        self.target = None


def problem(code, detail, status=None):
    status = status or STATUSES[code]
    document = {"type": f"urn:problem:{code}", "title": code, "status": status}
    body = json.dumps({**document, "code": code, "detail": detail}).encode()
    retry = {"retry-after": "1"} if code == "busy" else {}
    return status, {"content-type": "application/problem+json", **retry}, body


def document(status, value):
    return status, {"content-type": "application/json"}, json.dumps(value).encode()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30

    def do_GET(self):
        self.handle_call(b"")

    def do_POST(self):
        length = self.headers.get("content-length", "")
        if not length.isdecimal():
            self.close_connection = True
            return self.reply(problem("order_invalid", "A body has a content-length", 400))
        if int(length) > BODY_LONGEST:
            self.close_connection = True
            left = min(int(length), 16 * BODY_LONGEST)
            while left > 0 and (read := self.rfile.read(min(left, 65_536))):
                left -= len(read)
            return self.reply(problem("order_invalid", "A body has 1 MiB at most", 413))
        self.handle_call(self.rfile.read(int(length)))

    def handle_call(self, body):
        headers = {}
        for name, value in self.headers.items():
            name, value = name.lower(), value.strip()
            headers[name] = f"{headers[name]}, {value}" if name in headers else value
        call = Call(self.command, self.path, headers, body)
        call.target = self.server.base + self.path
        if (call.method, call.path) == ("GET", "/health"):
            return self.send(*document(200, {"status": "ok"}))
        try:
            check_call(call, self.server.pinned, self.server.tasks.spend)
            self.reply(self.route(call))
        except Refused as refused:
            self.reply(problem("signature_invalid", f"The signature of the call: {refused}"))
        except Problem as refused:
            self.reply(problem(refused.code, refused.detail, refused.status))
        except Exception as error:
            # Its text may quote a person.
            print(json.dumps({"failed": type(error).__name__}), file=sys.stderr, flush=True)
            self.reply(problem("internal", "The log of the connector says why"))

    def route(self, call):
        tasks, parts = self.server.tasks, call.path.split("/")
        if (call.method, call.path) == ("GET", "/manifest"):
            return document(200, tasks.manifest)
        kind = call.headers.get("content-type", "").split(";")[0].strip().lower()
        if call.method == "POST" and call.path == "/tasks":
            return document(*tasks.order(call.body, kind))
        if call.method == "POST" and len(parts) == 4 and (parts[1], parts[3]) == ("tasks", "pages"):
            headers, lines = tasks.page(parts[2], call.body, kind)
            return 200, {"content-type": "application/x-ndjson", **headers}, lines
        raise Problem("route_unknown", "There is nothing at this address")

    def reply(self, answer):
        status, headers, body = answer
        nonce = nonce_of({name.lower(): value for name, value in self.headers.items()})
        if nonce is not None:
            headers = sign_answer(self.server.key, status, headers, body, nonce)
        self.send(status, headers, body)

    def send(self, status, headers, body):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Addresses of calls are of no use in a log; failures are written above."""


def pinned_in(path):
    with open(path, encoding="utf-8") as file:
        found = json.load(file)
    return {key["kid"]: key for key in found.get("keys", [found])}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", required=True)
    parser.add_argument("--key", required=True)
    parser.add_argument("--habeas", required=True)
    parser.add_argument("--slug", default="mailing-list")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--add", nargs="*", default=[])
    given = parser.parse_args()
    key = PrivateKey(given.key)
    server = ThreadingHTTPServer(("127.0.0.1", given.port), Handler)
    server.key, server.pinned = key, pinned_in(given.habeas)
    server.base = f"http://127.0.0.1:{server.server_address[1]}"
    server.tasks = Tasks(given.database, key, given.slug)
    for email in given.add:
        server.tasks.add(email)
    server.tasks.resume()
    # serve_forever runs in this thread: it cannot be told to stop from a handler in it.
    stop = threading.Thread(target=server.shutdown)
    signal.signal(signal.SIGTERM, lambda *_: stop.start())
    print(json.dumps({"listening": server.base}), flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
