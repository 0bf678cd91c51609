#!/usr/bin/env python3
"""probe.py TESTSERVER [--only WORD] [--bench] [--slow FACTOR]: src/http as a client sees it.

Starts tests/http/testserver with short deadlines and speaks raw TCP to it, well and badly. Every
answer is parsed strictly, so that a malformed one fails whatever test met it. `--bench` prints
latency and memory too; `--slow 5` stretches time limits for sanitizer builds. Standard library only.
"""
import argparse
import json
import os
import random
import re
import select
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
import traceback

ARGS = None
GET = b"GET /small HTTP/1.1\r\nHost: x\r\n\r\n"


# ------------------------------------------------------------------------------------- the server

class Server:
    """The test server as a child process; `facts` are the lines that it prints, with their time."""

    def __init__(self, *options):
        self.process = subprocess.Popen([ARGS.server, *map(str, options)], stdout=subprocess.PIPE,
                                        text=True)
        self.facts = []
        first = self.process.stdout.readline()
        check(first.startswith("port "), f"the server did not start: {first!r}")
        self.port = int(first.split()[1])
        threading.Thread(target=self._read_facts, daemon=True).start()

    def _read_facts(self):
        for line in self.process.stdout:
            self.facts.append((time.monotonic(), line.strip()))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(30 * ARGS.slow)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise AssertionError("the server did not stop") from None
        check(code == 0, f"the server ended with {code}")

    def wait_for_fact(self, prefix, seconds, since=0):
        """The first fact that begins so, from number `since` on: (time, line), or None."""
        end = time.monotonic() + seconds * ARGS.slow
        while time.monotonic() < end:
            for fact in self.facts[since:]:
                if fact[1].startswith(prefix):
                    return fact
            time.sleep(0.002)
        return None

    def connect(self, timeout=5, receive_buffer=None):
        s = socket.socket()
        if receive_buffer:
            s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        s.settimeout(timeout * ARGS.slow)
        s.connect(("127.0.0.1", self.port))
        s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return s

    def ask(self, data, seconds=1.0):
        """Sends data on a new connection; returns (answers, how it ended)."""
        with self.connect() as s:
            send(s, data)
            raw, end = receive(s, seconds)
        return parse(raw), end

    def resident_kb(self):
        with open(f"/proc/{self.process.pid}/status") as f:
            return int(re.search(r"VmRSS:\s+(\d+)", f.read())[1])


def send(s, data):
    """Sends what the server takes; it may close before it has read everything."""
    try:
        s.sendall(data)
    except (BrokenPipeError, ConnectionResetError):
        pass


def readable(s, ms):
    poll = select.poll()  # select() ends at descriptor 1023
    poll.register(s, select.POLLIN)
    return bool(poll.poll(ms))


def receive(s, seconds, enough=None):
    """Everything until FIN or RST, `enough` answers, or silence for so many seconds."""
    raw, end = b"", "open"
    s.settimeout(seconds * ARGS.slow)
    try:
        while True:
            if enough and not readable(s, 0):  # parsing each piece costs n * n
                if len(parse(raw, partial=True)) >= enough:
                    break
            piece = s.recv(1 << 18)
            if not piece:
                end = "FIN"
                break
            raw += piece
    except socket.timeout:
        pass
    except ConnectionResetError:
        end = "RST"
    return raw, end


# ------------------------------------------------------------------------------------ the answers

class Answer:
    def __init__(self, status, fields, body, complete):
        self.status, self.fields, self.body, self.complete = status, fields, body, complete

    def __repr__(self):
        return f"<{self.status} {self.body[:80]!r}{'' if self.complete else ' cut off'}>"


class Cut(Exception):
    """The bytes end before the answer does."""


def parse_chunks(raw):
    body = b""
    while True:
        m = re.match(rb"([0-9a-f]+)\r\n", raw)
        if not m:
            check(len(raw) < 12 and re.fullmatch(rb"[0-9a-f]*\r?", raw), f"bad chunk {raw[:20]!r}")
            raise Cut(body)
        n = int(m[1], 16)
        data, raw = raw[m.end():m.end() + n], raw[m.end() + n:]
        body += data
        if len(raw) < 2:
            raise Cut(body)
        check(raw[:2] == b"\r\n", f"bad chunk end {raw[:20]!r}")
        raw = raw[2:]
        if n == 0:
            return body, raw


