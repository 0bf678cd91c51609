#!/usr/bin/env python3
"""POST /v1/audio/speech and its neighbours, asked of the real program: every rule of the API, every error."""
import base64, json, math, os, socket, subprocess, tempfile, threading, time
from harness import ROOT, UTTER, Server, data_args, is_speech, run_tests, wav

OK = {"model": "qwen-tts", "input": "你好，hello world。", "voice": "Cherry"}
server = Server()


def ask(**change):
    body = {**OK, **change}
    return server.post({k: v for k, v in body.items() if v is not None})


def fault(answer, status, code, param=None):
    got, headers, body = answer
    assert got == status, (got, body[:300])
    assert headers["content-type"] == "application/json", headers
    error = json.loads(body)["error"]
    assert set(error) == {"message", "type", "param", "code"}, error
    assert error["code"] == code, error
    assert error["type"] == ("invalid_request_error" if status < 500 else "server_error"), error
    assert error["message"], error
    if param:
        assert error["param"] == param, error
    return error


# ------------------------------------------------------------------------------------------------ what works

def test_wav_is_as_promised():
    status, headers, body = ask()
    assert status == 200, body
    assert headers["content-type"] == "audio/wav"
    assert headers["content-disposition"] == 'attachment; filename="audio.wav"'
    assert len(headers["x-request-id"]) == 36
    assert int(headers["content-length"]) == len(body)
    assert is_speech(wav(body), 1, 6)


def test_every_named_voice_speaks():
    seen = set()
    for voice in "Cherry Serena Ethan Chelsie Dylan Jada Sunny".split():
        status, _, body = ask(model="qwen-tts-latest", voice=voice, input="今天 is a good day。")
        assert status == 200, body
        assert is_speech(wav(body), 0.8, 6), voice
        seen.add(body)
    assert len(seen) == 7, "two voices sound the same"


def test_openai_and_own_voices():
    for model, voice in (("tts-1", "alloy"), ("tts-1-hd", "onyx"), ("gpt-4o-mini-tts", "cedar"), ("kokoro", "zf_xiaobei"),
                         ("kokoro", "zf_xiaoxiao(2)+af_heart(1)")):
        status, _, body = ask(model=model, voice=voice, response_format="wav")
        assert status == 200, body
        assert is_speech(wav(body), 0.8, 6)
    assert ask(voice={"id": "Cherry"})[0] == 200


def test_the_same_request_gives_the_same_bytes():
    assert ask()[2] == ask()[2]


def test_speed_changes_the_length():
    n = {s: len(wav(ask(speed=s, input="The quick brown fox jumps over the lazy dog.")[2])) for s in (0.25, 0.5, 1, 2, 4)}
    assert n[0.25] > 1.6 * n[0.5] and n[0.5] > 1.5 * n[1] and n[1] > 1.5 * n[2] and n[2] > 1.3 * n[4], n


