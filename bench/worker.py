#!/usr/bin/env python3
"""One engine other than ours, loaded once, speaking on demand as `utter bench --jobs` does.

    worker.py ENGINE FOLDER THREADS         FOLDER: as bench/rivals.py makes it

A line {"calls": [PHONEMES, ...], "at_once": N} on standard input is answered by {"audio_s", "wall_s", "first_s", "cpu_s"}.
Runs in the engine's own environment: nothing but Python's library and the engine's packages. Every engine gets the same
phonemes and the same style row; text is not its task here. Several at once go the way that is faster for it: one after
the other on all threads, or (where the engine allows calls from several threads) as many side by side as there are threads."""
import json, os, queue, sys, threading, time

RATE, VOICE = 24000, "af_heart"


def vocabulary(folder):
    with open(os.path.join(folder, "vocab.json"), encoding="utf-8") as f: return json.load(f)


def styles(folder):
    import numpy as np
    return np.fromfile(os.path.join(folder, "voice.bin"), np.float32).reshape(-1, 256)


class OnnxRuntime:
    """The export itself, float32 or int8."""

    def __init__(self, folder, threads, model):
        import numpy as np
        import onnxruntime
        self.np, self.version = np, onnxruntime.__version__
        self.vocab, self.styles = vocabulary(folder), styles(folder)

        def session(n):
            o = onnxruntime.SessionOptions()
            o.intra_op_num_threads, o.log_severity_level = n, 3
            return onnxruntime.InferenceSession(os.path.join(folder, model), o, providers=["CPUExecutionProvider"])

        self.one = session(threads)
        # Made when it is first needed: memory of a single speaker is counted without it.
        self.make_side, self.side = lambda: session(1), None

    def speak(self, phonemes, session=None):
        ids = [0] + [self.vocab[c] for c in phonemes if c in self.vocab] + [0]
        feed = {"tokens": self.np.array([ids], self.np.int64), "style": self.styles[len(phonemes) - 1][None],
                "speed": self.np.ones(1, self.np.float32)}
        return (session or self.one).run(["audio"], feed)[0].size / RATE

    def speak_beside(self, phonemes):
        return self.speak(phonemes, self.side)

    def prepare_beside(self):
        if not self.side: self.side = self.make_side()


class KokoroOnnx:
    """The package kokoro-onnx: its own calls from phonemes on, without its trimming of silence."""

    def __init__(self, folder, threads):
        import importlib.metadata, logging
        import onnxruntime
        from kokoro_onnx import Kokoro
        logging.disable(logging.WARNING)
        self.version = importlib.metadata.version("kokoro-onnx")
        o = onnxruntime.SessionOptions()
        o.intra_op_num_threads, o.log_severity_level = threads, 3
        model = os.path.join(folder, "kokoro-f32.onnx")
        session = onnxruntime.InferenceSession(model, o, providers=["CPUExecutionProvider"])
        self.kokoro = Kokoro.from_session(session, os.path.join(folder, "voices.npz"))

    def speak(self, phonemes):
        return self.kokoro.create(phonemes, VOICE, is_phonemes=True, trim=False)[0].size / RATE


class Sherpa:
    """sherpa-onnx reads text only, so its lexicon has one word for each of our calls; it adds a space behind it."""

    def __init__(self, folder, threads):
        import importlib.metadata
        import sherpa_onnx
        self.version = importlib.metadata.version("sherpa-onnx")
        path = lambda name: os.path.join(folder, name)
        with open(path("words.json"), encoding="utf-8") as f: self.words = json.load(f)
        kokoro = sherpa_onnx.OfflineTtsKokoroModelConfig(
            model=path("model.onnx"), voices=path("voice.bin"), tokens=path("tokens.txt"), lexicon=path("lexicon.txt"),
            data_dir=path("espeak-ng-data"))
        model = sherpa_onnx.OfflineTtsModelConfig(kokoro=kokoro, num_threads=threads, provider="cpu")
        self.tts = sherpa_onnx.OfflineTts(sherpa_onnx.OfflineTtsConfig(model=model, silence_scale=1.0))

    def speak(self, phonemes):
        return len(self.tts.generate(self.words[phonemes]).samples) / RATE


