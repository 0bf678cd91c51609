#!/usr/bin/env python3
"""How long a cold process (warm page cache) takes to its first byte of sound.

    bench/cold_start.py [UTTER] [--runs N] [--precision float32|bf16] [--data DIR]

    say     utter say 你好, from exec to the first byte on its standard output
    ready   utter serve, from exec to the first 200 of /readyz
    serve   the same to the first byte of a streamed answer, asked for as soon as it is ready
    warm    a second request to the same server

The least of N runs (other processes only ever add), and the median.
"""
import argparse, http.client, json, os, re, shutil, signal, statistics, subprocess, tempfile, time

HERE = os.path.dirname(os.path.abspath(__file__))
TEXT = "你好"


def say(utter, options):
    start = time.perf_counter()
    p = subprocess.Popen([utter, "say", *options, "-o", "-", "-f", "pcm", TEXT], stdout=subprocess.PIPE)
    first = p.stdout.read(1)
    took = time.perf_counter() - start
    p.stdout.close()
    p.kill()
    p.wait()
    assert first, "no sound came"
    return {"say": took}


def ask(port, key):
    """Seconds to the first byte of sound."""
    start = time.perf_counter()
    c = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    c.request("POST", "/v1/audio/speech",
              json.dumps({"model": "qwen-tts", "voice": "Cherry", "input": TEXT, "response_format": "pcm"}).encode(),
              {"Authorization": "Bearer " + key, "Content-Type": "application/json"})
    r = c.getresponse()
    assert r.status == 200, r.read()
    assert r.read(1), "no sound came"
    took = time.perf_counter() - start
    c.close()
    return took


def serve(utter, options):
    folder = tempfile.mkdtemp(prefix="utter-cold-")
    start = time.perf_counter()
    p = subprocess.Popen([utter, "serve", *options, "--listen", "127.0.0.1:0", "--db", os.path.join(folder, "db")],
                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        port = key = None
        for line in p.stdout:
            port = port or (m := re.search(r"http://127\.0\.0\.1:(\d+)", line)) and int(m[1])
            key = key or (m := re.match(r" +(sk-\w+)$", line)) and m[1]
            if "--output" in line:
                break
        assert port and key, "the server did not start"
        c = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        c.request("GET", "/readyz")
        assert c.getresponse().status == 200
        ready = time.perf_counter() - start
        first = ready + ask(port, key)
        return {"ready": ready, "serve": first, "warm": ask(port, key)}
    finally:
        p.send_signal(signal.SIGTERM)
        p.wait(40)
        p.stdout.close()
        shutil.rmtree(folder, ignore_errors=True)


def main():
    a = argparse.ArgumentParser()
    a.add_argument("utter", nargs="?", default=os.path.join(HERE, "..", "build/cc/utter"))
    a.add_argument("--runs", type=int, default=7)
    a.add_argument("--precision")
    a.add_argument("--data")
    a = a.parse_args()
    options = [x for name in ("precision", "data") if getattr(a, name) for x in ("--" + name, getattr(a, name))]
    times = {}
    for _ in range(a.runs):
        for f in (say, serve):
            for name, seconds in f(a.utter, options).items():
                times.setdefault(name, []).append(1000 * seconds)
    for name, ms in times.items():
        print(f"{name:6} {min(ms):6.0f} ms   median {statistics.median(ms):6.0f}")


main()
