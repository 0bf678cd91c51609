#!/usr/bin/env python3
"""utter import --official on files of the real size: every tensor against the oracle's, and the sound.

    check_official.py [--python PYTHON] UTTER ORACLE_DIR DATA_DIR

The files are made from the oracle's weights as the author's is: "module." in the names, 89 convolutions as g and v, ALBERT's
pooler, voices of [510, 1, 256]. By Python's own pickle and zip; with --python, a Python that has torch, by torch.save instead, and by the safetensors
library too (test_official_files.c reads small files of both always). DATA_DIR's model is the ONNX import of the oracle's weights.

A tensor that stands whole in the file must be the ONNX import's bit for bit. A folded one may differ by roundings: of v (each value
and so its norm), of g and of the result, each by half a unit in the last place: 4 * 2^-24 of the value, and of nothing else.
"""
import argparse, json, os, re, shutil, subprocess, sys, tempfile, wave
import numpy as np

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import check_import, official_file, packfile

FOLDED = re.compile(r"text_encoder\.cnn\.\d\.0|predictor\.[FN]0?\.\d\.(conv1|conv2|conv1x1|pool)|decoder\.(F0_conv|N_conv|asr_res\.0)|"
                    r"decoder\.(encode|decode\.\d)\.(conv1|conv2|conv1x1|pool)|"
                    r"decoder\.generator\.(ups\.\d|conv_post|(noise_res|resblocks)\.\d\.convs\d\.\d)")
TOLERANCE = 4 * 2.0**-24
TEXT = "你好, this is a test. 今天天气怎么样?"


def official(weights):
    """The oracle's weights under the author's names, convolutions taken apart. Scales are powers of ten, so that roundings differ."""
    rng, out, folded = np.random.default_rng(20260704), {}, set()
    for name, w in weights.items():
        module, rest = name.split(".", 1)
        at = f"{module}.module.{rest}"
        if not FOLDED.fullmatch(name[:-len(".weight")]) or not name.endswith(".weight"):
            out[at] = np.ascontiguousarray(w, "<f4")
            continue
        rows, wide = (w.shape[0],) + (1,) * (w.ndim - 1), w.astype(np.float64)
        out[at + "_g"] = np.sqrt((wide**2).sum(tuple(range(1, w.ndim)), keepdims=True)).astype("<f4").reshape(rows)
        out[at + "_v"] = (wide * 10 ** rng.uniform(-1, 1, rows)).astype("<f4")
        silent = out[at + "_g"].ravel() == 0      # a row that int8 made zero: any direction, no length
        out[at + "_v"][silent] = 1
        folded.add(name)
    out["bert.module.pooler.weight"] = rng.standard_normal((768, 768)).astype("<f4")
    out["bert.module.pooler.bias"] = rng.standard_normal(768).astype("<f4")
    return out, folded


class Check:
    def __init__(self): self.passed = self.failed = 0

    def __call__(self, ok, what):
        self.passed, self.failed = self.passed + bool(ok), self.failed + (not ok)
        print("ok  " if ok else "FAIL", what, flush=True)


def compare(check, what, data, pack, folded):
    """The imported pack against the ONNX import's, section by section."""
    got, bad, worst = packfile.read(os.path.join(data, "model", "kokoro.pack")), [], 0
    for name, want in pack.items():
        if name in got and got[name] == want: continue
        if name not in folded or name not in got or len(got[name]) != len(want):
            bad.append(name)
            continue
        a, b = (np.frombuffer(x, "<f4").astype(np.float64) for x in (got[name], want))
        error = np.abs(a - b)
        if (error > TOLERANCE * np.abs(b)).any(): bad.append(name)
        worst = max(worst, (error[b != 0] / np.abs(b[b != 0])).max(initial=0))
    same = sum(got.get(n) == w for n, w in pack.items())
    check(not bad and set(got) == set(pack), f"{what}: {same} of {len(pack)} sections bit for bit, folded ones within "
          f"{worst / 2**-24:.2f} x 2^-24 {bad[:3]}")
    check(worst > 0 and same >= len(pack) - len(folded), f"{what}: folding was done at all")


