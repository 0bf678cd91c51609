#!/usr/bin/env python3
"""check-hostile.py UTTER [--data DIR] [--long] - texts that nobody means well with, through `utter text`.

1. Every block of Unicode: characters alone, between Chinese, between English. Each line gets a line; letters of other
   scripts are skipped with a pause, letters of Latin in any shape are read (doc/text.md, "Other scripts and signs").
2. One short string a megabyte long, hundreds of them: an answer, and time that grows as the text does. Without --long
   most of them have 24 KB, and a few a megabyte.
3. Memory stays within a bound, whatever a megabyte holds.
Ends with `N passed, N failed`."""
import argparse
import resource
import subprocess
import sys
import threading
import time
import unicodedata

parser = argparse.ArgumentParser()
parser.add_argument("utter")
parser.add_argument("--data")
parser.add_argument("--long", action="store_true")
args = parser.parse_args()
BASE = [args.utter, "text", *(["--data", args.data] if args.data else [])]
results = []


def check(name, ok, detail=""):
    results.append(bool(ok))
    if not ok:
        print(f"{name}: {detail}")


def ask(lines, to, *options):
    data = b"".join(x.encode("utf-8", "surrogatepass") + b"\n" for x in lines)
    run = subprocess.run([*BASE, "--to", to, *options], input=data, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=300, check=False)
    got = run.stdout.decode().split("\n")[:-1]
    check(f"{to} {options}: a line for each", run.returncode == 0 and len(got) == len(lines), (run.returncode, len(got), len(lines), run.stderr[-300:]))
    return got if len(got) == len(lines) else [""] * len(lines)


# ---------------------------------------------------------------------------------------------- blocks

EACH = 16  # characters of a block
OTHERS = "かなカタ한국ПриветعربيहिनदीไทยעבריתᎠᏣაბԱբአማ"  # letters: skipped with a pause
LATIN = {"é": "e", "Ł": "L", "ø": "o", "ƙ": "k", "𝒜": "A", "𝔸": "A", "ⓐ": "a", "🅰": "A", "ᴀ": "a", "ﬁ": "fi", "ｆ": "f", "ˢ": "s", "ₛ": "s", "⒜": "(a)"}
SILENT = "\u200b\u200d\ufeff\u00ad\u202e\u2066\ufe0f\ufff9\ue000\U000f0000\x01\x7f\U0001fae9\u0378😀☂\U00040000"


