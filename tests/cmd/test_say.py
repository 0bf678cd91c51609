#!/usr/bin/env python3
"""`utter say`, `utter voices` and `utter models` as a person or a script at a shell meets them.

UTTER is the program (default build/cc/utter), UTTER_DATA its data folder.  Ends with `N passed, N failed`.
"""
import array
import json
import os
import pty
import signal
import struct
import subprocess
import tempfile
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
UTTER = os.environ.get("UTTER", os.path.join(ROOT, "build/cc/utter"))
DATA = ["--data", os.environ["UTTER_DATA"]] if os.environ.get("UTTER_DATA") else []
SHORT = "你好, world."
results = []


def check(name, ok, detail=""):
    results.append(bool(ok))
    if not ok:
        print(f"{name}: {detail}")


def utter(*args, data=b"", timeout=120, **more):
    return subprocess.run([UTTER, args[0], *DATA, *args[1:]], input=data, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=timeout, check=False, **more)


def read(path):
    with open(path, "rb") as f:
        return f.read()


def wav(b):
    """The samples of a WAV file whose header is right in every field; None when it is not."""
    if len(b) < 44 or b[:4] != b"RIFF" or b[8:16] != b"WAVEfmt " or b[36:40] != b"data":
        return None
    if struct.unpack("<IHHIIHH", b[16:36]) != (16, 1, 1, 24000, 48000, 2, 16):
        return None
    riff, size = struct.unpack("<I", b[4:8])[0], struct.unpack("<I", b[40:44])[0]
    if riff != len(b) - 8 or size != len(b) - 44:
        return None
    return array.array("h", b[44:])


def is_speech(samples, least_s, most_s):
    return samples is not None and least_s <= len(samples) / 24000 <= most_s and 3000 < max(abs(s) for s in samples) < 32767


def files_and_pipes(d):
    path = os.path.join(d, "a.wav")
    r = utter("say", "-o", path, SHORT)
    whole = read(path)
    check("a file", r.returncode == 0 and is_speech(wav(whole), 0.6, 3), r.stderr)
    check("nothing on stdout", r.stdout == b"" and r.stderr == b"", r.stderr)
    check("a pipe has the same bytes", utter("say", SHORT).stdout == whole)
    check("words are joined by a space", utter("say", "-o", "-", "你好,", "world.").stdout == whole)
    check("standard input", utter("say", data=SHORT.encode()).stdout == whole)
    check("a long option", utter("say", "--voice", "Cherry", "--model", "qwen-tts", "--speed", "1.0", "--", SHORT).stdout == whole)
    with open(os.path.join(d, "b.wav"), "wb") as f:
        subprocess.run([UTTER, "say", SHORT, *DATA], stdout=f, timeout=120, check=False)
    check("redirected", read(os.path.join(d, "b.wav")) == whole)
    pcm = os.path.join(d, "a.pcm")
    utter("say", "-o", pcm, SHORT)
    check("pcm by extension", read(pcm) == whole[44:])
    mp3 = utter("say", "-f", "mp3", SHORT).stdout
    check("mp3", mp3[:2] in (b"\xff\xf3", b"\xff\xf2") and len(mp3) % 288 == 0, mp3[:4])
    check("-f before the extension", utter("say", "-f", "pcm", "-o", os.path.join(d, "c.wav"), SHORT).returncode == 0
          and read(os.path.join(d, "c.wav")) == whole[44:])


def voices_and_speeds(_):
    a, b = utter("say", "-v", "Ethan", "Hello.").stdout, utter("say", "-v", "Serena", "Hello.").stdout
    check("voices differ", wav(a) and wav(b) and a != b)
    mix = utter("say", "-m", "kokoro", "-v", "zf_xiaoxiao(2)+af_heart(1)", "Hello.")
    check("a mix", is_speech(wav(mix.stdout), 0.3, 2), mix.stderr)
    text = "今天天气很好。"
    normal, slow, fast = (len(utter("say", "-s", s, "-f", "pcm", text).stdout) for s in ("1", "0.25", "4"))
    check("speed 0.25", 3 < slow / normal < 4.6, slow / normal)
    check("speed 4", 3 < normal / fast < 5, normal / fast)


