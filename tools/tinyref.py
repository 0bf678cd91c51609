#!/usr/bin/env python3
"""The network a second time, in float64 and plain numpy, straight from its description: what the C engine must compute.

    tinyref.py write                          tests/fixtures/tiny/reference.pack from the tiny model (see test_tiny.c)
    tinyref.py oracle DATA_DIR DUMP.npz       the real model, stage by stage against a dump of the oracle

reference.pack has a section CASE/STAGE (float32, [T, C]) for each stage of each case, CASE/ids (int32, with pads) and
CASE/speed; CASE/STAGE/32 holds every 32nd row only.  CASE/injected is the audio when the
source's spectrum is replaced by uniform(L): a real one has bins at half a turn, or of nothing, whose angle differs by a
whole turn between float32 and float64, and the network hears it.  Slow and simple on purpose: no code is shared with the engine.
"""
import os, sys
import numpy as np

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "tests", "model"))
import packfile

DIMS = "vocab positions bert_embed bert_width bert_heads bert_ffn bert_layers hidden style max_dur decoder asr_res generator".split()
KERNELS, DILATIONS, UPS, NOISE_KERNELS, KEEP = (3, 7, 11), (1, 3, 5), ((20, 10), (12, 6)), (7, 11), 32
RATE, HOP, FFT, STEP = 24000, 300, 20, 5


