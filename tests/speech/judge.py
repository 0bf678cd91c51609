#!/usr/bin/env python3
"""How well a recogniser understands our voices, beside the oracle saying the same phonemes with the same recipe.

    judge.py UTTER DATA_DIR CHECK_DIR [--voices A,B] [--langs zh,en,mix] [--sentences N]
             [--precision NAME] [--cpu NAME] [--no-oracle] [--out FILE.json]

Every sentence of tests/speech/{zh,en,mix}.txt is spoken by `utter say` in each named voice and, from `utter text
--to phonemes`, by the float32 oracle (tools/kokoro_reference.py) in the recipe of `utter voices --json`.  Whisper base
(tools/judge.py; CHECK_DIR/whisper-base) listens.  English: words wrong.  Chinese: toneless syllables wrong (PY) and
characters wrong (CER).  Mixed: syllables and letters wrong, and the share of English words heard as themselves: "strict"
where Whisper listens for Chinese, "words" where it listens for Chinese or, once more, for English.  Listening for Chinese
it translates (英文 for English) and prefers Chinese syllables to English words, also where those are cut from pure English speech.
"""
import argparse, json, os, re, subprocess, sys, time
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "tools"))
import kokoro_reference as reference

NAMED = "Cherry Serena Ethan Chelsie Dylan Jada Sunny".split()


def sentences(lang, n):
    return [s for s in open(os.path.join(HERE, lang + ".txt"), encoding="utf8").read().split("\n") if s][:n]


class Listener:
    def __init__(self, folder):
        import jiwer, opencc
        from faster_whisper import WhisperModel
        from pypinyin import lazy_pinyin
        self.wer, self.pinyin = jiwer.wer, lazy_pinyin
        self.simplified = opencc.OpenCC("t2s").convert
        self.model = WhisperModel(os.path.join(folder, "whisper-base"), device="cpu", compute_type="int8", cpu_threads=os.cpu_count())

    def hear(self, pcm, lang):
        from scipy.signal import resample_poly
        heard, _ = self.model.transcribe(resample_poly(pcm, 2, 3).astype(np.float32), language="en" if lang == "en" else "zh", beam_size=5,
                                         condition_on_previous_text=False, initial_prompt=None if lang == "en" else "以下是普通话的句子。")
        return "".join(s.text for s in heard).strip()

    def hear_mixed(self, pcm):
        return self.hear(pcm, "zh"), self.hear(pcm, "en")

    def han(self, s): return re.sub(r"[^\u4e00-\u9fff]", "", self.simplified(s))
    def words(self, s): return re.sub(r"[^a-z0-9' ]", " ", s.lower().replace("’", "'")).split()
    def mixed(self, s):
        return [x for c in re.findall(r"[\u4e00-\u9fff]+|[a-z0-9]+", self.simplified(s).lower()) for x in (self.pinyin(c) if c[0] > "z" else list(c))]

    def error(self, a, b):
        return 100 * self.wer([" ".join(x) or "-" for x in a], [" ".join(x) or "-" for x in b])

    def score(self, lang, pairs):
        said, heard = zip(*pairs)
        if lang == "en":
            return {"wer": self.error([self.words(s) for s in said], [self.words(s) for s in heard])}
        if lang == "zh":
            return {"py": self.error([self.pinyin(self.han(s)) for s in said], [self.pinyin(self.han(s)) for s in heard]),
                    "cer": self.error([list(self.han(s)) for s in said], [list(self.han(s)) for s in heard])}
        letters = lambda h: re.sub(r"[^a-z]", "", h.lower())
        wanted = [(w, [letters(x) for x in h]) for s, h in pairs for w in re.findall(r"[a-z]+", s.lower())]
        share = lambda right: 100 * sum(right) / len(wanted)
        return {"mix": self.error([self.mixed(s) for s in said], [self.mixed(h[0]) for h in heard]),
                "strict": share([w in zh for w, (zh, _) in wanted]), "words": share([w in zh or w in en for w, (zh, en) in wanted])}