def phonemes(_):
    r = utter("say", "--phonemes", "ni↓xau↓", "-f", "pcm")
    check("the model's samples as they are", r.returncode == 0 and len(r.stdout) % 1200 == 0 and r.stdout, r.stderr)
    check("silence is not cut", r.stdout[:4800].count(0) > 4000, r.stdout[:100])
    r = utter("say", "--phonemes", "a" * 511)
    check("511 phonemes", r.returncode == 1 and b"510" in r.stderr, r.stderr)
    check("phonemes and text", utter("say", "--phonemes", "a", "b").returncode == 2)


def refusals(d):
    none = os.path.join(d, "none.wav")
    for args, words, code in (
        (["-v", "cherry", "x"], b"did you mean 'Cherry'", 2),
        (["-m", "tts-9", "x"], b"no model", 2),
        (["-s", "0.2", "x"], b"0.25 to 4", 2),
        (["-s", "fast", "x"], b"0.25 to 4", 2),
        (["-s"], b"needs a value", 2),
        (["--loud", "x"], b"unknown option --loud", 2),
        (["-o", os.path.join(d, "a.xyz"), "x"], b".xyz", 2),
        (["-f", "opus", "x"], b"not supported yet", 1),
        (["-o", os.path.join(d, "no/such/folder.wav"), "x"], b"No such file", 1),
    ):
        r = utter("say", *args)
        check(f"say {args}", r.returncode == code and words in r.stderr and r.stdout == b"", (r.returncode, r.stderr))
    r = utter("say", data=b"")
    check("nothing to say", r.returncode == 1 and b"nothing to say" in r.stderr and r.stdout == b"", r.stderr)
    r = subprocess.run([UTTER, "say", "--data", d, "-o", none, "x"], stderr=subprocess.PIPE, timeout=60, check=False)
    check("no data", r.returncode == 1 and b"./start" in r.stderr and b"utter import" in r.stderr and not os.path.exists(none), r.stderr)
    r = utter("say", "-o", none, "😀")
    check("only an emoji is a short silence", r.returncode == 0 and not any(wav(read(none)) or [1]), r.stderr)
    r = utter("say", "-f", "pcm", data=b"\xff\xfehello\x00\xc3(")
    check("bytes that are not UTF-8", r.returncode == 0 and len(r.stdout) > 10000, r.stderr)