def parse_one(raw, to_head):
    head, mark, rest = raw.partition(b"\r\n\r\n")
    if not mark:
        raise Cut(b"")
    line, *lines = head.decode("latin-1").split("\r\n")
    m = re.fullmatch(r"HTTP/1\.1 ([1-5]\d\d) [A-Za-z ]+", line)
    check(m, f"bad status line {line!r}")
    fields = {}
    for text in lines:
        name, colon, value = text.partition(": ")
        check(colon and name.lower() not in fields, f"bad or double field {text!r}")
        fields[name.lower()] = value
    status = int(m[1])
    if status == 100:
        return Answer(status, fields, b"", True), rest
    check("date" in fields, "no Date")
    try:
        if to_head or status in (204, 304):
            body = b""
        elif "transfer-encoding" in fields:
            check("content-length" not in fields, "both lengths in an answer")
            body, rest = parse_chunks(rest)
        elif "content-length" in fields:
            n = int(fields["content-length"])
            if len(rest) < n:
                raise Cut(rest)
            body, rest = rest[:n], rest[n:]
        else:
            check(fields.get("connection") == "close", "no length, and not closed")
            body, rest = rest, b""
    except Cut as cut:
        return Answer(status, fields, cut.args[0], False), b""
    return Answer(status, fields, body, True), rest


def parse(raw, to_head=False, partial=False):
    answers = []
    while raw:
        try:
            answer, raw = parse_one(raw, to_head)
        except Cut:
            check(partial, f"half an answer: {raw[:100]!r}")
            break
        if partial and not answer.complete:
            break
        answers.append(answer)
    return answers


def check(ok, message):
    if not ok:
        raise AssertionError(message)


def check_refused(answers, end, status, what):
    check(len(answers) == 1, f"{what}: {len(answers)} answers: {answers}")
    a = answers[0]
    check(a.status == status, f"{what}: {a} instead of {status}")
    check(a.fields.get("content-type") == "application/json", f"{what}: {a.fields}")
    check(json.loads(a.body)["error"]["message"], f"{what}: {a.body}")
    check(a.fields.get("connection") == "close", f"{what}: {a.fields}")
    check(end == "FIN", f"{what}: ended by {end}")


def check_small(answers, end="open", n=1):
    check([(a.status, a.body) for a in answers] == [(200, b"hello")] * n, f"{answers}")
    check(end == "open", f"ended by {end}")


# ------------------------------------------------------------------------ requests, good and bad

def post(fields, body=b"", path=b"/echo", version=b"1.1"):
    lines = b"".join(f + b"\r\n" for f in fields)
    return b"POST " + path + b" HTTP/" + version + b"\r\nHost: x\r\n" + lines + b"\r\n" + body


CHUNKED = b"Transfer-Encoding: chunked"
SMUGGLED = b"GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"