def say(utter, data, out):
    subprocess.run([utter, "--data", data, "--precision", "float32", "say", "-m", "kokoro", "-v", "zf_xiaobei", "-o", out, TEXT], check=True, capture_output=True)
    with wave.open(out) as w: return np.frombuffer(w.readframes(w.getnframes()), "<i2").astype(np.float64)


def log_mel(x):
    """[frames, 80] of windows of 1024, every 256; plain triangles from 0 to 12 kHz."""
    frames = np.lib.stride_tricks.sliding_window_view(x / 32768, 1024)[::256] * np.hanning(1024)
    mel = lambda f: 2595 * np.log10(1 + f / 700)
    edges, f = np.linspace(0, mel(12000), 82), mel(np.fft.rfftfreq(1024, 1 / 24000))
    bank = np.stack([np.clip(np.minimum((f - a) / (b - a), (c - f) / (c - b)), 0, None) for a, b, c in zip(edges, edges[1:], edges[2:])])
    return np.log(np.abs(np.fft.rfft(frames)) ** 2 @ bank.T + 1e-8)


def imported(utter, data, *args):
    run = subprocess.run([utter, "import", "--json", "--data", data, *args], capture_output=True, text=True)
    return json.loads(run.stdout) if run.returncode == 0 else {"error": run.stderr}


def make(arrays, voices, folder, python):
    """Yields (what, what to import) of each form: the author's folder, then one file; it goes before the next is made."""
    pth, npz, dir = (os.path.join(folder, name) for name in ("kokoro-v1_0.pth", "arrays.npz", "voices"))
    os.mkdir(dir)
    if not python:
        official_file.save_torch(arrays, pth)
        for name, rows in voices.items(): official_file.save_alone(rows, os.path.join(dir, name + ".pt"))
        yield "Python's pickle", folder
        return
    library = os.path.join(folder, "model.safetensors")
    for program, content, out in ((python, voices, dir), (python, arrays, pth), (sys.executable, arrays, library)):
        np.savez(npz, **content)
        made = subprocess.run([program, official_file.__file__, npz, out], check=True, capture_output=True, text=True)
        if out == dir: continue
        yield made.stdout.strip(), out if out == library else folder
        os.remove(out)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--python")
    parser.add_argument("utter"), parser.add_argument("oracle"), parser.add_argument("data")
    args = parser.parse_args()
    check, weights = Check(), check_import.weights(args.oracle)
    pack = packfile.read(os.path.join(args.data, "model", "kokoro.pack"))
    arrays, folded = official({n: w for n, w in weights.items() if n in pack})
    styles = packfile.read(os.path.join(args.data, "voices", "kokoro.pack"))
    voices = {n: np.frombuffer(v, "<f4").reshape(510, 1, 256) for n, v in styles.items()}
    check(len(arrays) == 548 and len(folded) == 89, f"{len(arrays)} tensors, {len(folded)} pairs: as the author's file has")
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR", "/tmp")) as folder:
        data = os.path.join(folder, "data")
        os.makedirs(data)
        shutil.copytree(os.path.join(args.data, "lexicon"), os.path.join(data, "lexicon"))
        for what, path in make(arrays, voices, folder, args.python):
            report = imported(args.utter, data, "--official", path)
            model = report.get("model") or {}
            check(model.get("tensors") == 548 and model.get("folded") == 89 and model.get("not_needed") == 2 and
                  model.get("unknown") == 0 and report.get("voices") == 54, f"{what}: {report}")
            if model: compare(check, what, data, pack, folded)
        check(packfile.read(os.path.join(data, "voices", "kokoro.pack")) == styles, "voices: byte for byte")
        a, b = say(args.utter, args.data, os.path.join(folder, "a.wav")), say(args.utter, data, os.path.join(folder, "b.wav"))
        check(len(a) == len(b) > 24000, f"sound: {len(a)} and {len(b)} samples")
        correlation = np.corrcoef(log_mel(a).ravel(), log_mel(b).ravel())[0, 1] if len(a) == len(b) else 0
        check(correlation > 0.999, f"sound: log-mel correlation {correlation:.6f}, largest difference {np.abs(a - b).max() if correlation else 0:.0f}")
    print(f"{check.passed} passed, {check.failed} failed")
    return check.failed != 0


if __name__ == "__main__":
    sys.exit(main())
