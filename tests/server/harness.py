"""What the server's tests share: the real program on a free port with a database of its own, and a runner.

    from harness import Server, run_tests
    with Server() as s: ...          s.url, s.key, s.post({...}), s.raw(b"GET / ...")

UTTER is the program (default build/cc/utter beside this folder), UTTER_DATA its data folder.
"""
import http.client, json, os, re, shutil, signal, socket, struct, subprocess, sys, tempfile, time, traceback

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
UTTER = os.environ.get("UTTER", os.path.join(ROOT, "build/cc/utter"))


def data_args():
    return ["--data", os.environ["UTTER_DATA"]] if os.environ.get("UTTER_DATA") else []


class Server:
    def __init__(self, *args, folder=None):
        self.folder = folder or tempfile.mkdtemp(prefix="utter-server-")
        self.own_folder = folder is None
        self.args, self.key = args, None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
        if self.own_folder:
            shutil.rmtree(self.folder, ignore_errors=True)

    def start(self):
        self.log_path = os.path.join(self.folder, "log")
        self.process = subprocess.Popen(
            [UTTER, "serve", "--listen", "127.0.0.1:0", "--db", os.path.join(self.folder, "db"), *data_args(), *self.args],
            stdout=subprocess.PIPE, stderr=open(self.log_path, "a"), text=True)
        printed = ""
        while "--output" not in printed:
            line = self.process.stdout.readline()
            if not line:
                raise RuntimeError("the server ended: " + printed + self.log())
            printed += line
        self.port = int(re.search(r"http://127\.0\.0\.1:(\d+)", printed)[1])
        self.url = f"http://127.0.0.1:{self.port}"
        key = re.search(r"^ +(sk-\w{48})$", printed, re.M)
        if key:
            self.key = key[1]
        self.printed = printed

    def stop(self, timeout=40):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout)

    def log(self):
        return open(self.log_path, errors="replace").read()

    def rss_mb(self):
        return int(re.search(r"VmRSS:\s+(\d+)", open(f"/proc/{self.process.pid}/status").read())[1]) / 1024

    def request(self, method, path, body=None, headers=None, timeout=120):
        """-> (status, headers with lower-case names, body)"""
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        c.request(method, path, body, headers or {})
        r = c.getresponse()
        out = r.status, {k.lower(): v for k, v in r.getheaders()}, r.read()
        c.close()
        return out

    def auth(self, **more):
        return {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json", **more}

    def post(self, body, headers=None, timeout=120):
        data = body if isinstance(body, (bytes, str)) else json.dumps(body, ensure_ascii=False)
        return self.request("POST", "/v1/audio/speech", data.encode() if isinstance(data, str) else data, headers or self.auth(), timeout)

    def raw(self, data, wait=3.0):
        """Sends bytes, -> all that comes until the server closes or `wait` seconds pass in silence."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=wait) as c:
            try:
                c.sendall(data)
            except OSError:
                pass
            got = b""
            try:
                while block := c.recv(65536):
                    got += block
            except OSError:
                pass
            return got


def wav(data):
    """The samples of a 16-bit mono 24 kHz WAV as a list; asserts that it is one, sizes included."""
    assert data[:4] == b"RIFF" and data[8:16] == b"WAVEfmt ", data[:16]
    size, form, channels, rate, _, _, bits = struct.unpack("<IHHIIHH", data[16:36])
    assert (form, channels, rate, bits) == (1, 1, 24000, 16), (form, channels, rate, bits)
    assert data[36:40] == b"data"
    riff, n = struct.unpack("<I", data[4:8])[0], struct.unpack("<I", data[40:44])[0]
    if n != 0xFFFFFFFF:
        assert riff == len(data) - 8 and n == len(data) - 44, (riff, n, len(data))
    return struct.unpack(f"<{(len(data) - 44) // 2}h", data[44:])


def rms_db(samples):
    import math
    return 20 * math.log10(max(1e-9, (sum(s * s for s in samples) / max(1, len(samples))) ** 0.5 / 32768))


def is_speech(samples, least_s=0.5, most_s=60):
    seconds = len(samples) / 24000
    assert least_s <= seconds <= most_s, f"{seconds:.2f} s"
    assert -40 < rms_db(samples) < -10, f"{rms_db(samples):.1f} dBFS"
    return True


def run_tests(tests):
    passed = failed = 0
    only = sys.argv[1:]
    for t in tests:
        if only and not any(o in t.__name__ for o in only):
            continue
        start = time.time()
        try:
            t()
            passed += 1
            print(f"ok    {t.__name__} ({time.time() - start:.1f} s)", flush=True)
        except Exception:
            failed += 1
            print(f"FAIL  {t.__name__}", flush=True)
            traceback.print_exc(file=sys.stdout)
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed != 0)