class Net:
    def __init__(self, folder):
        self.raw = packfile.read(os.path.join(folder, "model", "kokoro.pack"))
        self.voices = packfile.read(os.path.join(folder, "voices", "kokoro.pack"))
        for name, value in zip(DIMS, np.frombuffer(self.raw["dims"], "<i4")): setattr(self, name, int(value))
        self.stages = {}

    def vec(self, name): return np.frombuffer(self.raw[name], "<f4").astype(np.float64)
    def mat(self, name, columns): return self.vec(name).reshape(-1, columns)
    def row(self, voice, n_chars): return np.frombuffer(self.voices[voice], "<f4").reshape(-1, 2 * self.style)[n_chars - 1].astype(np.float64)

    # layers; x is [T, C]
    def conv(self, at, x, k=1, pad=0, dilation=1, stride=1, bias=True):
        b = self.vec(at + ".bias") if bias else 0
        co = len(b) if bias else self.out_channels
        w = packfile.conv(self.raw[at + ".weight"], co, x.shape[1], k).astype(np.float64)
        x = np.pad(x, ((pad, pad), (0, 0)))
        T = (len(x) - dilation * (k - 1) - 1) // stride + 1
        return sum(x[j * dilation:j * dilation + stride * (T - 1) + 1:stride] @ w[:, :, j].T for j in range(k)) + b

    def up(self, at, x, k, stride):
        b = self.vec(at + ".bias")
        w = packfile.transposed(self.raw[at + ".weight"], x.shape[1], len(b), k, stride).astype(np.float64)
        y = np.zeros(((len(x) - 1) * stride + k, len(b)))
        for j in range(k): y[j:j + stride * (len(x) - 1) + 1:stride] += x @ w[:, :, j]
        pad = (k - stride) // 2
        return y[pad:len(y) - pad] + b

    def pool(self, at, x):                               # depthwise, k 3, stride 2, padding 1, output padding 1
        w = self.mat(at + ".weight", 3)
        y = np.zeros((2 * len(x) + 2, x.shape[1]))
        for j in range(3): y[j:j + 2 * len(x) - 1:2] += x * w[:, j]
        return y[1:1 + 2 * len(x)] + self.vec(at + ".bias")

    def lstm(self, at, x):
        def one(x, end):
            b = self.vec(f"{at}.bias_ih_l0{end}") + self.vec(f"{at}.bias_hh_l0{end}")
            h4 = len(b)
            w = packfile.conv(self.raw[f"{at}.weight_ih_l0{end}"], h4, x.shape[1])[:, :, 0].astype(np.float64)
            r = packfile.conv(self.raw[f"{at}.weight_hh_l0{end}"], h4, h4 // 4)[:, :, 0].astype(np.float64)
            h, c, out = np.zeros(h4 // 4), np.zeros(h4 // 4), []
            for g in x @ w.T + b:
                i, f, g, o = np.split(g + r @ h, 4)
                c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
                h = sigmoid(o) * np.tanh(c)
                out.append(h)
            return np.array(out)
        return np.concatenate([one(x, ""), one(x[::-1], "_reverse")[::-1]], 1)

    def styled(self, at, x, s, axis):                    # AdaIN: axis 0 (time); AdaLN: axis 1 (channels)
        h = self.mat(at + ".fc.weight", self.style) @ s + self.vec(at + ".fc.bias")
        gamma, beta = np.split(h, 2)
        return (1 + gamma) * normal(x, axis, 1e-5) + beta

    def block(self, at, x, s, up=False):                 # AdainResBlk1d
        r = leaky(self.styled(at + ".norm1", x, s, 0), 0.2)
        if up: r, x = self.pool(at + ".pool", r), np.repeat(x, 2, 0)
        r = self.conv(at + ".conv1", r, 3, 1)
        r = self.conv(at + ".conv2", leaky(self.styled(at + ".norm2", r, s, 0), 0.2), 3, 1)
        if x.shape[1] != r.shape[1]:
            self.out_channels = r.shape[1]
            x = self.conv(at + ".conv1x1", x, bias=False)
        return (r + x) / np.sqrt(2)

    def res(self, at, x, k, s):                          # AdaINResBlock1
        for i, d in enumerate(DILATIONS):
            t = x
            for half, dilation in ((1, d), (2, 1)):
                alpha = self.vec(f"{at}.alpha{half}.{i}")
                t = self.styled(f"{at}.adain{half}.{i}", t, s, 0)
                t = t + np.sin(alpha * t) ** 2 / alpha
                t = self.conv(f"{at}.convs{half}.{i}", t, k, dilation * (k - 1) // 2, dilation)
            x = x + t
        return x

    # the network; keep remembers a stage, `given` (the oracle's own stages) replaces it for what follows
    def keep(self, name, x):
        self.stages[name] = x
        return self.given.get(name, x)

    def bert(self, ids):
        L, n = len(ids), "bert.embeddings."
        x = self.mat(n + "word_embeddings.weight", self.bert_embed)[ids] + self.mat(n + "position_embeddings.weight", self.bert_embed)[:L] \
            + self.mat(n + "token_type_embeddings.weight", self.bert_embed)[0]
        x = self.norm(n + "LayerNorm", x, 1e-12)
        x = self.conv("bert.encoder.embedding_hidden_mapping_in", x)
        at, heads = "bert.encoder.albert_layer_groups.0.albert_layers.0", self.bert_heads
        size = self.bert_width // heads
        for _ in range(self.bert_layers):
            q, k, v = (self.conv(f"{at}.attention.{m}", x).reshape(L, heads, size).transpose(1, 0, 2) for m in ("query", "key", "value"))
            a = q @ k.transpose(0, 2, 1) / np.sqrt(size)
            a = np.exp(a - a.max(2, keepdims=True))
            y = (a / a.sum(2, keepdims=True) @ v).transpose(1, 0, 2).reshape(L, -1)
            x = self.norm(at + ".attention.LayerNorm", x + self.conv(at + ".attention.dense", y), 1e-12)
            y = self.conv(at + ".ffn", x)
            y = 0.5 * y * (1 + np.tanh(np.sqrt(2 / np.pi) * (y + 0.044715 * y ** 3)))
            x = self.norm(at + ".full_layer_layer_norm", self.conv(at + ".ffn_output", y) + x, 1e-12)
        return x

    def norm(self, at, x, eps): return normal(x, 1, eps) * self.vec(at + ".weight") + self.vec(at + ".bias")

    def text(self, ids):
        x = self.mat("text_encoder.embedding.weight", self.hidden)[ids]
        for i in range(3):
            x = normal(self.conv(f"text_encoder.cnn.{i}.0", x, 5, 2), 1, 1e-5)
            x = leaky(x * self.vec(f"text_encoder.cnn.{i}.1.gamma") + self.vec(f"text_encoder.cnn.{i}.1.beta"), 0.2)
        return self.lstm("text_encoder.lstm", x)

    def source(self, f0):
        i = (np.arange(len(f0) * HOP) + 0.5) / HOP - 0.5                  # where a sample lies among the frames
        y = 0
        w = packfile.conv(self.raw["decoder.generator.m_source.l_linear.weight"], 1, 9)[0, :, 0].astype(np.float64)
        for k in range(1, 10):
            rad = k * f0 / RATE
            phase = np.interp(i, np.arange(len(f0)), np.cumsum(rad - np.floor(rad)) * HOP)
            y = y + w[k - 1] * 0.1 * np.sin(2 * np.pi * phase) * np.repeat(f0 > 10, HOP)
        return np.tanh(y + self.vec("decoder.generator.m_source.l_linear.bias"))

    def run(self, ids, style, speed=1.0, given={}):
        self.given, self.stages, keep = given, {}, self.keep
        timbre, prosody = np.split(style, 2)
        join = lambda x: np.concatenate([x, np.tile(prosody, (len(x), 1))], 1)
        bert = keep("bert", self.bert(ids))
        d_en = keep("d_en", self.conv("bert_encoder", bert))
        d = join(d_en)
        for i in (0, 2, 4):
            at = "predictor.text_encoder.lstms."
            d = join(self.styled(at + str(i + 1), self.lstm(at + str(i), d), prosody, 1))
        duration = self.conv("predictor.duration_proj.linear_layer", self.lstm("predictor.lstm", d))
        duration = keep("duration", sigmoid(duration).sum(1))
        frames = keep("frames", np.maximum(np.round(duration / speed), 1)).astype(int)
        en = keep("en", np.repeat(d, frames, 0))
        shared = self.lstm("predictor.shared", en)
        curve = lambda n: self.conv(f"predictor.{n}_proj", self.block(f"predictor.{n}.2", self.block(
            f"predictor.{n}.1", self.block(f"predictor.{n}.0", shared, prosody), prosody, True), prosody))[:, 0]
        f0, n = keep("f0", curve("F0")), keep("n", curve("N"))
        asr = keep("asr", np.repeat(keep("t_en", self.text(ids)), frames, 0))
        return self.render(asr, f0, n, timbre)

    def render(self, asr, f0, n, s):
        keep, G = self.keep, "decoder.generator."
        half = [self.conv(f"decoder.{c}_conv", v[:, None], 3, 1, stride=2) for c, v in (("F0", f0), ("N", n))]
        x = keep("dec_encode", self.block("decoder.encode", np.concatenate([asr, *half], 1), s))
        asr_res = self.conv("decoder.asr_res.0", asr)
        for i in range(4):
            x = keep(f"dec_{i}", self.block(f"decoder.decode.{i}", np.concatenate([x, asr_res, *half], 1), s, i == 3))
        har = keep("har", spectrum(keep("source", self.source(f0))))
        for i, (k, stride) in enumerate(UPS):
            noise = self.conv(f"{G}noise_convs.{i}", har, *((12, 3, 1, 6) if i == 0 else ()))
            noise = keep(f"noise_{i}", self.res(f"{G}noise_res.{i}", noise, NOISE_KERNELS[i], s))
            x = self.up(f"{G}ups.{i}", leaky(x, 0.1), k, stride)
            if i == 1: x = np.concatenate([x[1:2], x])
            x = x + noise
            x = keep(f"gen_{i}", sum(self.res(f"{G}resblocks.{3 * i + j}", x, KERNELS[j], s) for j in range(3)) / 3)
        x = keep("conv_post", self.conv(G + "conv_post", leaky(x, 0.01), 7, 3))
        return keep("audio", inverse(np.exp(x[:, :11]), np.sin(x[:, 11:])))


def sigmoid(x): return 1 / (1 + np.exp(-x))
def leaky(x, slope): return np.where(x > 0, x, slope * x)
def normal(x, axis, eps): return (x - x.mean(axis, keepdims=True)) / np.sqrt(x.var(axis, keepdims=True) + eps)
def window(): return 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(FFT) / FFT)


def spectrum(y):
    y = np.pad(y, FFT // 2, mode="reflect")
    frames = np.lib.stride_tricks.sliding_window_view(y, FFT)[::STEP] * window()
    X = np.fft.rfft(frames, axis=1)
    mag, angle = np.abs(X), np.angle(X)
    angle[:, 0], angle[:, -1] = np.where(X[:, 0].real < 0, np.pi, 0), np.where(X[:, -1].real < 0, -np.pi, 0)    # as the export
    angle[mag <= 1e-6 * mag.max(1, keepdims=True)] = 0                                     # only rounding: settled (nn/stft.c)
    return np.concatenate([mag, angle], 1)


def uniform(seed, shape):
    """base/rng.h: splitmix64, [-1, 1)"""
    n, M = int(np.prod(shape)), (1 << 64) - 1
    with np.errstate(over="ignore"):
        z = np.uint64(seed) + np.arange(1, n + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ z >> np.uint64(30)) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ z >> np.uint64(27)) * np.uint64(0x94D049BB133111EB)
        z ^= z >> np.uint64(31)
    return ((z >> np.uint64(32)).astype(np.uint32).astype(np.int32) * 2.0 ** -31).astype(np.float32).astype(np.float64).reshape(shape)


def inverse(mag, phase):
    frames = np.fft.irfft(mag * np.exp(1j * phase), FFT, 1) * window()
    n = (len(frames) - 1) * STEP + FFT
    y, weight = np.zeros(n), np.zeros(n)
    for t, f in enumerate(frames):
        y[t * STEP:t * STEP + FFT] += f
        weight[t * STEP:t * STEP + FFT] += window() ** 2
    return (y / np.where(weight > 1e-11, weight, 1))[FFT // 2:n - FFT // 2]


CASES = {"plain": ("tiny_a", [50, 83, 54, 57, 16, 156, 63], 1.0), "slow": ("tiny_b", [65, 85, 4], 0.6), "one": ("tiny_a", [43], 2.0)}


def write():
    net, out = Net(os.path.join(ROOT, "tests", "fixtures", "tiny")), {}
    for case, (voice, ids, speed) in CASES.items():
        padded = np.array([0, *ids, 0], np.int32)
        net.run(padded, net.row(voice, len(ids)), speed)
        out[case + "/ids"], out[case + "/speed"] = padded.tobytes(), np.float32(speed).tobytes()
        for name, x in net.stages.items():
            large = len(x) > 200
            out[f"{case}/{name}" + (f"/{KEEP}" if large else "")] = (x[::KEEP] if large else x).astype("<f4").tobytes()
        stages = net.stages
        net.run(padded, net.row(voice, len(ids)), speed, {"har": uniform(len(padded), stages["har"].shape)})
        out[f"{case}/injected/{KEEP}"] = net.stages["audio"][::KEEP].astype("<f4").tobytes()
        net.stages = stages
        print(case, f"frames {net.stages['frames'].astype(int).tolist()}, voiced {np.mean(net.stages['f0'] > 10):.2f},",
              "rms", {k: float(f"{np.sqrt(np.mean(v ** 2)):.3g}") for k, v in net.stages.items()})
    packfile.write(os.path.join(ROOT, "tests", "fixtures", "tiny", "reference.pack"), "tinyref", 1, out)


def oracle(data, dump):
    """Each stage is given the oracle's own inputs; kokoro.md asks for a cosine of 0.9999."""
    z, net, worst = np.load(dump), Net(data), 1.0
    ids, style, speed = z["tokens"][0], z["style"][0].astype(np.float64), float(z["speed"][0])
    shape = lambda name, x: x.reshape(-1) if name in ("f0", "n", "duration", "frames", "source", "audio") else x
    flat = {k: np.squeeze(z[k]).astype(np.float64) for k in z.files if k not in ("tokens", "style", "speed")}
    L, F = len(ids), int(flat["frames"].sum())
    rows = {"bert": L, "d_en": L, "t_en": L, "en": F, "asr": F, "dec_3": 2 * F, "noise_0": 20 * F, "gen_0": 20 * F,
            "har": 120 * F + 1, "noise_1": 120 * F + 1, "gen_1": 120 * F + 1, "conv_post": 120 * F + 1}
    given = {k: shape(k, v if v.ndim < 2 or len(v) == rows.get(k, F) else v.T) for k, v in flat.items()}
    net.run(ids, style, speed, given)
    for name, x in net.stages.items():
        a, b = x.reshape(-1), given[name].reshape(-1)
        if len(a) != len(b): sys.exit(f"{name}: {x.shape} against {given[name].shape}")
        cos = a @ b / np.sqrt((a @ a) * (b @ b))
        if name not in ("source", "har"): worst = min(worst, cos)       # float32 phase in the oracle, angles flip
        print(f"{name:12} {str(x.shape):16} cosine {cos:.8f}")
    if worst < 0.9999: sys.exit("differs from the oracle")


if __name__ == "__main__":
    if sys.argv[1:2] == ["write"]: write()
    elif sys.argv[1:2] == ["oracle"] and len(sys.argv) == 4: oracle(*sys.argv[2:])
    else: sys.exit(__doc__)
