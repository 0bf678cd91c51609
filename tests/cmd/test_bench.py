#!/usr/bin/env python3
"""`utter bench` and the programs of bench/ that measure with it, so that they do not rot; figures themselves are not judged.

UTTER is the program (default build/cc/utter), UTTER_DATA its data folder.  Ends with `N passed, N failed`.
"""
import json
import os
import subprocess
import sys
import tempfile
import xml.dom.minidom

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
UTTER = os.environ.get("UTTER", os.path.join(ROOT, "build/cc/utter"))
DATA = os.environ.get("UTTER_DATA") or os.path.expanduser("~/.local/share/utter")
STAGES = "style bert durations text curves decoder source noise generator_0 generator_1 post".split()
results = []


def check(name, ok, detail=""):
    results.append(bool(ok))
    if not ok: print(f"{name}: {detail}")


def utter(*args, data=b""):
    return subprocess.run([UTTER, *args, "--data", DATA], input=data, capture_output=True, timeout=120, check=False)


def figures():
    r = utter("bench", "--lengths", "1,2", "--runs", "2", "--threads", "1", "--json")
    v = json.loads(r.stdout) if r.returncode == 0 else {"results": []}
    check("two lengths", [x["text"] for x in v["results"]] == ["1 s", "2 s"], r)
    check("machine", v.get("threads") == 1 and v["cpu"] and v["load_s"] > 0 and v["session_mb"] > 1 and v["peak_rss_mb"] > 50, v)
    for x in v["results"]:
        check("times", 0 < x["best_s"] <= x["median_s"] and x["runs"] == 2 and abs(x["rtf"] - x["best_s"] / x["audio_s"]) < 1e-9 and
              0 < x["first_s"] <= x["best_s"], x)
        check("stages", list(x["stages"]) == STAGES and 0.8 * x["best_s"] < sum(s["s"] for s in x["stages"].values()) <= x["best_s"], x)
        check("work", abs(sum(s["gflop"] for s in x["stages"].values()) - x["whole"]["gflop"]) < 1e-6 and
              50 < x["whole"]["gflop"] / x["audio_s"] < 60, x["whole"])     # about 55 GFLOP a second of speech
    r = utter("bench", "--lengths", "1", "--runs", "1", "--at-once", "3", "--json")
    x = json.loads(r.stdout)["results"][0] if r.returncode == 0 else {}
    one = v["results"][0]["audio_s"] if v["results"] else 0
    check("three at once", x.get("at_once") == 3 and abs(x["audio_s"] - 3 * one) < 1e-6 and "stages" not in x, r)
    need = v.get("memory", {"fast": {"made_mb": 0, "weights_mb": 0, "speech_mb": 0}, "small": {"made_mb": 1, "weights_mb": 1, "speech_mb": 1}})
    check("memory planned", need["small"]["weights_mb"] <= need["fast"]["weights_mb"] and 50 < need["small"]["speech_mb"] <= need["fast"]["speech_mb"] < 200, need)
    r = utter("bench", "--lengths", "1", "--runs", "1", "--memory", "small", "--precision", "float32", "--json")
    v = json.loads(r.stdout) if r.returncode == 0 else {"memory": need, "peak_rss_mb": 1e9, "precision": ""}
    fast, small = v["memory"]["fast"], v["memory"]["small"]
    check("small memory in float32", v["precision"] == "float32" and small["made_mb"] < 60 and fast["made_mb"] > small["made_mb"] + 280, r)
    check("small memory kept", v["peak_rss_mb"] < small["weights_mb"] + small["speech_mb"] + 60, v)
    r = utter("bench", "--lengths", "1", "--runs", "1", "--memory", "small", "--json")
    v = json.loads(r.stdout) if r.returncode == 0 else {"precision": "", "peak_rss_mb": 1e9}
    check("small memory is bf16", v["precision"] == "bf16" and v["peak_rss_mb"] < 330, r)
    check("no such memory", utter("bench", "--memory", "tiny").returncode == 2, "")
    r = utter("bench", "--runs", "1", "今天天气很好。明天呢？", "hello")
    check("texts", r.returncode == 0 and r.stdout.count(b"real-time factor") == 2, r)


def jobs():
    asked = [{"calls": ["ɡˈʊd."]}, {"calls": ["ɡˈʊd.", "ɡˈʊd."], "at_once": 2}, {"peak": True}, {"calls": []}, {"calls": [7]}, {"calls": ["%%"]},
             {"calls": ["a" * 600]}, {"at_once": 2}, {"calls": ["a"], "at_once": 0}]
    r = utter("bench", "--jobs", data="".join(json.dumps(a, ensure_ascii=False) + "\n" for a in asked).encode() + b"{\n")
    got = [json.loads(line) for line in r.stdout.splitlines()]
    check("an answer each", r.returncode == 0 and len(got) == len(asked) + 2 and got[0]["isa"], r)
    check("speech", 0.5 < got[1]["audio_s"] < 3 and got[1]["wall_s"] > 0 and got[1]["cpu_s"] > 0, got[1])
    check("calls and at once", abs(got[2]["audio_s"] - 4 * got[1]["audio_s"]) < 1e-6, got[2])
    check("peak", got[3]["peak_gflops"] >= 0, got[3])
    for a, answer in zip(asked[3:] + ["{"], got[4:]): check(f"refused {a}"[:60], answer.get("error"), answer)


