#!/usr/bin/env python3
"""What bench/compare.py compares us with: each engine's packages in an environment of its own, and our weights in its format.

    rivals.py UTTER DATA_DIR [ENGINE...]       default: ort; also sherpa-onnx kokoro-onnx kokoro-torch (5 GB to fetch)

Makes DATA_DIR/bench/ENGINE/: venv/ and the files that bench/worker.py reads. Weights are the oracle's float32 graph
(DATA_DIR/dumps/oracle, which ./check makes), so all engines compute the same network. Needs numpy and onnx. What is there is
kept; what fails is said, and written to DATA_DIR/bench/ENGINE/failed, which compare.py shows in its table."""
import json, os, shutil, subprocess, sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "tools"), os.path.join(HERE, "..", "tests", "model")]
VOICE = "af_heart"
PACKAGES = {
    "ort": ["numpy==2.4.6", "onnxruntime==1.32.0"],
    "kokoro-onnx": ["numpy==2.4.6", "onnxruntime==1.32.0", "kokoro-onnx==0.6.1"],
    "sherpa-onnx": ["numpy==2.4.6", "sherpa-onnx==2.0.1", "espeakng-loader==0.2.4"],
    "kokoro-torch": ["numpy==2.4.6", "torch==2.15.0", "transformers==5.23.0", "huggingface-hub", "loguru==0.7.3", "attrs"],
}
BARE = {"kokoro-torch": ["kokoro==0.9.4"]}      # without what they require: the text part's packages


def vocabulary():
    import kokoro_reference
    return kokoro_reference.VOCAB


def link(source, target):
    if os.path.lexists(target): os.remove(target)
    os.symlink(os.path.abspath(source), target)


