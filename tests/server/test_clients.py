#!/usr/bin/env python3
"""The documented examples and the official SDKs, as printed, against the real program: only base URL and key are replaced.

    CHECK_NODE: a folder with node_modules (node-fetch 2, openai); NODE: the node program; CHROMIUM: the browser.
"""
import os, subprocess, sys, tempfile
from harness import ROOT, Server, is_speech, run_tests, wav

EXAMPLES = os.path.join(ROOT, "doc", "examples")
server = Server()


def example(name):
    text = open(os.path.join(EXAMPLES, name), encoding="utf8").read()
    assert "YOUR_API_KEY" in text
    return text.replace("http://127.0.0.1:8080", server.url).replace("YOUR_API_KEY", server.key)


def run(name, *command, cwd=None, **env):
    folder = cwd or tempfile.mkdtemp(dir=server.folder)
    with open(os.path.join(folder, name), "w", encoding="utf8") as f:
        f.write(example(name))
    r = subprocess.run([*command, name], cwd=folder, capture_output=True, timeout=120, env={**os.environ, **env})
    assert r.returncode == 0, r.stdout[-500:] + r.stderr[-2000:]
    return folder, r.stdout


def read(folder, name):
    with open(os.path.join(folder, name), "rb") as f:
        return f.read()


def decoded(data):
    r = subprocess.run(["ffmpeg", "-loglevel", "error", "-i", "-", "-f", "s16le", "-ar", "24000", "-ac", "1", "-"], input=data, capture_output=True)
    assert r.returncode == 0 and not r.stderr, r.stderr
    return memoryview(r.stdout[:len(r.stdout) // 2 * 2]).cast("h")


def test_curl():
    folder, _ = run("curl.sh", "bash")
    assert is_speech(wav(read(folder, "audio.wav")), 1.5, 6)


def test_curl_jada_at_speed_1_2():
    folder, _ = run("curl-jada.sh", "bash")
    assert is_speech(wav(read(folder, "audio_jada.wav")), 2, 8)


def test_curl_streaming():
    _, out = run("curl-stream.sh", "bash")
    assert out.startswith(b"id:1\nevent:result\n:HTTP_STATUS/200\ndata:{") and b'"finish_reason":"stop"' in out


def test_python_requests():
    folder, _ = run("requests_client.py", sys.executable)
    assert is_speech(wav(read(folder, "output.wav")), 1.5, 6)


def test_node_fetch():
    folder = tempfile.mkdtemp(dir=server.folder)
    os.symlink(os.path.join(os.environ["CHECK_NODE"], "node_modules"), os.path.join(folder, "node_modules"))
    _, out = run("node_fetch.js", os.environ["NODE"], cwd=folder)
    assert b"saved as audio.wav" in out, out
    assert is_speech(wav(read(folder, "audio.wav")), 1.5, 6)


def test_openai_python():
    folder, _ = run("openai_client.py", sys.executable)
    assert is_speech(decoded(read(folder, "speech.mp3")), 2, 10)


def test_openai_node():
    folder = tempfile.mkdtemp(dir=server.folder)
    os.symlink(os.path.join(os.environ["CHECK_NODE"], "node_modules"), os.path.join(folder, "node_modules"))
    run("openai_client.mjs", os.environ["NODE"], cwd=folder)
    assert is_speech(decoded(read(folder, "speech.mp3")), 2, 10)


def test_openai_python_sees_our_errors():
    import openai
    client = openai.OpenAI(base_url=server.url + "/v1", api_key=server.key, max_retries=0)
    wrong = openai.OpenAI(base_url=server.url + "/v1", api_key="sk-wrong", max_retries=0)
    cases = [(client, dict(model="nope", voice="alloy", input="x"), openai.NotFoundError, "model_not_found"),
             (client, dict(model="tts-1", voice="nobody", input="x"), openai.BadRequestError, "invalid_voice"),
             (wrong, dict(model="tts-1", voice="alloy", input="x"), openai.AuthenticationError, "invalid_api_key")]
    for c, ask, kind, code in cases:
        try:
            c.audio.speech.create(**ask)
        except kind as e:
            assert e.code == code and e.request_id, (e.code, e.request_id)
        else:
            raise AssertionError(f"{code}: no error")
    assert {m.id for m in client.models.list()} >= {"tts-1", "qwen-tts"}


def browser(script):
    """Runs script in a page of ours; -> what it returns, and what the console said."""
    from playwright.sync_api import sync_playwright
    said = []
    with sync_playwright() as p:
        b = p.chromium.launch(executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=[
            "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
            "--disable-sync", "--autoplay-policy=no-user-gesture-required"])
        page = b.new_page()
        page.on("console", lambda m: said.append(m.text))
        page.on("pageerror", lambda e: said.append(str(e)))
        page.goto(server.url + "/")
        result = script(page)
        b.close()
    return result, said


def test_browser_example():
    source = example("browser.js")
    call = source.rindex("generateSpeech(")
    code = ("(async () => {" + source[:call] + "const url = await " + source[call:] +
            "const audio = new Audio(url); await new Promise(r => audio.onloadedmetadata = r); return [url, audio.duration]; })()")
    (url, seconds), said = browser(lambda page: page.evaluate(code))
    assert url.startswith("blob:") and 0.6 < seconds < 4, (url, seconds)
    assert not said, said


def test_the_page_speaks():
    def use(page):
        page.wait_for_selector("#voice option:nth-child(4)", state="attached")
        page.fill("#key", server.key)
        page.select_option("#model", "qwen-tts-latest")
        page.select_option("#voice", "Jada")
        page.fill("#text", "你好 world")
        page.click("#speak")
        page.wait_for_selector("#status:has-text('ready')", timeout=60000)
        seconds = page.evaluate("new Promise(r => { const p = document.getElementById('player'); p.readyState ? r(p.duration) : p.onloadedmetadata = () => r(p.duration); })")
        page.fill("#key", "sk-wrong")
        page.click("#speak")
        page.wait_for_selector("#status[data-bad='1']", timeout=60000)
        return seconds, page.text_content("#status")
    (seconds, status), said = browser(use)
    assert 0.5 < seconds < 5, seconds
    assert "API key" in status, status
    assert not [s for s in said if "Content Security Policy" in s or "Error" in s and "401" not in s], said


if __name__ == "__main__":
    with server:
        run_tests([f for name, f in list(globals().items()) if name.startswith("test_")])