class Oracle:
    def __init__(self, folder, recipes):
        self.session = reference.session(os.path.join(folder, "kokoro-f32.onnx"), os.cpu_count())
        self.packs = lambda v: np.fromfile(os.path.join(folder, "voices", v + ".bin"), np.float32).reshape(-1, 256)
        self.recipes = recipes

    def say(self, voice, phonemes):
        r = self.recipes[voice]
        style = np.zeros(256, np.float32)
        for half, where in (("timbre", slice(0, 128)), ("prosody", slice(128, 256))):
            total = sum(p["weight"] for p in r[half])
            for p in r[half]:
                style[where] += self.packs(p["voice"])[len(phonemes) - 1][where] * (p["weight"] / total)
        ids = [0] + [reference.VOCAB[c] for c in phonemes if c in reference.VOCAB] + [0]
        return self.session.run(["audio"], {"tokens": np.array([ids], np.int64), "style": style[None], "speed": np.array([r["speed"]], np.float32)})[0].reshape(-1)


def main():
    a = argparse.ArgumentParser()
    a.add_argument("utter"); a.add_argument("data"); a.add_argument("check")
    a.add_argument("--voices", default=",".join(NAMED)); a.add_argument("--langs", default="zh,en,mix")
    a.add_argument("--sentences", type=int, default=50); a.add_argument("--no-oracle", action="store_true"); a.add_argument("--out")
    a.add_argument("--verbose", action="store_true")
    a.add_argument("--precision", default="auto"); a.add_argument("--cpu")          # for utter say
    a = a.parse_args()
    run = lambda *c, **k: subprocess.run([a.utter, *c, "--data", a.data], capture_output=True, check=True, **k).stdout
    engine = ["--precision", a.precision] + (["--cpu", a.cpu] if a.cpu else [])
    recipes = {v["id"]: v for v in json.loads(run("voices", "--json"))["voices"]}
    listener = Listener(a.check)
    oracle = None if a.no_oracle else Oracle(a.check, recipes)
    table = []
    for lang in a.langs.split(","):
        texts = sentences(lang, a.sentences)
        phonemes = run("text", "--to", "phonemes", input="\n".join(texts).encode()).decode().split("\n")
        for voice in a.voices.split(","):
            start, pairs, theirs = time.time(), [], []
            for text, ph in zip(texts, phonemes):
                pcm = np.frombuffer(run("say", "-v", voice, "-m", "qwen-tts-latest", "-f", "pcm", "-o", "-", *engine, text), np.int16).astype(np.float32) / 32768
                hear = listener.hear_mixed if lang == "mix" else lambda pcm: listener.hear(pcm, lang)
                pairs.append((text, hear(pcm)))
                if oracle: theirs.append((text, hear(oracle.say(voice, ph))))
                if a.verbose: print(lang, voice, *pairs[-1], *(theirs[-1][1:] if oracle else ()), sep=" | ", flush=True)
            row = {"voice": voice, "lang": lang, "utter": listener.score(lang, pairs)}
            if oracle: row["oracle"] = listener.score(lang, theirs)
            table.append(row)
            show = lambda s: "  ".join(f"{k} {v:5.1f}" for k, v in s.items())
            print(f"{lang:3} {voice:8} utter {show(row['utter'])}" + (f"   oracle {show(row['oracle'])}" if oracle else "") + f"   ({time.time() - start:.0f} s)", flush=True)
    if a.out: json.dump(table, open(a.out, "w"), indent=1)
    worst = max((r["utter"][k] - r["oracle"][k] for r in table if "oracle" in r for k in r["utter"] if k not in ("words", "strict")), default=0)
    words = [r["utter"]["words"] for r in table if r["lang"] == "mix"]
    bad = (worst > 3) + (bool(words) and min(words) < 85)
    print(f"largest difference to the oracle {worst:+.1f} points (3 allowed)" + (f"; English words in mixed text heard: {min(words):.1f} % at least (85 wanted)" if words else ""))
    print(f"{len(table) - bad} passed, {bad} failed")
    sys.exit(bad > 0)


if __name__ == "__main__":
    main()