def some(first, last):
    named = [c for c in range(first, last + 1) if unicodedata.category(chr(c)) not in ("Cn", "Cs")]
    return [chr(c) for c in named[:: max(1, len(named) // EACH)][:EACH] if c != 10]


def blocks():
    found = [some(b << 8, (b << 8) + 255) for b in range(0x1100)]
    return [x for x in found if x]


def check_blocks():
    lines = []
    for chars in blocks():
        run = "".join(chars)
        lines += [run, "中" + run + "国", "go " + run + " now", *(f"中{c}国" for c in chars[:4])]
    for to in ("phonemes", "normalized", "pinyin", "words"):
        ask(lines, to)
    ask(lines, "phonemes", "--lang", "en", "--emoji", "named")
    got = ask(["中国", "中，国", "go now", "go, now"], "phonemes")
    for c, zh, en in zip(OTHERS, ask([f"中{c}国" for c in OTHERS], "phonemes"), ask([f"go {c} now" for c in OTHERS], "phonemes")):
        skipped = not unicodedata.category(c).startswith("L")  # a sign upon a letter
        check(f"{c} is a pause", (zh, en) == (got[1], got[3]) or skipped, (zh, en))
    for (c, want), is_, plain in zip(LATIN.items(), ask([f"go {c} now" for c in LATIN], "phonemes"), ask([f"go {w} now" for w in LATIN.values()], "phonemes")):
        check(f"{c} is read as {want}", is_ == plain and len(is_) > len(got[2]), (is_, plain))
    for c, en, inside in zip(SILENT, ask([f"go {c}now" for c in SILENT], "phonemes"), ask([f"中{c}国" for c in SILENT], "pinyin")):
        check(f"U+{ord(c):04X} is silent", en == got[2] and inside == "zhong1 guo2", (en, inside))
    pairs = [("e\u0301cole cafe\u0301", "école café"), ("so\u00adft zero\u200bwidth", "soft zerowidth"), ("\ufeffgo", "go"), ("⼀⽇⻢", "一日马"), ("豈更", "岂更"),
             ("١٢٣", "123"), ("Łódź", "Lódź")]
    for (is_, want), a, b in zip(pairs, ask([p[0] for p in pairs], "phonemes"), ask([p[1] for p in pairs], "phonemes")):
        check(f"{is_} as {want}", a == b and a, (a, b))
    raw = {b"a\xed\xa0\x80b": "a b", b"a\xc0\x80b": "a b", b"a\xff\xfeb": "a b", b"a\0b": "a b", b"a\xe4\xb8": "a", b"\xf5\x80\x80\x80": "", b"a\xf4\x90\x80\x80b": "a b"}
    for data, want in raw.items():
        run = subprocess.run([*BASE, "--to", "words"], input=data + b"\n", stdout=subprocess.PIPE, timeout=60, check=False)
        check(f"{data}", run.returncode == 0 and run.stdout.decode() == want + "\n", run.stdout)


# ---------------------------------------------------------------------------------------------- one thing many times

ASCII = [chr(c) for c in range(128) if c != 10]
SIGNS = list("中一不了行长得地〇零两儿…—·，。、；：？！“”‘’《》（）【】「」￥％＋～℃№①⑩Ⅷ½²¹₂±×√∞≈≤∑αΔπéßł\u0301\u0323\u200b\u200d\ufeff\u00ad\ufe0f\u202e\ufffd\ue000か한Жאعदก😀👨🏽🇨〜⼀豈ﬁ𝒜ⓐ🅰𠀀㈱㎏")
UNITS = ("<b> ** *a _a []( [a]( ![ ]( ( ) { } \\frac{ \\frac{1}{ \\sqrt{ \\begin{cases} \\text{ x^{ x_{ \\alpha \\( \\[ $ $1 $a$ $$ $$a | a| |-| --- === # ## ` ``` ~~ > - [^ #a# #中 "
         "<speak> <!-- <script> <title> <a_href= <p> </p> <td> <sup>2 <a< &amp; & &# &a; 1/ 1. 1, 1- 1: 1_ 12:30 10:30- 3× 2^ 5% 5km A1 1a 第1 一1 1月 2026- 1.2. 1;2 a. a, a- a/ a_ a@ @a www. http:// co- a-b A. U.S. Mr._ "
         "I' it's 's don't 1st IV AB Ab aB ABc e.g. x+ x= x! :-) ^_^ (^ (^_ (* ¯ \\_ :a :a: ( （ “ \" \"a 《 中a 中1 中, 的地得 一百 万亿 百分之 行长 不是 银行 1½ 5' 'a \u0323\u0301 e\u0301 👍🏽 👨‍ 🇨🇳 1️⃣ か中 Ж1 αβ C:\\ \\a D:\\中 a=b ?! ... —— \r \t").split(" ")
FEW = ["a", "5", "中", " ", "'", "$", "[](", "<b>", "\\frac{", "{", "> ", "1/", "a.", "\u0323\u0301"]  # in ./check
SLOWEST = 0.05  # MB a second
BIGGEST = 1 << 20


class Asked:
    """One process that answers line by line."""

    def __init__(self, to):
        self.p = subprocess.Popen([*BASE, "--to", to], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)

    def seconds(self, text):
        """Seconds of its own processor time until the answer; None: it gave none."""
        data = text.encode("utf-8", "surrogatepass") + b"\n"
        before = self.used()
        writer = threading.Thread(target=lambda: (self.p.stdin.write(data), self.p.stdin.flush()))
        writer.start()
        answer = self.p.stdout.readline()
        writer.join()
        return self.used() - before if answer.endswith(b"\n") else None

    def used(self):
        with open(f"/proc/{self.p.pid}/stat", encoding="ascii") as f:
            ticks = f.read().rsplit(")", 1)[1].split()
        return (int(ticks[11]) + int(ticks[12])) / 100

    def close(self):
        self.p.stdin.close()
        return self.p.wait(timeout=60)


def many_times(asked, unit, size):
    times = max(1, size // len(unit.encode("utf-8", "surrogatepass")))
    took = asked.seconds(unit * times)
    check(f"{unit!r} x {times}", took is not None and took <= size / 1e6 / SLOWEST, "no answer" if took is None else f"{took:.2f} s for {size >> 10} KB")
    return took


def check_linear():
    units = list(dict.fromkeys(ASCII + SIGNS + UNITS))
    big = units if args.long else FEW
    asked = Asked("phonemes")
    for unit in units:
        many_times(asked, unit, 24 << 10)
    for unit in big:
        quarter = many_times(asked, unit, BIGGEST // 4)
        whole = many_times(asked, unit, BIGGEST)
        if quarter is not None and whole is not None:
            check(f"{unit!r}: linear", whole < 8 * quarter + 0.3, f"{quarter:.2f} s for a quarter, {whole:.2f} s for the whole")
    check("it ends well", asked.close() in (0, 1), "")


def check_memory():
    mixed = "".join(chr(32 + i * 7919 % 95) + "中的一1"[i % 4] for i in range(200000))
    for name, text in (("a", "a" * BIGGEST), ("mixed", mixed), ("digits", "0123456789" * (BIGGEST // 10)), ("no blanks", "abcdefgh" * (BIGGEST // 8))):
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        subprocess.run([*BASE, "--to", "phonemes"], input=text.encode() + b"\n", stdout=subprocess.DEVNULL, timeout=300, check=True)
        most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        check(f"memory of a megabyte of {name}", most <= before or most < 700 << 10, f"{most >> 10} MB")


start = time.monotonic()
check_blocks()
check_linear()
check_memory()
passed = sum(results)
print(f"{time.monotonic() - start:.0f} s")
print(f"{passed} passed, {len(results) - passed} failed")
sys.exit(passed != len(results))