def make_venv(name, folder):
    venv = os.path.join(folder, "venv")
    stamp, wanted = os.path.join(venv, ".made-of"), json.dumps([PACKAGES[name], BARE.get(name)])
    if os.path.exists(stamp) and open(stamp).read() == wanted: return
    subprocess.run([sys.executable, "-m", "venv", "--clear", venv], check=True)
    pip = [os.path.join(venv, "bin", "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, *PACKAGES[name]], check=True)
    if name in BARE: subprocess.run([*pip, "--no-deps", *BARE[name]], check=True)
    with open(stamp, "w") as f: f.write(wanted)


def make_common(folder, oracle):
    shutil.copyfile(os.path.join(oracle, "voices", VOICE + ".bin"), os.path.join(folder, "voice.bin"))
    with open(os.path.join(folder, "vocab.json"), "w", encoding="utf-8") as f: json.dump(vocabulary(), f, ensure_ascii=False)


def make_ort(folder, oracle, _):
    for name in ("kokoro-f32.onnx", "kokoro-int8.onnx"): link(os.path.join(oracle, name), os.path.join(folder, name))


def make_kokoro_onnx(folder, oracle, _):
    import numpy as np
    link(os.path.join(oracle, "kokoro-f32.onnx"), os.path.join(folder, "kokoro-f32.onnx"))
    style = np.fromfile(os.path.join(oracle, "voices", VOICE + ".bin"), np.float32).reshape(-1, 1, 256)
    np.savez(os.path.join(folder, "voices.npz"), **{VOICE: style})


def make_sherpa(folder, oracle, calls):
    """One lexicon word for each call. Its longest sentence is 510 tokens with both pads and the space it adds."""
    import glob
    import onnx
    vocab = vocabulary()
    meta = {"model_type": "kokoro", "language": "English", "has_espeak": 1, "sample_rate": 24000, "version": 2, "voice": "en-us",
            "style_dim": "510,1,256", "n_speakers": 1, "speaker_names": VOICE, "maintainer": "utter"}
    model = onnx.load(os.path.join(oracle, "kokoro-f32.onnx"))
    for key, value in meta.items(): model.metadata_props.add(key=key, value=str(value))
    onnx.save(model, os.path.join(folder, "model.onnx"))
    words = {c: "call" + chr(97 + i // 26) + chr(97 + i % 26) for i, c in enumerate(calls)}
    with open(os.path.join(folder, "words.json"), "w", encoding="utf-8") as f: json.dump(words, f, ensure_ascii=False)
    with open(os.path.join(folder, "lexicon.txt"), "w", encoding="utf-8") as f:
        # A blank cannot be written in a lexicon; U+0303, which our sentences do not have, takes its id.
        f.writelines(f"{word} {' '.join(c if c != ' ' else chr(0x303) for c in call if c in vocab)}\n" for call, word in words.items())
    with open(os.path.join(folder, "tokens.txt"), "w", encoding="utf-8") as f:
        f.writelines(f"{c} {vocab[' '] if c == chr(0x303) else i}\n" for c, i in vocab.items())
    data, = glob.glob(os.path.join(folder, "venv", "lib", "python3*", "site-packages", "espeakng_loader", "espeak-ng-data"))
    link(data, os.path.join(folder, "espeak-ng-data"))


def make_torch(folder, oracle, _):
    """The author's checkpoint format from the same weights, weight-norm pairs included."""
    import check_import, check_official, official_file
    import packfile
    weights = check_import.weights(oracle)
    pack = packfile.read(os.path.join(os.path.dirname(os.path.dirname(folder)), "model", "kokoro.pack"))
    arrays, _ = check_official.official({n: w for n, w in weights.items() if n in pack})
    official_file.save_torch(arrays, os.path.join(folder, "kokoro.pth"))
    config = {"vocab": vocabulary(), "n_token": 178, "hidden_dim": 512, "style_dim": 128, "n_layer": 3, "max_dur": 50, "dropout": 0.2,
              "n_mels": 80, "dim_in": 64, "text_encoder_kernel_size": 5,
              "plbert": {"hidden_size": 768, "num_attention_heads": 12, "intermediate_size": 2048, "max_position_embeddings": 512,
                         "num_hidden_layers": 12, "dropout": 0.1},
              "istftnet": {"upsample_kernel_sizes": [20, 12], "upsample_rates": [10, 6], "gen_istft_hop_size": 5, "gen_istft_n_fft": 20,
                           "resblock_dilation_sizes": [[1, 3, 5]] * 3, "resblock_kernel_sizes": [3, 7, 11], "upsample_initial_channel": 512}}
    with open(os.path.join(folder, "config.json"), "w", encoding="utf-8") as f: json.dump(config, f, ensure_ascii=False)


MAKERS = {"ort": make_ort, "kokoro-onnx": make_kokoro_onnx, "sherpa-onnx": make_sherpa, "kokoro-torch": make_torch}


def main():
    if len(sys.argv) < 3 or not set(sys.argv[3:]) <= set(MAKERS): sys.exit(__doc__)
    utter, data = sys.argv[1:3]
    oracle = os.path.join(data, "dumps", "oracle")
    if not os.path.exists(os.path.join(oracle, "ready")): sys.exit(f"{oracle} is not there: ./check stages makes it")
    texts = json.loads(subprocess.run([utter, "bench", "--list"], check=True, capture_output=True).stdout)
    calls = list(dict.fromkeys(c for t in texts for c in t["calls"]))
    bad = 0
    for name in sys.argv[3:] or ["ort"]:
        folder = os.path.join(data, "bench", name)
        failed = os.path.join(folder, "failed")
        os.makedirs(folder, exist_ok=True)
        try:
            make_venv(name, folder)
            make_common(folder, oracle)
            MAKERS[name](folder, oracle, calls)
            if os.path.exists(failed): os.remove(failed)
            print(f"{name}: ready", flush=True)
        except (Exception, SystemExit) as e:
            bad = 1
            with open(failed, "w") as f: f.write(f"{type(e).__name__}: {e}"[:300])
            print(f"{name}: {type(e).__name__}: {e}", flush=True)
    return bad


if __name__ == "__main__":
    sys.exit(main())