REFUSED = [
    # The request line
    ("junk", b"GARBAGE\r\n\r\n", 400),
    ("junk without an end", b"GARBAGE and more\r\n", 400),
    ("TLS hello", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
    ("NUL in the request line", b"GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    ("two blanks", b"GET  /small HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    ("blank after the version", b"GET /small HTTP/1.1 \r\nHost: x\r\n\r\n", 400),
    ("tab instead of blank", b"GET\t/small\tHTTP/1.1\r\nHost: x\r\n\r\n", 400),
    ("no version", b"GET /small\r\nHost: x\r\n\r\n", 400),
    ("lower-case http", b"GET /small http/1.1\r\nHost: x\r\n\r\n", 400),
    ("unknown method", b"FROB /small HTTP/1.1\r\nHost: x\r\n\r\n", 501),
    ("lower-case method", b"get /small HTTP/1.1\r\nHost: x\r\n\r\n", 501),
    ("CONNECT", b"CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n", 501),
    ("TRACE", b"TRACE /small HTTP/1.1\r\nHost: x\r\n\r\n", 501),
    ("HTTP/9.9", b"GET /small HTTP/9.9\r\nHost: x\r\n\r\n", 505),
    ("HTTP/1.2", b"GET /small HTTP/1.2\r\nHost: x\r\n\r\n", 505),
    ("HTTP/0.9", b"GET /small HTTP/0.9\r\n\r\n", 505),
    ("HTTP/2 preface", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
    ("HTTP/1.11", b"GET /small HTTP/1.11\r\nHost: x\r\n\r\n", 400),
    ("long target", b"GET /" + b"a" * 200000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414),
    # The path
    ("NUL escape", b"GET /a%00b HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    ("bad escape", b"GET /a%zzb HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    ("cut escape", b"GET /a%2 HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    ("dot dot", b"GET /a/../b HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    ("dot dot at the end", b"GET /a/.. HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    ("escaped dot dot", b"GET /a/%2e%2E/b HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    ("escaped slashes", b"GET /a%2f..%2fb HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    ("escaped line end", b"GET /a%0d%0ab HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    ("no slash", b"GET small HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    ("asterisk", b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    ("fragment", b"GET /small#a HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    # Fields
    ("no Host", b"GET /small HTTP/1.1\r\n\r\n", 400),
    ("two Hosts", b"GET /small HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n", 400),
    ("bad Host", b"GET /small HTTP/1.1\r\nHost: a b\r\n\r\n", 400),
    ("two Hosts in one", b"GET /small HTTP/1.1\r\nHost: x, y\r\n\r\n", 400),
    ("long field", b"GET /small HTTP/1.1\r\nHost: x\r\nA: " + b"a" * 200000 + b"\r\n\r\n", 431),
    ("101 fields", b"GET /small HTTP/1.1\r\nHost: x\r\n" + b"A: b\r\n" * 100 + b"\r\n", 431),
    ("folded line", b"GET /small HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n", 400),
    ("folded by a tab", b"GET /small HTTP/1.1\r\nHost: x\r\nA: b\r\n\tc\r\n\r\n", 400),
    ("blank before the first field", b"GET /small HTTP/1.1\r\n Host: x\r\n\r\n", 400),
    ("bare LF", b"GET /small HTTP/1.1\nHost: x\n\n", 400),
    ("one bare LF", b"GET /small HTTP/1.1\r\nHost: x\nA: b\r\n\r\n", 400),
    ("bare CR", b"GET /small HTTP/1.1\r\nHost: x\r\nA: b\rc\r\n\r\n", 400),
    ("CR CR LF", b"GET /small HTTP/1.1\r\nHost: x\r\nA: b\r\r\n\r\n", 400),
    ("NUL in a value", b"GET /small HTTP/1.1\r\nHost: x\r\nA: b\0c\r\n\r\n", 400),
    ("space before the colon", post([b"Content-Length : 5"], b"hello"), 400),
    ("no colon", b"GET /small HTTP/1.1\r\nHost: x\r\nfoo\r\n\r\n", 400),
    ("empty name", b"GET /small HTTP/1.1\r\nHost: x\r\n: b\r\n\r\n", 400),
    ("gzip body", post([b"Content-Encoding: gzip", b"Content-Length: 5"], b"hello"), 415),
    ("two encodings", post([b"Content-Encoding: identity", b"Content-Encoding: gzip",
                            b"Content-Length: 5"], b"hello"), 415),
    ("Expect something", post([b"Expect: miracles", b"Content-Length: 5"], b"hello"), 417),
    # Lengths
    ("length abc", post([b"Content-Length: abc"]), 400),
    ("length -1", post([b"Content-Length: -1"]), 400),
    ("length +5", post([b"Content-Length: +5"], b"hello"), 400),
    ("length 0x5", post([b"Content-Length: 0x5"], b"hello"), 400),
    ("length empty", post([b"Content-Length: "], b"hello"), 400),
    ("length 2^64+5", post([b"Content-Length: 18446744073709551621"], b"hello"), 400),
    ("length 5, 5", post([b"Content-Length: 5, 5"], b"hello"), 400),
    ("length 5 5", post([b"Content-Length: 5 5"], b"hello"), 400),
    ("two lengths", post([b"Content-Length: 5", b"Content-Length: 3"], b"hello"), 400),
    ("two equal lengths", post([b"Content-Length: 5", b"Content-Length: 5"], b"hello"), 400),
    ("length 2 MB", post([b"Content-Length: 2000000"], b"x" * 2000000), 413),
    ("length 2 MB, none sent", post([b"Content-Length: 2000000"]), 413),
    ("length 2 MB, asked", post([b"Content-Length: 2000000", b"Expect: 100-continue"]), 413),
    ("body where none is taken", post([b"Content-Length: 1"], b"x", path=b"/small"), 413),
    ("chunks where none are taken", post([CHUNKED], b"1\r\nx\r\n0\r\n\r\n", path=b"/small"), 413),
    ("2 MB in chunks", post([CHUNKED], (b"10000\r\n" + b"x" * 65536 + b"\r\n") * 32
                            + b"0\r\n\r\n"), 413),
    # Codings and chunks
    ("both lengths", post([b"Content-Length: 5", CHUNKED], b"0\r\n\r\n" + SMUGGLED), 400),
    ("both, other order", post([CHUNKED, b"Content-Length: 5"], b"0\r\n\r\n" + SMUGGLED), 400),
    ("unknown coding", post([b"Transfer-Encoding: xchunked"], b"0\r\n\r\n" + SMUGGLED), 400),
    ("gzip, chunked", post([b"Transfer-Encoding: gzip, chunked"], b"0\r\n\r\n"), 501),
    ("chunked, identity", post([b"Transfer-Encoding: chunked, identity"], b"0\r\n\r\n"), 400),
    ("coding twice", post([CHUNKED, b"Transfer-Encoding: identity"], b"0\r\n\r\n" + SMUGGLED), 400),
    ("coding with a tab", post([b"Transfer-Encoding:\x0bchunked"], b"0\r\n\r\n" + SMUGGLED), 400),
    ("coding in HTTP/1.0", post([CHUNKED], b"0\r\n\r\n" + SMUGGLED, version=b"1.0"), 400),
    ("chunk size zz", post([CHUNKED], b"zz\r\nhello\r\n0\r\n\r\n"), 400),
    ("chunk size 0x5", post([CHUNKED], b"0x5\r\nhello\r\n0\r\n\r\n"), 400),
    ("chunk size -5", post([CHUNKED], b"-5\r\nhello\r\n0\r\n\r\n"), 400),
    ("chunk size 2^64", post([CHUNKED], b"10000000000000005\r\nhello\r\n0\r\n\r\n"), 400),
    ("chunk size empty", post([CHUNKED], b"\r\nhello\r\n0\r\n\r\n"), 400),
    ("chunk size, blank", post([CHUNKED], b"5 \r\nhello\r\n0\r\n\r\n"), 400),
    ("chunk end XX", post([CHUNKED], b"5\r\nhelloXX0\r\n\r\n"), 400),
    ("chunk too long for its size", post([CHUNKED], b"5\r\nhello!\r\n0\r\n\r\n"), 400),
    ("bare LF after the size", post([CHUNKED], b"5\nhello\r\n0\r\n\r\n"), 400),
    ("bare LF in an extension", post([CHUNKED], b"5;a=b\nhello\r\n0\r\n\r\n"), 400),
    ("long extension", post([CHUNKED], b"5;" + b"a" * 5000 + b"\r\nhello\r\n0\r\n\r\n"), 400),
    ("many extensions", post([CHUNKED], b"1;a=b\r\nx\r\n" * 3000 + b"0\r\n\r\n"), 400),
    ("zeros without end", post([CHUNKED], b"0" * 50000), 400),
    ("trailers without end", post([CHUNKED], b"0\r\n" + b"A: b\r\n" * 5000), 400),
]


def test_refusals(server):
    """Each bad request: one JSON answer with the right status, then a FIN, and no second answer."""
    wrong = []
    for name, data, status in REFUSED:
        try:
            answers, end = server.ask(data + SMUGGLED, 3)
            check_refused(answers, end, status, name)
        except AssertionError as e:
            wrong.append(str(e))
    check(not wrong, f"{len(wrong)} of {len(REFUSED)}:\n    " + "\n    ".join(wrong))


def test_refusals_byte_by_byte(server):
    """How the bytes are cut into packets changes nothing (a sample: it takes long)."""
    for name, data, status in REFUSED:
        if len(data) > 300 or "length 2 MB" in name:
            continue
        with server.connect() as s:
            for i in range(len(data)):
                send(s, data[i:i + 1])
            answers, end = receive(s, 3)
        check_refused(parse(answers), end, status, name)


def test_refusal_after_good_ones(server):
    answers, end = server.ask(GET + GET + b"GARBAGE\r\n\r\n" + GET, 2)
    check([a.status for a in answers] == [200, 200, 400], f"{answers}")
    check(end == "FIN", end)


ACCEPTED = [
    ("GET", b"GET /show?a=b HTTP/1.1\r\nHost: x\r\n\r\n", rb"GET \[/show\] \[a=b\] 1\.1"),
    ("HTTP/1.0, no Host", b"GET /show HTTP/1.0\r\n\r\n", rb"GET \[/show\] \[\] 1\.0 127\.0\.0\.1"),
    ("empty lines before", b"\r\n\r\nGET /show HTTP/1.1\r\nHost: x\r\n\r\n", rb"GET \[/show\]"),
    ("absolute form", b"GET http://other:80/show?q HTTP/1.1\r\nHost: x\r\n\r\n",
     rb"GET \[/show\] \[q\]"),
    ("escapes", b"GET /%73how?%73 HTTP/1.1\r\nHost: x\r\n\r\n", rb"GET \[/show\] \[%73\]"),
    ("names lower, values trimmed", b"GET /show HTTP/1.1\r\nHost: x\r\nAbC-d:  e F \t\r\n\r\n",
     rb"\nabc-d=\[e F\]\n"),
    ("empty value", b"GET /show HTTP/1.1\r\nHost: x\r\nA:\r\nB: \r\nC:c\r\n\r\n",
     rb"a=\[\]\nb=\[\]\nc=\[c\]\n"),
    ("bytes above 127", b"GET /show HTTP/1.1\r\nHost: x\r\nA: \xe4\xbd\xa0\r\n\r\n",
     rb"a=\[\xe4\xbd\xa0\]"),
    ("100 fields", b"GET /show HTTP/1.1\r\nHost: x\r\n" + b"A: b\r\n" * 99 + b"\r\n", rb"a=\[b\]"),
    ("16,000 bytes of head", b"GET /show HTTP/1.1\r\nHost: x\r\nA: " + b"a" * 16000 + b"\r\n\r\n",
     rb"a=\[a{16000}\]"),
    ("length", post([b"Content-Length: 5"], b"hello"), rb"hello"),
    ("length 0", post([b"Content-Length: 0"]), rb""),
    ("no length at all", post([]), rb""),
    ("identity", post([b"Content-Encoding: identity", b"Content-Length: 5"], b"hello"), rb"hello"),
    ("chunks", post([CHUNKED], b"5\r\nhello\r\n0006\r\n world\r\n0\r\n\r\n"), rb"hello world"),
    ("Chunked", post([b"transfer-encoding: Chunked"], b"5\r\nhello\r\n0\r\n\r\n"), rb"hello"),
    ("small extension", post([CHUNKED], b"5;a=b\r\nhello\r\n0\r\n\r\n"), rb"hello"),
    ("trailers", post([CHUNKED], b"5\r\nhello\r\n0\r\nHost: y\r\nA: b\r\n\r\n"), rb"hello"),
    ("chunks of one byte", post([CHUNKED], b"1\r\nx\r\n" * 5000 + b"0\r\n\r\n"), rb"x{5000}"),
    ("upgrade not taken up", b"GET /show HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\n"
     b"Upgrade: h2c\r\n\r\n", rb"upgrade=\[h2c\]"),
    ("1 MB", post([b"Content-Length: 1000000"], b"j" * 1000000), rb"j{1000000}"),
]


def test_accepted(server):
    """What is right is taken, and the connection serves the next request, whatever the packets."""
    for name, data, pattern in ACCEPTED:
        keeps = b"HTTP/1.0" not in data
        for cut in (len(data), len(data) // 2, 1 if len(data) < 400 else len(data) // 3):
            with server.connect() as s:
                for i in range(0, len(data), cut):
                    send(s, data[i:i + cut])
                    if cut * 2 >= len(data):
                        time.sleep(0.002)
                if keeps:
                    send(s, GET)
                raw, _ = receive(s, 5, 2 if keeps else None)
            answers = parse(raw)
            check(len(answers) == 1 + keeps, f"{name}: {answers}")
            check(answers[0].status == 200, f"{name}: {answers}")
            full = re.search if b"how" in data else re.fullmatch
            check(full(pattern, answers[0].body, re.S), f"{name}: {answers[0].body[:300]!r}")
            if keeps:
                check_small(answers[1:])


def test_head(server):
    with server.connect() as s:
        send(s, b"HEAD /big HTTP/1.1\r\nHost: x\r\n\r\n")
        raw, end = receive(s, 0.5)
        check(end == "open" and raw.endswith(b"\r\n\r\n"), f"a body for HEAD? {raw[-50:]!r}")
        check(b"\r\nContent-Length: 49152\r\n" in raw, f"{raw}")
        send(s, b"HEAD /stream?n=5 HTTP/1.1\r\nHost: x\r\n\r\n")
        raw, end = receive(s, 0.5)
        check(end == "open" and len(parse(raw, to_head=True)) == 1, f"{raw}")
        send(s, GET)
        check_small(parse(receive(s, 2, 1)[0]))


def test_persistence(server):
    def connection(data):
        answers, end = server.ask(data, 0.5)
        check(len(answers) == 1 and answers[0].status == 200, f"{answers}")
        return answers[0].fields.get("connection"), end
    check(connection(GET) == (None, "open"), "HTTP/1.1 persists")
    check(connection(b"GET /small HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
          == ("close", "FIN"), "Connection: close")
    check(connection(b"GET /small HTTP/1.1\r\nHost: x\r\nConnection: a, Close\r\n\r\n")
          == ("close", "FIN"), "close in a list")
    check(connection(b"GET /small HTTP/1.0\r\n\r\n") == ("close", "FIN"), "HTTP/1.0 closes")
    check(connection(b"GET /small HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
          == ("keep-alive", "open"), "HTTP/1.0 keep-alive")


def test_expect(server):
    with server.connect() as s:
        send(s, post([b"Content-Length: 10", b"Expect: 100-continue"]))
        first = parse(receive(s, 5, 1)[0])
        check([a.status for a in first] == [100], f"{first}")
        send(s, b"0123456789")
        second = parse(receive(s, 5, 1)[0])
        check([(a.status, a.body) for a in second] == [(200, b"0123456789")], f"{second}")


def test_pipelining(server):
    """Answers come in order, also behind a slow one; bodies and many small ones."""
    slow = b"GET /stream?n=2&us=100000&size=50 HTTP/1.1\r\nHost: x\r\n\r\n"
    data = GET + slow + post([b"Content-Length: 3"], b"abc") + slow + GET
    with server.connect() as s:
        send(s, data)
        answers = parse(receive(s, 5, 5)[0])
    check([len(a.body) for a in answers] == [5, 100, 3, 100, 5], f"{answers}")
    with server.connect() as s:
        send(s, GET * 1000)
        check_small(parse(receive(s, 5, 1000)[0]), n=1000)


def test_pipelining_is_bounded(server):
    """More than fits ahead waits in the client; all is answered when its turn comes."""
    body = b"b" * 300000
    wait = b"GET /stream?n=2&us=200000 HTTP/1.1\r\nHost: x\r\n\r\n"
    data = wait + post([b"Content-Length: 300000"], body) * 10 + GET
    with server.connect(20) as s:
        threading.Thread(target=send, args=(s, data), daemon=True).start()
        answers = parse(receive(s, 5, 12)[0])
    check(len(answers) == 12, f"{len(answers)} answers")
    check(all(a.body == body for a in answers[1:11]), "a body was changed")
    check_small(answers[11:])


# --------------------------------------------------------------------------------------- streams

def test_stream_forms(server):
    def stream(query, version=b"1.1"):
        answers, end = server.ask(b"GET /stream?" + query + b" HTTP/" + version
                                  + b"\r\nHost: x\r\n\r\n", 1)
        check(len(answers) == 1, f"{answers}")
        return answers[0], end
    a, end = stream(b"n=50&size=1000")
    check(a.complete and len(a.body) == 50000 and "transfer-encoding" in a.fields, f"{a}")
    check(end == "open", end)
    a, end = stream(b"n=50&size=1000&length=1")
    check(a.complete and a.fields["content-length"] == "50000" and end == "open", f"{a} {end}")
    a, end = stream(b"n=50&size=1000", b"1.0")
    check(len(a.body) == 50000 and "transfer-encoding" not in a.fields and end == "FIN", f"{a}")
    a, end = stream(b"n=5&size=100000")
    check(a.complete and len(a.body) == 500000, "blocks larger than a write")
    a, end = stream(b"n=0")
    check(a.complete and a.body == b"" and end == "open", f"an empty stream: {a}")


def test_broken_streams(server):
    """A producer that fails must not look like one that finished."""
    for query in (b"n=5&fail=1", b"n=5&fail=1&length=1"):
        answers, end = server.ask(b"GET /stream?" + query + b" HTTP/1.1\r\nHost: x\r\n\r\n",
                                  2)
        check(end == "FIN" and not answers[0].complete, f"{query}: {answers} {end}")
        check(len(answers[0].body) == 500, f"what was made before is delivered: {answers}")
    with server.connect() as s:
        send(s, b"GET /stream?n=5&fail=1 HTTP/1.0\r\n\r\n")
        check(receive(s, 2)[1] == "RST", "until-close can only be broken by a reset")


def test_forgotten(server):
    answers, end = server.ask(b"GET /forget HTTP/1.1\r\nHost: x\r\n\r\n", 2)
    check_refused(answers, end, 500, "nobody answers")
    answers, end = server.ask(b"GET /forget-late HTTP/1.1\r\nHost: x\r\n\r\n", 2)
    check(len(answers) == 1 and not answers[0].complete and end == "FIN", f"{answers} {end}")


def test_backpressure(server):
    """A stalled reader stops the producer early, and gets everything once it reads."""
    since = len(server.facts)
    with server.connect(60, receive_buffer=8192) as s:
        send(s, b"GET /stream?n=600&size=4096 HTTP/1.1\r\nHost: x\r\n\r\n")
        time.sleep(1)
        check(not server.wait_for_fact("produced", 0.01, since), "the producer was not stopped")
        answers = parse(receive(s, 5, 1)[0])
        check(answers[0].complete and len(answers[0].body) == 600 * 4096, f"{answers}")
    with server.connect(60, receive_buffer=8192) as s:
        since = len(server.facts)
        send(s, b"GET /stream?n=600&size=4096 HTTP/1.1\r\nHost: x\r\n\r\n")
        time.sleep(1)
    fact = server.wait_for_fact("gone", 2, since)
    handed = int(fact[1].split("=")[1])
    check(0 < handed < 600000, f"{handed} bytes were handed over while nobody read")


def leave(s, how):
    if how == "RST":
        s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    if how == "half-close":
        s.shutdown(socket.SHUT_WR)
    else:
        s.close()


def test_leaving(server):
    """Seen at once, while nothing at all is written; even behind a flood of pipelined bytes."""
    for path in (b"/wait", b"/stream?n=1&us=3000000"):
        for how in ("FIN", "RST", "half-close"):
            since = len(server.facts)
            s = server.connect()
            send(s, b"GET " + path + b" HTTP/1.1\r\nHost: x\r\n\r\n")
            time.sleep(0.1)
            left_at = time.monotonic()
            leave(s, how)
            fact = server.wait_for_fact("gone", 1, since)
            check(fact, f"{how} on {path} was not seen")
            check(fact[0] - left_at < 0.5 * ARGS.slow, f"{how}: seen after {fact[0] - left_at:.3f}")
            s.close()
    since = len(server.facts)
    s = server.connect()
    send(s, b"GET /wait HTTP/1.1\r\nHost: x\r\n\r\n" + GET * 1500)
    time.sleep(0.1)
    leave(s, "FIN")
    check(server.wait_for_fact("gone", 1, since), "not seen while reading was paused")


def test_nothing_is_left(server):
    """After all the above, only this connection and its exchange are there."""
    for _ in range(100):
        answers, _ = server.ask(b"GET /counts HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        if answers[0].body == b"1 1":
            return
        time.sleep(0.1)
    check(False, f"connections and exchanges: {answers[0].body}")


# ------------------------------------------------------------------------- servers of their own

def test_deadlines():
    """Head, body, idle, fresh, slow reader: each is cut in time; a silent producer never is."""
    limits = ["--head-ms", 1000, "--body-ms", 1500, "--idle-ms", 2000, "--write-ms", 1000]
    results, threads = {}, []

    def case(name, earliest, latest, status, server, data, drip=None, buffer=None):
        def run():
            s = server.connect(receive_buffer=buffer)
            began = time.monotonic()
            send(s, data)
            raw, end = b"", "open"
            while time.monotonic() - began < 6 * ARGS.slow and end == "open":
                if drip:
                    send(s, drip)
                if buffer:  # reads nothing: the server's facts tell
                    time.sleep(0.1)
                    if any(line.startswith("gone") for _, line in server.facts):
                        end = "cut"
                    continue
                if readable(s, 100):
                    piece, end = receive(s, 0.2)
                    raw += piece
            took = time.monotonic() - began
            statuses = [a.status for a in parse(raw)]
            ok = earliest <= took <= latest * ARGS.slow + 1 and statuses == status
            results[name] = None if ok else f"{name}: {took:.1f} s, {statuses}, {end}"
            s.close()
        threads.append(threading.Thread(target=run))

    with Server(*limits) as a, Server(*limits) as b:
        case("head", 0.9, 1.6, [408], a, b"GET /small HTTP/1.1\r\nA: ", b"a")
        case("silent head", 0.9, 1.6, [408], a, b"GET /sm")
        case("body", 1.4, 2.1, [408], a, post([b"Content-Length: 1000"]), b"x")
        case("chunked body", 1.4, 2.1, [408], a, post([CHUNKED], b"100\r\n"), b"x")
        case("idle", 1.9, 2.6, [200], a, GET)
        case("fresh", 1.9, 2.6, [], a, b"")
        case("stalled reader", 0.9, 3.0, [], b,
             b"GET /stream?n=100000&size=8192 HTTP/1.1\r\nHost: x\r\n\r\n", buffer=4096)
        case("silent producer", 3.9, 6.0, [200], a,
             b"GET /stream?n=1&us=4000000 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        for t in threads:
            t.start()
        for t in threads:
            t.join()
    wrong = [r for r in results.values() if r]
    check(not wrong and len(results) == len(threads), f"{wrong or results}")


def test_slow_but_moving_reader():
    """A reader slower than a write's deadline, but never still, is not cut."""
    with Server("--write-ms", 700) as server, server.connect(60, receive_buffer=4096) as s:
        send(s, b"GET /stream?n=10&size=30000 HTTP/1.1\r\nHost: x\r\n\r\n")
        raw = b""
        while not raw.endswith(b"0\r\n\r\n"):
            piece = s.recv(2500)
            check(piece, "cut")
            raw += piece
            time.sleep(0.02)
        check(len(parse(raw)[0].body) == 300000, "something is missing")


def test_too_many_connections():
    with Server("--connections", 20, "--loops", 1) as server:
        kept = [server.connect() for _ in range(20)]
        for s in kept:
            send(s, GET)
            check_small(parse(receive(s, 2, 1)[0]))
        answers, end = server.ask(b"", 3)
        check_refused(answers, end, 503, "the 21st connection")
        check(answers[0].fields.get("retry-after"), "no Retry-After")
        for s in kept:
            s.close()
        time.sleep(0.3)
        answers, _ = server.ask(GET)
        check_small(answers)


def test_drain():
    """Streams under way finish, idle connections have 2 s, requests in them are still answered."""
    server = Server()
    idle, used, busy, late = (server.connect(20) for _ in range(4))
    for s in (idle, used):
        send(s, GET)
        check_small(parse(receive(s, 2, 1)[0]))
    send(busy, b"GET /stream?n=6&us=400000 HTTP/1.1\r\nHost: x\r\n\r\n")
    time.sleep(0.3)
    began = time.monotonic()
    server.process.send_signal(signal.SIGTERM)
    time.sleep(0.5)
    try:
        server.connect()
        check(False, "a draining server still accepts")
    except ConnectionRefusedError:
        pass
    for s in (used, late):
        send(s, GET)
        answers = parse(receive(s, 2)[0])
        check(len(answers) == 1 and answers[0].fields.get("connection") == "close", f"{answers}")
    raw, end = receive(idle, 5)
    check(raw == b"" and end == "FIN", f"{raw} {end}")
    check(time.monotonic() - began > 1.8, "idle connections were dropped at once")
    answers = parse(receive(busy, 3)[0])
    check(answers[0].complete and len(answers[0].body) == 600, f"{answers}")
    server.__exit__()
    check(server.facts[-1][1] == "stopped", f"{server.facts[-3:]}")


def test_drain_cuts_at_last():
    server = Server("--grace-ms", 1000)
    s = server.connect()
    send(s, b"GET /wait HTTP/1.1\r\nHost: x\r\n\r\n")
    time.sleep(0.2)
    server.process.send_signal(signal.SIGTERM)
    check(server.wait_for_fact("gone", 3), "the exchange was not told")
    server.__exit__()
    s.close()


def test_hand_over():
    """Two servers on one port, the older one stops: no request is lost. Only by --share-port."""
    old = Server("--share-port", 1)
    second = subprocess.run([ARGS.server, "--port", str(old.port)], capture_output=True, text=True,
                            timeout=20)
    check(second.returncode == 1 and "in use" in second.stderr, f"{second}")
    new = Server("--share-port", 1, "--port", old.port)
    done, lost, stop = [0], [], threading.Event()

    def client():
        while not stop.is_set():
            try:
                answers, _ = new.ask(b"GET /small HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                check_small(answers, "open")
                done[0] += 1
            except (OSError, AssertionError) as e:
                lost.append(repr(e))
    clients = [threading.Thread(target=client) for _ in range(4)]
    for c in clients:
        c.start()
    time.sleep(0.5)
    old.__exit__()
    time.sleep(0.3)
    stop.set()
    for c in clients:
        c.join()
    new.__exit__()
    check(done[0] > 50 and not lost, f"{done[0]} answered, {len(lost)} lost: {lost[:3]}")


def test_random_clients():
    """Many clients, good and bad, leaving when they like; then all is quiet."""
    seed = int(os.environ.get("SEED", time.time_ns() % 100000))
    end = time.monotonic() + 3
    failures = []

    def client(server, rng):
        try:
            while time.monotonic() < end:
                with server.connect(10) as s:
                    kind = rng.random()
                    if kind < 0.3:
                        send(s, GET * rng.randint(1, 5))
                        receive(s, 0.02)
                    elif kind < 0.7:
                        send(s, b"GET /stream?n=%d&size=%d&us=%d HTTP/1.1\r\nHost: x\r\n\r\n" % (
                            rng.randint(0, 50), rng.randint(1, 40000), rng.choice([0, 0, 500])))
                        receive(s, rng.choice([0.001, 0.05, 0.3]))
                    else:
                        data = bytearray(rng.choice(REFUSED)[1][:5000])
                        for _ in range(rng.randint(0, 3)):
                            data[rng.randrange(len(data))] = rng.randrange(256)
                        send(s, bytes(data))
                    leave(s, rng.choice(["FIN", "RST", "half-close"]))
        except OSError as e:
            failures.append(repr(e))

    with Server() as server:
        clients = [threading.Thread(target=client, args=(server, random.Random(seed + i)))
                   for i in range(12)]
        for c in clients:
            c.start()
        for c in clients:
            c.join()
        check(not failures, f"seed {seed}: {failures[:3]}")
        test_nothing_is_left(server)


def test_idle_memory():
    """Idle connections are cheap: the goal is 15 KB each, all included; ours keep no buffer."""
    n = 2000
    with Server("--connections", 5000) as server:
        check_small(server.ask(GET)[0])
        before = server.resident_kb()
        kept = []
        for _ in range(n):
            kept.append(server.connect())
            send(kept[-1], GET)
        for s in kept:
            check_small(parse(receive(s, 5, 1)[0]))
        each = (server.resident_kb() - before) / n
        for s in kept:
            s.close()
    print(f"    {each:.2f} KB for an idle connection")
    check(each < 15 or ARGS.slow > 1, f"{each:.1f} KB for an idle connection")


def bench_latency():
    with Server() as server, server.connect(30) as s:
        send(s, b"GET /stream?n=500&size=100&us=5000 HTTP/1.1\r\nHost: x\r\n\r\n")
        late, raw = [], b""
        while not raw.endswith(b"0\r\n\r\n"):
            piece = s.recv(65536)
            now = time.clock_gettime_ns(time.CLOCK_MONOTONIC)
            late += [(now - int(m)) / 1000 for m in re.findall(rb"\b(\d{20}) x", piece)]
            raw = (raw + piece)[-16:]
    late.sort()
    n = len(late)
    print(f"worker to client, us: min {late[0]:.0f}, median {late[n // 2]:.0f}, "
          f"90 % {late[n * 9 // 10]:.0f}, 99 % {late[n * 99 // 100]:.0f}, max {late[-1]:.0f}")


# ----------------------------------------------------------------------------------------- runner

def main():
    global ARGS
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("server")
    parser.add_argument("--only", default="")
    parser.add_argument("--bench", action="store_true")
    parser.add_argument("--slow", type=float, default=1)
    ARGS = parser.parse_args()
    tests = [(name, f) for name, f in globals().items()
             if name.startswith("test_") and ARGS.only in name]
    passed = failed = 0
    with Server("--loops", 2) as shared:
        for name, f in tests:
            began = time.monotonic()
            try:
                f(shared) if f.__code__.co_argcount else f()
                passed += 1
                print(f"ok      {name} ({time.monotonic() - began:.1f} s)", flush=True)
            except Exception as e:  # a test must not stop the others
                failed += 1
                print(f"FAILED  {name}: {e}", flush=True)
                if not isinstance(e, AssertionError):
                    traceback.print_exc()
    if ARGS.bench:
        bench_latency()
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