class KokoroTorch:
    """The author's package on PyTorch: its network, without its text part (which wants a hub and more packages)."""

    def __init__(self, folder, threads):
        import importlib.metadata, importlib.util, types, warnings
        import numpy, torch
        warnings.filterwarnings("ignore")
        torch.set_num_threads(threads)
        torch.set_num_interop_threads(1)
        package = types.ModuleType("kokoro")               # its __init__ would load the text part
        package.__path__ = list(importlib.util.find_spec("kokoro").submodule_search_locations)
        sys.modules["kokoro"] = package
        from kokoro.model import KModel
        from loguru import logger
        logger.remove()
        self.version = f"{importlib.metadata.version('kokoro')}, torch {torch.__version__}"
        with open(os.path.join(folder, "config.json"), encoding="utf-8") as f: config = json.load(f)
        self.model = KModel(repo_id="local", config=config, model=os.path.join(folder, "kokoro.pth")).eval()
        self.styles, self.torch = torch.from_numpy(styles(folder).copy()), torch

    def speak(self, phonemes):
        with self.torch.inference_mode():
            return self.model(phonemes, self.styles[len(phonemes) - 1][None]).numel() / RATE


ENGINES = {"ort-f32": lambda f, n: OnnxRuntime(f, n, "kokoro-f32.onnx"), "ort-int8": lambda f, n: OnnxRuntime(f, n, "kokoro-int8.onnx"),
           "kokoro-onnx": KokoroOnnx, "sherpa-onnx": Sherpa, "kokoro-torch": KokoroTorch}


def in_sequence(engine, calls, n):
    audio = first = 0
    start = time.perf_counter()
    for _ in range(n):
        for c in calls:
            audio += engine.speak(c)
            first = first or time.perf_counter() - start
    return audio, first


def side_by_side(engine, calls, n, threads):
    waiting, audio = queue.Queue(), []
    for _ in range(n): waiting.put(calls)

    def work():
        while True:
            try: mine = waiting.get_nowait()
            except queue.Empty: return
            for c in mine: audio.append(engine.speak_beside(c))

    workers = [threading.Thread(target=work) for _ in range(threads)]
    for w in workers: w.start()
    for w in workers: w.join()
    if len(audio) != n * len(calls): raise RuntimeError("a thread failed")
    return sum(audio), None


def timed(f, *args):
    cpu, start = time.process_time(), time.perf_counter()
    audio, first = f(*args)
    return {"audio_s": audio, "wall_s": time.perf_counter() - start, "first_s": first, "cpu_s": time.process_time() - cpu}


def turn(engine, job, threads):
    calls, n = job["calls"], job.get("at_once", 1)
    best = timed(in_sequence, engine, calls, n)
    best["way"] = "in sequence"
    if n > 1 and threads > 1 and hasattr(engine, "speak_beside"):
        engine.prepare_beside()
        other = timed(side_by_side, engine, calls, n, threads)
        other["way"] = "side by side"
        if other["wall_s"] < best["wall_s"]: best = other
    return best


def main():
    if len(sys.argv) != 4: sys.exit(__doc__)
    name, folder, threads = sys.argv[1], sys.argv[2], int(sys.argv[3])
    out, sys.stdout = os.fdopen(os.dup(1), "w"), sys.stderr     # packages print what they like
    os.dup2(2, 1)
    start = time.perf_counter()
    engine = ENGINES[name](folder, threads)
    print(json.dumps({"version": engine.version, "threads": threads, "load_s": time.perf_counter() - start}), file=out, flush=True)
    for line in sys.stdin:
        try: answer = turn(engine, json.loads(line), threads)
        except Exception as e: answer = {"error": f"{type(e).__name__}: {e}"}
        print(json.dumps(answer), file=out, flush=True)


if __name__ == "__main__":
    main()