def test_formats():
    status, headers, pcm = ask(response_format="pcm")
    assert (status, headers["content-type"]) == (200, "audio/pcm")
    whole = ask(response_format="wav")[2]
    assert pcm == whole[44:], "pcm is the wav without its header"
    status, headers, mp3 = ask(model="tts-1", voice="alloy")
    assert (status, headers["content-type"]) == (200, "audio/mpeg"), "mp3 is the default of OpenAI's names"
    assert headers["content-disposition"].endswith('"audio.mp3"')
    out = subprocess.run(["ffmpeg", "-loglevel", "error", "-i", "-", "-f", "s16le", "-ar", "24000", "-ac", "1", "-"], input=mp3, capture_output=True)
    assert out.returncode == 0 and not out.stderr, out.stderr
    assert is_speech(memoryview(out.stdout[:len(out.stdout) // 2 * 2]).cast("h"), 0.8, 6)
    for name in ("opus", "aac", "flac"):
        fault(ask(response_format=name), 400, "invalid_request", "response_format")


def test_text_without_anything_to_say_is_a_short_silence():
    for text in ("😀😀", "。。。", "——"):
        status, _, body = ask(input=text)
        assert status == 200, body
        samples = wav(body)
        assert len(samples) < 3 * 24000 and max(map(abs, samples), default=0) < 400, text


def test_unknown_fields_are_ignored():
    assert ask(instructions="speak slowly", foo={"bar": [1]}, api_base="http://127.0.0.1:1")[0] == 200


def test_long_text_is_streamed_from_its_first_chunk():
    text = "这是一个很长的段落，我们用它来测试流式输出。" * 12
    body = json.dumps({**OK, "input": text}).encode()
    c = socket.create_connection(("127.0.0.1", server.port))
    start = time.time()
    c.sendall(b"POST /v1/audio/speech HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + server.key.encode() +
              b"\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
    got, first = b"", None
    while block := c.recv(65536):
        got += block
        if first is None and len(got) > 10000:
            first = time.time() - start
    total = time.time() - start
    head, _, rest = got.partition(b"\r\n\r\n")
    assert b" 200 " in head, head
    assert first < total * 0.6, f"first audio after {first:.2f} s of {total:.2f} s"
    assert len(rest) > 20 * 48000


# ------------------------------------------------------------------------------------------------ event streams

def events(answer):
    status, headers, body = answer
    assert status == 200, body
    assert headers["content-type"].startswith("text/event-stream"), headers
    return body.decode().split("\n\n")[:-1]


def test_dashscope_events():
    status, headers, body = server.post(OK, server.auth(**{"X-DashScope-SSE": "enable"}))
    pcm, usage = b"", 0
    all_events = events((status, headers, body))
    for i, event in enumerate(all_events):
        lines = event.split("\n")
        assert lines[0] == f"id:{i + 1}" and lines[1] == "event:result" and lines[2] == ":HTTP_STATUS/200", lines[:3]
        assert lines[3].startswith("data:") and len(lines) == 4, lines
        data = json.loads(lines[3][5:])
        last = i == len(all_events) - 1
        assert data["output"]["finish_reason"] == ("stop" if last else "null"), data
        assert data["request_id"] == headers["x-request-id"]
        assert data["output"]["audio"]["id"] == "audio_" + data["request_id"]
        assert data["usage"]["output_tokens"] >= usage
        usage = data["usage"]["output_tokens"]
        pcm += base64.b64decode(data["output"]["audio"]["data"])
    assert len(all_events) >= 3
    assert pcm == ask(response_format="pcm")[2], "the stream is the same audio"
    assert usage == max(50, -(-len(pcm) // 2 * 50 // 24000))


def test_openai_events():
    body, done = b"", None
    for event in events(ask(stream_format="sse", response_format="pcm")):
        assert event.startswith("data: "), event[:20]
        data = json.loads(event[6:])
        if data["type"] == "speech.audio.delta":
            body += base64.b64decode(data["audio"])
        else:
            done = data
    assert done["type"] == "speech.audio.done" and done["usage"]["total_tokens"] == done["usage"]["input_tokens"] + done["usage"]["output_tokens"]
    assert body == ask(response_format="pcm")[2]


def test_errors_before_a_stream_are_json():
    fault(server.post({**OK, "voice": "Nobody"}, server.auth(**{"X-DashScope-SSE": "enable"})), 400, "invalid_voice", "voice")
    fault(ask(stream_format="sse", speed=9), 400, "invalid_request", "speed")
    fault(ask(stream_format="ssse"), 400, "invalid_request", "stream_format")


# ------------------------------------------------------------------------------------------------ what does not

def test_keys():
    for value in (None, "", "Bearer", "Bearer sk-wrong", "Basic abc", "Bearer ' OR 1=1--", "Bearer " + "x" * 5000, server.key):
        headers = {"Content-Type": "application/json", **({"Authorization": value} if value is not None else {})}
        fault(server.post(OK, headers), 401, "invalid_api_key")
    assert server.key not in server.log()


def test_models_and_voices():
    fault(ask(model="nope"), 404, "model_not_found", "model")
    fault(ask(model=None), 400, "invalid_request", "model")
    fault(ask(model=7), 400, "invalid_request", "model")
    assert "Cherry" in fault(ask(voice="cherry"), 400, "invalid_voice", "voice")["message"]
    message = fault(ask(voice="Nobody"), 400, "invalid_voice", "voice")["message"]
    assert all(v in message for v in ("Cherry", "Serena", "Ethan", "Chelsie")) and "Dylan" not in message, message
    fault(ask(voice="Dylan"), 400, "invalid_voice", "voice")  # qwen-tts has four voices
    fault(ask(voice="alloy"), 400, "invalid_voice", "voice")
    fault(ask(voice=None), 400, "invalid_request", "voice")
    fault(ask(voice={}), 400, "invalid_request", "voice")
    fault(ask(model="kokoro", voice="zf_xiaoxiao(0)+"), 400, "invalid_voice", "voice")


def test_input():
    for text in (None, "", "  \n\t ", "\u3000\u200b", 5, ["a"]):
        fault(ask(input=text), 400, "invalid_request", "input")


def test_the_token_limit_is_exact():
    assert ask(input="1" * 512, speed=4)[0] == 200  # a digit is a token
    error = fault(ask(input="1" * 513), 400, "text_too_long", "input")
    assert "513" in error["message"] and "512" in error["message"], error
    fault(ask(input="1" * 400000), 400, "text_too_long", "input")
    fault(ask(model="tts-1", voice="alloy", input="a" * 4097), 400, "text_too_long", "input")


def test_too_much_audio():
    fault(ask(input="1" * 512, speed=0.25), 400, "text_too_long", "input")  # about ten minutes


def test_speed_and_formats():
    for speed in (0.2, 4.1, -1, 0, "fast", True, [], 1e999):
        fault(server.post(json.dumps({**OK, "speed": speed}).replace("Infinity", "1e999")), 400, "invalid_request")
    for speed in (0.25, 4.0, None):
        assert ask(speed=speed, input="好")[0] == 200
    fault(ask(response_format="ogg"), 400, "invalid_request", "response_format")
    fault(ask(response_format=3), 400, "invalid_request", "response_format")


def test_broken_bodies():
    for body in (b"", b"{", b"[]", b"null", b'"x"', b'{"model":"qwen-tts","model":"tts-1"}', b"\xff\xfe", b'{"input":"\xff"}', b"{}" * 2, b"[" * 100000):
        fault(server.post(body), 400, "invalid_request")
    assert "line 1" in fault(server.post(b'{"model":}'), 400, "invalid_request")["message"]
    fault(server.post(b"x=1", server.auth(**{"Content-Type": "application/x-www-form-urlencoded"})), 415, "unsupported_media_type")
    fault(server.post(json.dumps(OK), server.auth(**{"Content-Encoding": "gzip"})), 415, "unsupported_media_type")


def test_a_body_of_10_mb_is_refused():
    got = server.raw(b"POST /v1/audio/speech HTTP/1.1\r\nHost: x\r\nContent-Length: 10485760\r\n\r\n" + b"x" * 1000000)
    assert b" 413 " in got[:20] and b"payload_too_large" in got, got[:200]


def test_routes():
    fault(server.request("GET", "/v1/nothing"), 404, "not_found")
    fault(server.request("GET", "/v1/audio/speech"), 405, "method_not_allowed")
    fault(server.request("DELETE", "/v1/models"), 405, "method_not_allowed")
    fault(server.request("GET", "/v1/models/nope"), 404, "model_not_found")
    fault(server.request("GET", "/admin/../v1/models"), 400, "invalid_request")


MALFORMED = {
    b"GARBAGE\r\n\r\n": 400,
    b"GET / HTTP/1.1\r\n\r\n": 400,                                     # no Host
    b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n": 400,
    b"GET / HTTP/3.0\r\nHost: a\r\n\r\n": 505,
    b"GET / HTTP/1.1\r\nHost: a\r\nA: " + b"x" * 100000 + b"\r\n\r\n": 431,
    b"GET / HTTP/1.1\r\nHost: a\r\nA: b\r\n c\r\n\r\n": 400,            # header fold
    b"POST /v1/audio/speech HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n": 400,
    b"POST /v1/audio/speech HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n": 400,
    b"POST /v1/audio/speech HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n": 400,
}


def test_malformed_http_gets_json():
    for data, status in MALFORMED.items():
        got = server.raw(data)
        head, _, body = got.partition(b"\r\n\r\n")
        assert got[:12] == b"HTTP/1.1 %d" % status, (data[:60], got[:80])
        assert b"application/json" in head and b"<" not in body, got[:200]
        assert json.loads(body)["error"]["message"], body


def test_half_open_and_silent_connections_do_no_harm():
    idle = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(200)]
    for c in idle[:100]:
        c.sendall(b"POST /v1/audio/speech HTTP/1.1\r\nHost: x\r\nContent-Le")
    assert ask(input="好")[0] == 200
    for c in idle:
        c.close()


# ------------------------------------------------------------------------------------------------ the lists

def test_lists():
    status, _, body = server.request("GET", "/v1/models")
    models = json.loads(body)
    assert status == 200 and models["object"] == "list"
    assert {m["id"] for m in models["data"]} >= {"qwen-tts", "qwen-tts-latest", "qwen-tts-2025-05-22", "tts-1", "tts-1-hd", "gpt-4o-mini-tts", "kokoro"}
    assert json.loads(server.request("GET", "/v1/audio/models")[2]) == models
    assert json.loads(server.request("GET", "/v1/models/qwen-tts")[2])["id"] == "qwen-tts"
    voices = {v["id"]: v for v in json.loads(server.request("GET", "/v1/audio/voices")[2])["voices"]}
    assert len(voices) == 7 + 13 + 54, len(voices)
    assert voices["Dylan"]["models"] == ["qwen-tts-latest", "qwen-tts-2025-05-22"], voices["Dylan"]
    assert set(voices["Cherry"]) == {"id", "name", "gender", "description", "language", "dialect", "models"}
    for path in ("/healthz", "/readyz"):
        assert server.request("GET", path)[0] == 200
    assert b"<html" in server.request("GET", "/")[2]


def test_cors():
    status, headers, _ = server.request("OPTIONS", "/v1/audio/speech", headers={
        "Origin": "https://example.org", "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type,x-stainless-os"})
    assert status == 204 and headers["access-control-allow-origin"] == "*"
    assert headers["access-control-allow-headers"] == "authorization,content-type,x-stainless-os"
    assert server.request("POST", "/v1/audio/speech", b"{}")[1]["access-control-allow-origin"] == "*", "on faults too"
    bad = server.request("OPTIONS", "/v1/audio/speech", headers={"Access-Control-Request-Headers": "a;b"})
    assert ";" not in bad[1]["access-control-allow-headers"]


# ------------------------------------------------------------------------------------------------ many, leaving, stopping

def test_many_requests_at_once():
    alone = ask()[2]
    answers = [None] * 12

    def one(i):
        answers[i] = ask()
    threads = [threading.Thread(target=one, args=(i,)) for i in range(12)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    assert all(a[0] == 200 and a[2] == alone for a in answers), [a[0] for a in answers]


def test_over_the_queue_is_503():
    long_text = "我们一起去公园散步，" * 60
    sockets, busy = [], 0
    body = json.dumps({**OK, "input": long_text}).encode()
    request = (b"POST /v1/audio/speech HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + server.key.encode() +
               b"\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
    for _ in range(100):
        c = socket.create_connection(("127.0.0.1", server.port))
        c.sendall(request)
        sockets.append(c)
    time.sleep(1.5)
    for c in sockets:
        c.setblocking(False)
        try:
            got = c.recv(4000)
        except BlockingIOError:
            continue
        if got.startswith(b"HTTP/1.1 503"):
            busy += 1
            assert b"overloaded" in got and b"Retry-After: " in got, got
    for c in sockets:
        c.close()
    assert 20 <= busy < 100, busy
    deadline = time.time() + 30
    while ask(input="好")[0] != 200:  # their work was cancelled when they left
        assert time.time() < deadline
        time.sleep(0.2)


def cpu_seconds():
    f = open(f"/proc/{server.process.pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(f[11]) + int(f[12])) / os.sysconf("SC_CLK_TCK")


def test_a_client_that_leaves_stops_its_work():
    body = json.dumps({**OK, "model": "tts-1", "voice": "alloy", "input": "床前明月光，疑是地上霜。" * 200}).encode()
    c = socket.create_connection(("127.0.0.1", server.port))
    c.sendall(b"POST /v1/audio/speech HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + server.key.encode() +
              b"\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
    c.recv(1000)
    c.close()
    time.sleep(1.5)
    before = cpu_seconds()
    time.sleep(1.5)
    assert cpu_seconds() - before < 0.5, "still working for a client that has gone"


def test_a_reader_that_stalls_holds_no_worker():
    body = json.dumps({**OK, "model": "tts-1", "voice": "alloy", "response_format": "wav", "input": "床前明月光，疑是地上霜。" * 200}).encode()
    c = socket.socket()
    c.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    c.connect(("127.0.0.1", server.port))
    c.sendall(b"POST /v1/audio/speech HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + server.key.encode() +
              b"\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
    deadline, quiet = time.time() + 60, False
    while not quiet and time.time() < deadline:  # four seconds of audio, then nothing more
        before = cpu_seconds()
        time.sleep(1.5)
        quiet = cpu_seconds() - before < 0.3
    assert quiet, "still rendering for a reader that does not read"
    assert ask(input="好")[0] == 200
    c.close()


def test_keys_by_command_beside_the_running_server():
    db = os.path.join(server.folder, "data")
    os.makedirs(db, exist_ok=True)
    if not os.path.exists(os.path.join(db, "utter.db")):
        os.symlink(os.path.join(server.folder, "db"), os.path.join(db, "utter.db"))
    run = lambda *a: subprocess.run([UTTER, "key", *a, "--data", db], capture_output=True, text=True, check=True).stdout.strip()
    key = run("create", "extra")
    headers = {"Authorization": "Bearer " + key}
    assert server.post({**OK, "input": "好"}, headers)[0] == 200
    run("disable", "extra")
    deadline = time.time() + 4
    while server.post({**OK, "input": "好"}, headers)[0] == 200:
        assert time.time() < deadline, "a disabled key still works"
    fault(server.post(OK, headers), 401, "invalid_api_key")


def test_a_stop_finishes_what_is_under_way_and_a_second_start_knows_the_key():
    with Server() as s:
        got = {}

        def one():
            got["answer"] = s.post({**OK, "input": "床前明月光，疑是地上霜。举头望明月，低头思故乡。" * 3})
        t = threading.Thread(target=one)
        t.start()
        time.sleep(0.4)
        assert s.stop() == 0, s.log()
        t.join()
        assert got["answer"][0] == 200 and is_speech(wav(got["answer"][2]), 3, 60)
        s.start()
        assert "API key, shown only this once" not in s.printed
        assert s.post({**OK, "input": "好"})[0] == 200


def longest_silence(samples):
    best = run = 0
    for s in samples:
        run = run + 1 if s == 0 else 0
        best = max(best, run)
    return best / 24000


def test_ssml():
    status, _, body = ask(input='<speak>你好。<break time="1200ms"/>Hello <emphasis>there</emphasis>.</speak>')
    assert status == 200, body
    samples = wav(body)
    assert is_speech(samples, 2, 6)
    assert 1.2 <= longest_silence(samples) < 1.3, longest_silence(samples)
    plain = len(ask(input="Good morning.")[2])
    slow = len(ask(input='<speak><prosody rate="50%">Good morning.</prosody></speak>')[2])
    assert 1.5 * plain < slow < 2.5 * plain, (plain, slow)
    assert ask(input="<speak>Good morning.</speak>")[2] == ask(input="Good morning.")[2]


def pitch_of(samples):
    """The median of F0 in Hz over the voiced frames of 40 ms, by autocorrelation at 6 kHz."""
    low = [sum(samples[i:i + 4]) / 4 for i in range(0, len(samples) - 4, 4)]
    size, found = 240, []
    for start in range(0, len(low) - 2 * size, size):
        frame = low[start:start + 2 * size]
        energy = sum(v * v for v in frame[:size])
        if energy < size * 300 ** 2:
            continue
        scores = []
        for lag in range(15, 86):  # 70 to 400 Hz
            other = frame[lag:lag + size]
            scores.append((sum(a * b for a, b in zip(frame, other)) / (energy * sum(v * v for v in other) + 1) ** 0.5, lag))
        best = max(scores)
        if best[0] > 0.7:  # the shortest period that is nearly as good: no octave below
            found.append(6000 / next(lag for score, lag in scores if score > 0.92 * best[0]))
    return sorted(found)[len(found) // 2]


def loudness_of(samples):
    """In dB, of what is no silence."""
    loud = [v * v for v in samples if abs(v) > 30]
    return 10 * math.log10(sum(loud) / len(loud))


def test_ssml_is_heard_in_the_samples():
    text = "今天天气非常好。"
    say = lambda markup: wav(ask(input="<speak>" + markup + "</speak>")[2])
    plain = say(text)
    for shift in (4, -4):
        ratio = pitch_of(say(f'<prosody pitch="{shift:+d}st">{text}</prosody>')) / pitch_of(plain)
        assert abs(math.log2(ratio) * 12 - shift) < 1.2, (shift, ratio)
    for change in (6, -12):
        got = loudness_of(say(f'<prosody volume="{change:+d}dB">{text}</prosody>')) - loudness_of(plain)
        assert abs(got - change) < 2, (change, got)
    assert max(map(abs, say(f'<prosody volume="silent">{text}</prosody>'))) < 30
    for rate in (0.5, 1.5):
        got = len(plain) / len(say(f'<prosody rate="{rate:.0%}">{text}</prosody>'))
        assert 0.85 * rate < got < 1.15 * rate, (rate, got)
    strong = say(text.replace("非常", '<emphasis level="strong">非常</emphasis>'))
    weak = say(text.replace("非常", '<emphasis level="reduced">非常</emphasis>'))
    assert len(weak) < len(plain) < len(strong) < 1.2 * len(plain), (len(weak), len(plain), len(strong))
    assert loudness_of(weak) < loudness_of(plain) < loudness_of(strong)


def test_wrong_ssml_is_told_with_its_place():
    for text, says in (("<speak>", "line 1, column 1"), ("<speak>a\n<b/></speak>", "line 2, column 1"), ("<speak>a & b</speak>", "&amp;"),
                       ("<speak><voice name='x'>a</voice></speak>", "not supported"), ("<speak>" * 40, "cannot stand")):
        error = fault(ask(input=text), 400, "invalid_request", "input")
        assert says in error["message"], error


def test_markup_is_not_counted():
    tag = "<emphasis level='moderate'></emphasis>"
    assert len(tag * 200) > 4096
    assert ask(model="tts-1", voice="alloy", input="<speak>" + tag * 200 + "Hi.</speak>", response_format="pcm")[0] == 200
    fault(ask(model="tts-1", voice="alloy", input="<speak>" + "a" * 4097 + "</speak>"), 400, "text_too_long", "input")


def test_emoji():
    dropped = ask(input="好😀")[2]
    assert ask(input="好")[2] == dropped and ask(input="好😀", emoji="dropped")[2] == dropped and ask(input="好😀", emoji=None)[2] == dropped
    named = ask(input="好😀", emoji="named")
    assert named[0] == 200 and len(named[2]) > len(dropped)
    for wrong in ("names", "", 1):
        fault(ask(input="好", emoji=wrong), 400, "invalid_request", "emoji")


def test_pronunciations():
    as_it_is = ask(input="重庆")[2]
    heavy = ask(input="重庆", pronunciations={"重庆": "zhong4 qing4"})
    assert heavy[0] == 200 and heavy[2] != as_it_is
    assert ask(input="重庆", pronunciations=[{"word": "重庆", "reading": "zhong4 qing4", "lang": "zh"}])[2] == heavy[2]
    assert ask(input="[重庆](/zhong4 qing4/)")[2] == heavy[2]
    assert ask(input="重庆", pronunciations=[])[2] == as_it_is
    assert ask(input="重庆", pronunciations=None)[2] == as_it_is
    assert ask(input="重庆", pronunciations={"重": "zhong4", "北京": "bei3 jing1"})[0] == 200
    for wrong, says in (({"重庆": "zhong4"}, "'重庆'"), ([{"word": "a", "reading": "/a/"}, {"word": "b"}], "pronunciations[1]"), ("x", "an array"),
                        ({"重庆": 3}, "strings"), ([{"word": "b", "reading": "/#/"}], "pronunciations[0] ('b')"), ([3], "pronunciations[0]"),
                        ([{"word": "a", "reading": "/a/", "lang": "fr"}], "'fr'"), ({f"w{i}x": "/a/" for i in range(1001)}, "at most 1000")):
        error = fault(ask(pronunciations=wrong), 400, "invalid_request", "pronunciations")
        assert says in error["message"], error


def test_files_of_words_are_reloaded():
    with tempfile.TemporaryDirectory() as d:
        path = os.path.join(d, "words.tsv")

        def write(text):
            with open(path + ".new", "w") as f:
                f.write(text)
            os.replace(path + ".new", path)

        write("重庆\tzhong4 qing4\n")
        with Server("--words", path) as s:
            body = {**OK, "input": "重庆"}
            heavy = s.post(body)[2]
            assert heavy == server.post({**body, "pronunciations": {"重庆": "zhong4 qing4"}})[2]

            def until(change):
                end = time.time() + 15
                while time.time() < end:
                    got = s.post(body)[2]
                    if change(got):
                        return got
                    time.sleep(0.2)
                raise AssertionError("the change was not seen: " + s.log())

            write("重庆\tchong2 qing1\n")
            light = until(lambda got: got != heavy)
            write("重庆\tzhong4\n")  # wrong: logged, and the old one stays
            end = time.time() + 15
            while "2 characters, but 1" not in s.log() and time.time() < end:
                time.sleep(0.2)
            assert ":1: 2 characters, but 1" in s.log(), s.log()
            assert s.post(body)[2] == light
            write("重庆\tzhong4 qing4\n")
            until(lambda got: got == heavy)
    wrong = subprocess.run([UTTER, "serve", "--listen", "127.0.0.1:0", "--words", "/nonexistent", *data_args()], stdout=subprocess.PIPE,
                           stderr=subprocess.PIPE, timeout=60, check=False)
    assert wrong.returncode == 1 and b"/nonexistent" in wrong.stderr, wrong.stderr


def test_words_of_a_key_an_account_and_everybody():
    """The request goes before the key, the key before the account, the account before everybody; a file that comes or goes counts."""
    with tempfile.TemporaryDirectory() as d:
        data = os.environ.get("UTTER_DATA") or os.path.expanduser("~/.local/share/utter")
        for name in ("model", "voices", "lexicon"):
            os.symlink(os.path.join(data, name), os.path.join(d, name))
        words = os.path.join(d, "words")
        os.mkdir(words)

        def write(name, text):
            with open(os.path.join(words, name + ".new"), "w") as f:
                f.write(text)
            os.replace(os.path.join(words, name + ".new"), os.path.join(words, name))

        write("all.tsv", "重庆\tzhong4 qing4\n银行\tyin2 xing2\n")
        with Server("--data", d) as s:
            def says(text, **more):
                status, _, body = s.post({**OK, "input": text, **more})
                assert status == 200, body
                return body

            def as_(text, reading):
                return server.post({**OK, "input": text, "pronunciations": {text: reading}})[2]

            def until(text, reading):
                want, end = as_(text, reading), time.time() + 15
                while says(text) != want:
                    assert time.time() < end, (text, reading, s.log())
                    time.sleep(0.2)

            assert says("重庆") == as_("重庆", "zhong4 qing4")
            write("account-1.tsv", "重庆\tchong2 qing1\n")
            until("重庆", "chong2 qing1")
            assert says("银行") == as_("银行", "yin2 xing2")  # everybody's, where the account says nothing
            write("key-1.tsv", "重庆\tchong2 qing2\n")
            until("重庆", "chong2 qing2")
            write("key-2.tsv", "重庆\tchong3 qing3\n")  # of another
            write("account-2.tsv", "银行\tyin3 hang3\n")
            assert says("重庆", pronunciations={"重庆": "zhong4 qing3"}) == as_("重庆", "zhong4 qing3")
            assert says("银行", pronunciations={"重庆": "zhong4 qing3"}) == as_("银行", "yin2 xing2")
            time.sleep(1.5)
            assert says("重庆") == as_("重庆", "chong2 qing2")
            write("key-1.tsv", "# nothing\n银行\t/bˈæŋk/\n坏\t/#/\n")  # line 3 is wrong: the file before stays in force
            end = time.time() + 15
            while "key-1.tsv:3:" not in s.log() and time.time() < end:
                time.sleep(0.2)
            assert "key-1.tsv:3:" in s.log(), s.log()
            assert says("重庆") == as_("重庆", "chong2 qing2")
            os.remove(os.path.join(words, "key-1.tsv"))
            until("重庆", "chong2 qing1")
            os.remove(os.path.join(words, "account-1.tsv"))
            until("重庆", "zhong4 qing4")


def test_the_server_still_stands_and_logs_no_secret():
    assert server.process.poll() is None
    assert ask()[0] == 200
    assert server.key not in server.log()


if __name__ == "__main__":
    with server:
        run_tests([f for name, f in list(globals().items()) if name.startswith("test_")])