def wrong_use():
    for args in (["--lengths", "7"], ["--lengths", "1,"], ["--lengths", "x"], ["--at-once", "0"], ["--at-once", "65"], ["--runs"], ["--runs", "x"],
                 ["--jobs", "hello"], ["--list", "--lengths", "1"], ["--no-such"], ["--voice"], ["--phonemes", "%%"]):
        r = utter("bench", *args)
        check(f"bench {args}", r.returncode == 2 and not r.stdout and b"utter bench --help" in r.stderr, r)
    check("no such voice", utter("bench", "--voice", "nobody").returncode == 1, "")
    r = utter("bench", "--list")
    texts = json.loads(r.stdout)
    check("list", [t["seconds"] for t in texts] == [1, 2, 5, 10, 20, 30] and all(0 < len(c) <= 510 for t in texts for c in t["calls"]), r)


def compare(d):
    for name in ("model", "voices", "lexicon"): os.symlink(os.path.join(DATA, name), os.path.join(d, name))
    os.makedirs(os.path.join(d, "bench", "sherpa-onnx"))
    with open(os.path.join(d, "bench", "sherpa-onnx", "failed"), "w") as f: f.write("it would not & could not")
    # An engine that starts and dies is named with what it said.
    broken = os.path.join(d, "bench", "kokoro-onnx", "venv", "bin")
    os.makedirs(broken)
    open(os.path.join(d, "bench", "kokoro-onnx", "voice.bin"), "w").close()
    with open(os.path.join(broken, "python"), "w") as f: f.write("#!/bin/sh\necho 'no module named kokoro' >&2\nexit 1\n")
    os.chmod(os.path.join(broken, "python"), 0o755)
    out, svg = os.path.join(d, "c.json"), os.path.join(d, "c.svg")
    r = subprocess.run([sys.executable, os.path.join(ROOT, "bench", "compare.py"), UTTER, d, "--engines", "utter-bf16,utter-f32,ort,sherpa,kokoro-onnx", "--quick",
                        "--threads", "1", "--lengths", "1,2", "--at-once", "1,2", "--at-once-length", "1", "--runs", "1", "--out", out, "--svg", svg],
                       capture_output=True, text=True, timeout=280, check=False)
    check("compare.py", r.returncode == 0, r.stderr[-500:])
    if r.returncode: return
    v = json.load(open(out))
    check("rows", {(x["engine"], x["seconds"]) for x in v["lengths"]} == {(e, s) for e in ("utter-bf16", "utter-f32") for s in (1, 2)} and
          all(x["rtf"] > 0 and x["cpu_rtf"] > 0 and x["median_s"] >= x["best_s"] > 0 for x in v["lengths"]), v["lengths"])
    check("same sound", len({round(x["audio_s"], 6) for x in v["lengths"] if x["seconds"] == 2}) == 1, v["lengths"])
    check("at once", {(x["engine"], x["at_once"]) for x in v["at_once"]} == {(e, n) for e in ("utter-bf16", "utter-f32") for n in (1, 2)}, v["at_once"])
    check("cold", len(v["cold"]) == 2 and all(x["peak_mb"] > 50 and x["first_sound_s"] > 0 for x in v["cold"]), v["cold"])
    check("missing", "not set up" in v["missing"]["ort-f32"] and v["missing"]["sherpa-onnx"] == "it would not & could not" and
          v["missing"]["kokoro-onnx"] == "no module named kokoro" and all(why in r.stdout for why in v["missing"].values()), v["missing"])
    tree = xml.dom.minidom.parse(svg)
    check("plots", len(tree.getElementsByTagName("polyline")) == 4 and len(tree.getElementsByTagName("rect")) == 5, tree.toxml()[:300])
    r = subprocess.run([sys.executable, os.path.join(ROOT, "bench", "compare.py"), UTTER, d, "--engines", "ort", "--threads", "1", "--runs", "1"],
                       capture_output=True, text=True, timeout=60, check=False)
    check("nothing to measure", r.returncode == 1 and "not set up" in r.stdout, r)


def accuracy():
    build = os.path.dirname(UTTER)
    flags = set(open("/proc/cpuinfo").read().split())
    if not os.path.exists(os.path.join(DATA, "dumps", "stamp")) or "avx2" not in flags:
        print("accuracy.py: skipped: no dumps of the oracle, or no AVX2")
        return
    command = [sys.executable, os.path.join(ROOT, "bench", "accuracy.py"), build, DATA, "--cases", "short"]
    r = subprocess.run([*command, "--sets", "avx2:float32"], capture_output=True, text=True, timeout=280, check=False)
    rows = [line.split(" | ")[0].strip("| ") for line in r.stdout.split("\n") if line.startswith("| ")]
    check("accuracy.py", r.returncode == 0 and {"bert", "dec_3", "gen_1", "audio_exact"} <= set(rows) and "3; yes" in r.stdout, r)
    check("accuracy.py: no such set", subprocess.run([*command, "--sets", "vax:float32"], capture_output=True, check=False).returncode == 1)


def main():
    figures()
    jobs()
    wrong_use()
    with tempfile.TemporaryDirectory() as d: compare(d)
    accuracy()
    print(f"{sum(results)} passed, {len(results) - sum(results)} failed")
    return not all(results)


if __name__ == "__main__":
    sys.exit(main())
