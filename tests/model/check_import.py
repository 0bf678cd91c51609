#!/usr/bin/env python3
"""Every tensor of the imported model against the oracle's dequantised float32 graph, bit by bit, and every voice.

    check_import.py ORACLE_DIR DATA_DIR      (kokoro-f32.onnx, kokoro-int8.onnx and voices/*.bin; model/ and voices/)

The way from the graph's names to the network's is written here a second time, on purpose.
"""
import collections, glob, os, re, sys
import numpy as np
import onnx
from onnx import numpy_helper

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import packfile


def module(node):
    """/encoder/F0.0/conv1/Conv_quant_f32 -> predictor.F0.0.conv1"""
    path = node.rsplit("/", 1)[0].split("/", 2)[2].replace("/", ".")
    path = re.sub(r"^(F0|N|shared)(?=[._]|$)", r"predictor.\1", path)
    return re.sub(r"(cnn\.\d)\.cnn\.\d|(asr_res)\.asr_res", r"\1\2", path)


def weights(oracle):
    """{PyTorch name: array} of the float32 graph."""
    g = onnx.load(os.path.join(oracle, "kokoro-f32.onnx")).graph
    init = {t.name: t for t in g.initializer}
    value = lambda name: numpy_helper.to_array(init[name])
    readers = collections.defaultdict(list)
    for n in g.node:
        for i in n.input: readers[i].append(n)
    found = {}
    for name, t in init.items():
        short = re.sub(r"^(encoder|decoder)\.", "", name)
        if t.data_type == 1 and not name.endswith(("_flat", "_scale", "_f32")) and short != name: found[short] = value(name)
    gates = lambda a: np.concatenate([np.split(a, 4)[i] for i in (0, 2, 3, 1)])           # i o f c -> i f c o
    for n in g.node:
        if n.op_type in ("Conv", "ConvTranspose") and n.input[1] in init:
            found[module(n.name) + ".weight"] = value(n.input[1])
            if len(n.input) > 2: found[module(n.name) + ".bias"] = value(n.input[2])
        elif n.op_type == "MatMul" and n.input[1] in init:
            found.setdefault(re.sub(r"_\d+$", "", module(n.name)) + ".weight", value(n.input[1]).T)
        elif n.op_type == "Gather" and n.input[0].endswith("_quantized"):
            d = readers[n.output[0]][0]
            found[module(n.name) + ".weight"] = (value(n.input[0]).astype(np.float32) - value(d.input[2])) * value(d.input[1])
        elif n.op_type == "LSTM":
            w, r, b = (value(i) for i in n.input[1:4])
            for way, end in enumerate(("", "_reverse")):
                at = module(n.name)
                found[f"{at}.weight_ih_l0{end}"], found[f"{at}.weight_hh_l0{end}"] = gates(w[way]), gates(r[way])
                found[f"{at}.bias_ih_l0{end}"], found[f"{at}.bias_hh_l0{end}"] = (gates(x) for x in np.split(b[way], 2))
    return found


def main():
    oracle, data = sys.argv[1:3]
    sections = packfile.read(os.path.join(data, "model", "kokoro.pack"))
    sections.pop("dims")
    expected, bad, seen = weights(oracle), 0, collections.Counter()
    for name, raw in sections.items():
        want = expected.get(name)
        if want is None:
            got, layout = None, "unknown"
        elif re.search(r"ups\.\d\.weight$", name):
            ci, co, k = want.shape
            got, layout = packfile.transposed(raw, ci, co, k, k // 2), "transposed"
        elif re.search(r"\.fc\.weight$|embed|pool|norm", name, re.I) and "hidden_mapping" not in name or want.ndim == 1 or "alpha" in name:
            got, layout = np.frombuffer(raw, "<f4"), "raw"
        else:
            got, layout = packfile.conv(raw, *want.shape), "conv"
        same = got is not None and got.size == want.size and np.array_equal(got.reshape(want.shape), want)
        seen[layout] += same
        if not same:
            bad += 1
            print(f"differs: {name} ({layout})")
    voices = packfile.read(os.path.join(data, "voices", "kokoro.pack"))
    files = {os.path.basename(f)[:-4]: open(f, "rb").read() for f in glob.glob(os.path.join(oracle, "voices", "*.bin"))}
    if voices != files:
        bad += 1
        print("the voices differ")
    print(f"import: {dict(seen)} tensors and {len(voices)} voices equal the oracle's, {bad} differ")
    if bad or len(sections) != 457 or len(voices) != 54: sys.exit(1)


if __name__ == "__main__":
    main()