def long_input(_):
    """More than a piece of 16 KB: sound comes long before all the text has been read, and the reader may stop it."""
    p = subprocess.Popen([UTTER, "say", "-f", "pcm", *DATA], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    threading.Thread(target=feed, args=(p.stdin, "今天天气很好，我们一起去公园散步。\n".encode() * 20000), daemon=True).start()
    first = p.stdout.read(96000)
    check("sound while the text still comes", len(first) == 96000 and any(first))
    p.stdout.close()
    check("a closed pipe ends it", p.wait(timeout=60) == 1 and b"Broken pipe" in p.stderr.read())
    p.stderr.close()


def feed(to, data):
    try:
        to.write(data)
        to.close()
    except OSError:
        pass


def paused_input(d):
    """A writer that pauses: its complete lines are spoken meanwhile."""
    p = subprocess.Popen([UTTER, "say", "-f", "pcm", *DATA], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    p.stdin.write("你好。\n".encode())
    p.stdin.flush()
    check("a line is spoken while the writer thinks", len(p.stdout.read(9600)) == 9600)
    p.stdin.write("再见。".encode())
    p.stdin.close()
    check("and the rest after it", len(p.stdout.read()) > 24000 and p.wait(timeout=60) == 0)


def interrupted(d):
    for number in (signal.SIGINT, signal.SIGTERM):
        path = os.path.join(d, f"i{number}.wav")
        p = subprocess.Popen([UTTER, "say", "-o", path, "今天天气很好，我们一起去公园散步。" * 200, *DATA], stderr=subprocess.PIPE)
        until = time.time() + 60
        while time.time() < until and (not os.path.exists(path) or os.path.getsize(path) < 20000):
            time.sleep(0.05)
        b = read(path)
        check("valid while it is written", b[:4] == b"RIFF" and b[4:8] == b[40:44] == b"\xff\xff\xff\xff", b[:44])
        p.send_signal(number)
        err = p.stderr.read()
        check("stopped at once", p.wait(timeout=20) == 1 and b"stopped after" in err, err)
        check("what was spoken is a valid file", is_speech(wav(read(path)), 0.3, 120))


def on_a_terminal(d):
    """A bar on a terminal, nothing left of it at the end."""
    try:
        master, slave = pty.openpty()
    except OSError as e:
        print(f"a bar on a terminal: skipped: this system has no pseudo-terminals ({e})")
        return
    path = os.path.join(d, "t.wav")
    p = subprocess.Popen([UTTER, "say", "-o", path, "今天天气很好，我们一起去公园散步。" * 4, *DATA], stderr=slave)
    os.close(slave)
    shown = b""
    while True:
        try:
            part = os.read(master, 4096)
        except OSError:
            break
        if not part:
            break
        shown += part
    os.close(master)
    check("a bar", p.wait(timeout=60) == 0 and b"[#" in shown and b"%" in shown and shown.endswith(b"\x1b[K"), shown[-200:])


def lists(_):
    voices = json.loads(utter("voices", "--json").stdout)["voices"]
    by_id = {v["id"]: v for v in voices}
    check("74 voices, each once", len(voices) == len(by_id) == 74, len(voices))
    check("their fields", all(set(v) >= {"id", "name", "gender", "description", "language", "dialect", "models", "timbre", "prosody"} for v in voices))
    check("Cherry's models", by_id["Cherry"]["models"] == ["qwen-tts", "qwen-tts-latest", "qwen-tts-2025-05-22"])
    check("Dylan speaks Mandarin and says so", "Mandarin" in by_id["Dylan"]["description"] and by_id["Dylan"]["models"] == ["qwen-tts-latest", "qwen-tts-2025-05-22"])
    check("a recipe", by_id["Jada"]["prosody"] == [{"voice": "zf_xiaoxiao", "weight": 1}, {"voice": "af_nicole", "weight": 1}], by_id["Jada"]["prosody"])
    models = json.loads(utter("models", "--json").stdout)["models"]
    check("models", [m["id"] for m in models] == ["qwen-tts", "qwen-tts-latest", "qwen-tts-2025-05-22", "tts-1", "tts-1-hd", "gpt-4o-mini-tts", "kokoro"])
    check("their voices", all(set(m["voices"]) <= set(by_id) for m in models))
    check("for people", b"Cherry" in utter("voices").stdout and b"512 Qwen tokens" in utter("models").stdout)
    check("one model", utter("voices", "-m", "qwen-tts").stdout.count(b"\n") == 5)
    check("no such model", utter("voices", "-m", "x").returncode == 2 and utter("models", "x").returncode == 2)


def main():
    if b"./start" in utter("say", "-f", "pcm", "x").stderr:
        print("skipped: the voice data is not here\n0 passed, 0 failed")
        return 0
    with tempfile.TemporaryDirectory() as d:
        for test in (files_and_pipes, voices_and_speeds, phonemes, refusals, long_input, paused_input, interrupted, on_a_terminal, lists):
            test(d)
    print(f"{sum(results)} passed, {len(results) - sum(results)} failed")
    return 0 if all(results) else 1


if __name__ == "__main__":
    raise SystemExit(main())
