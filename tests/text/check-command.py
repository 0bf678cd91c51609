#!/usr/bin/env python3
"""check-command.py UTTER [--data DIR] - how `utter text` behaves as a command: line by line, at once, with clear errors.
Ends with `N passed, N failed`."""
import json
import os
import select
import subprocess
import sys
import tempfile

UTTER, EXTRA = sys.argv[1], sys.argv[2:]
results = []


def check(name, ok, detail=""):
    results.append(bool(ok))
    if not ok:
        print(f"{name}: {detail}")


def run(data, *args):
    return subprocess.run([UTTER, "text", *args, *EXTRA], input=data, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120, check=False)


def answers_at_once():
    """Each line is answered before the next is sent, though stdout is a pipe."""
    p = subprocess.Popen([UTTER, "text", "--to", "pinyin", *EXTRA], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    for line, want in (("你好", "ni2 hao3"), ("", ""), ("world", "{world}")):
        p.stdin.write((line + "\n").encode())
        p.stdin.flush()
        ready = select.select([p.stdout], [], [], 20)[0]
        got = os.read(p.stdout.fileno(), 4096).decode() if ready else None
        check(f"answers '{line}' at once", got == want + "\n", repr(got))
    p.stdin.write("last".encode())  # without a newline
    out = p.communicate(timeout=20)[0].decode()
    check("a last line without its newline", out == "{last}\n" and p.returncode == 0, repr(out))


def explain_and_words():
    r = run("涨了5%😀 iPhone\n你好".encode(), "--explain")
    lines = r.stdout.decode().split("\n")
    check("--explain", r.returncode == 0 and lines[0].split()[:2] == ["lang", "written"] and "百分之五" in r.stdout.decode()
          and any(x.startswith("-") and "😀" in x and x.endswith("not read") for x in lines) and "ni3 hao3 > ni2 hao3" in r.stdout.decode(), r.stdout.decode())
    r = run(b"", "--explain", "--json", "涨了", "5%")
    words = json.loads(r.stdout)["words"]
    check("--explain --json", r.returncode == 0 and words[0]["written"] == "涨" and words[-1]["as_read"] == "百分之五" and words[-1]["from"] == 3
          and all(w["why"] for w in words), r.stdout)
    garbage = os.urandom(20000)
    r = run(garbage, "--explain")
    check("garbage explained", r.returncode == 0 and r.stdout.decode() is not None, r.stderr)
    for args in (["--explain", "--to", "words"], ["--explain", "--citation"]):
        check(f"wrong use {args}", run(b"x", *args).returncode == 2)
    with tempfile.NamedTemporaryFile("w", suffix=".tsv") as f:
        f.write("重庆\tzhong4 qing4\n")
        f.flush()
        check("--words", run("去重庆\n".encode(), "--to", "pinyin", "--words", f.name).stdout == b"qu4 zhong4 qing4\n")
        f.write("\n三亚\tsan1\n")
        f.flush()
        r = run(b"x\n", "--to", "pinyin", "--words", f.name)
        check("--words says where it is wrong", r.returncode == 1 and (f.name + ":3: 2 characters").encode() in r.stderr, r.stderr)
    r = run(b"<speak>a\nb\n<speak>1<break/>2</speak>\n", "--to", "words")
    check("wrong SSML is one empty line", r.returncode == 1 and r.stdout.decode().split("\n")[:2] == ["", "b"] and b"line 1: SSML line 1" in r.stderr,
          (r.stdout, r.stderr))


def main():
    answers_at_once()
    r = run("你好\r\n一\n".encode(), "--to", "words")
    check("CR LF", r.stdout.decode() == "你好\n一\n", r.stdout)
    r = run("ni3\n你好\n".encode(), "--to", "pinyin", "--citation")
    check("--citation", r.stdout.decode().endswith("\nni3 hao3\n"), r.stdout)
    for tones, want in (("citation", "i→kɤ ni↓xau↓"), ("trained", "i↗kɤ ni↓xau↓"), ("spoken", "i↗kɤ ni↗xau↓")):
        r = run("一个你好\n".encode(), "--to", "phonemes", "--tones", tones)
        check(f"--tones {tones}", r.stdout.decode() == want + "\n", r.stdout)
    check("the tones by default are as in training", run("一个你好\n".encode(), "--to", "phonemes").stdout.decode() == "i↗kɤ ni↓xau↓\n")
    check("no input", run(b"", "--to", "tokens").stdout == b"")
    r = run("[a\x0bb](/ə/)c\n".encode(), "--to", "words")
    check("one line for one, whatever ends it inside", r.stdout == b"a b c\n", r.stdout)
    check("a NUL byte is no end", run(b"a\0b\n", "--to", "words").stdout == b"a b\n")
    r = run(bytes(range(256)) * 40 + b"\n", "--to", "phonemes")
    check("every byte", r.returncode == 0 and r.stdout.decode().count("\n") == 41, r.stderr)
    for to in ("normalized", "words", "pinyin", "phonemes", "tokens"):
        garbage = os.urandom(100000)
        r = run(garbage, "--to", to)
        lines = garbage.count(b"\n") + (not garbage.endswith(b"\n"))
        check(f"garbage to {to}", r.returncode == 0 and r.stdout.count(b"\n") == lines and r.stdout.decode() is not None, r.stderr)
    many = "你好, world 123\n" * 20000
    r = run(many.encode(), "--to", "tokens")
    check("many lines", r.returncode == 0 and len(set(r.stdout.split())) == 1 and r.stdout.count(b"\n") == 20000, r.stderr)
    r = run(b"a" * (17 << 20), "--to", "tokens")
    check("a line without end", r.returncode == 1 and b"longer than" in r.stderr, r.stderr)
    for args in ([], ["--to"], ["--to", "speech"], ["--to", "words", "--lang", "fr"], ["--to", "words", "--citation"], ["--to", "pinyin", "--tones", "spoken"],
                 ["--to", "phonemes", "--tones", "flat"], ["--to", "words", "你好"]):
        r = run(b"x\n", *args)
        check(f"wrong use {args}", r.returncode == 2 and r.stderr.startswith(b"utter text: ") and not r.stdout, (r.returncode, r.stderr))
    r = subprocess.run([UTTER, "text", "--to", "words", "--data", "/nonexistent"], input=b"x\n", stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                       check=False)
    check("no tables", r.returncode == 1 and b"/nonexistent" in r.stderr, r.stderr)
    with open("/dev/full", "wb") as full:
        r = subprocess.run([UTTER, "text", "--to", "tokens", *EXTRA], input=b"x\n", stdout=full, stderr=subprocess.PIPE, check=False)
    check("a full disk", r.returncode == 1 and b"writing" in r.stderr, (r.returncode, r.stderr))
    explain_and_words()
    passed = sum(results)
    print(f"{passed} passed, {len(results) - passed} failed")
    sys.exit(passed != len(results))


main()
