#!/usr/bin/env python3
"""How near the network is to its oracle, stage by stage and whole, on each instruction set and in each precision.

    accuracy.py BUILD_DIR DATA_DIR [--sets avx2:float32,amx:bf16] [--cases short|all] [--out FILE.json]

Runs tests/model/test_stages (make model-tests) on the oracle's dumps (./check stages makes them) for every pair of a set and
a precision that this processor has, and prints a Markdown table: the largest error of each stage over the cases, the least
cosine, the worst log-mel correlation end to end. --cases short: three of the sixteen; scalar code always has the shortest alone.
Errors are RMS of the difference over RMS of the oracle's tensor; each stage is fed the oracle's own input."""
import argparse, json, os, subprocess, sys

HERE = os.path.dirname(os.path.abspath(__file__))
CASES = os.path.join(HERE, "..", "tests", "model", "cases.tsv")
SHORT, SHORTEST = ["one_phoneme", "zh_hello", "en_sentence"], ["one_phoneme"]
WHOLE = "e2e log-mel"
# Set, its word in /proc/cpuinfo, the precisions that differ there.
SETS = [("scalar", None, ["float32", "bf16"]), ("avx2", "avx2", ["float32", "bf16"]), ("avx512", "avx512bw", ["float32", "bf16"]),
        ("avx512bf16", "avx512_bf16", ["bf16"]), ("amx", "amx_bf16", ["bf16"]), ("neon", "asimd", ["float32", "bf16"])]


def here():
    words = set(open("/proc/cpuinfo").read().split())
    return [(cpu, p) for cpu, word, precisions in SETS for p in precisions if word is None or word in words]


def measure(build, data, cpu, precision, cases):
    """-> {stage: [(case, cosine, error or None)]}, passed"""
    program = os.path.join(build, "tests", "model", "test_stages")
    got = subprocess.run([program, "--tsv", "--cpu", cpu, "--precision", precision, data, os.path.join(data, "dumps"), *cases],
                         capture_output=True, text=True)
    stages = {}
    for line in got.stdout.split("\n"):
        if not line.startswith("figure\t"): continue
        _, case, stage, cosine, error = line.split("\t")
        stages.setdefault(stage, []).append((case, float(cosine), None if error == "-" else float(error)))
    if WHOLE not in stages: sys.exit(f"accuracy.py: {program} gave no figures: {got.stderr.strip()[-300:]}")
    return stages, got.returncode == 0


def worst(figures):
    case, cosine, _ = min(figures, key=lambda f: f[1])
    errors = [e for _, _, e in figures if e is not None]
    return {"case": case, "cosine": cosine, "error": max(errors) if errors else None, "cases": len(figures)}


def table(results):
    stages = list(dict.fromkeys(s for r in results for s in r["stages"]))
    head = [f"{r['cpu']} {r['precision']}" for r in results]
    lines = ["| | " + " | ".join(head) + " |", "|---" * (len(head) + 1) + "|"]
    for s in stages:
        cells = [r["stages"].get(s, {}).get("error") for r in results]
        if any(cells): lines.append(f"| {s} | " + " | ".join("" if c is None else f"{c:.1e}" for c in cells) + " |")
    least = [min(v["cosine"] for s, v in r["stages"].items() if not s.startswith(("e2e", "source"))) for r in results]
    lines.append("| least cosine of these, 1 - | " + " | ".join(f"{max(0, 1 - c):.0e}" for c in least) + " |")
    lines.append("| log-mel correlation, end to end | " + " | ".join(f"{r['stages'][WHOLE]['cosine']:.5f}" for r in results) + " |")
    lines.append("| cases; within kokoro.md's bounds, frames identical | " + " | ".join(
        f"{r['stages'][WHOLE]['cases']}; {'yes' if r['passed'] else 'NO'}" for r in results) + " |")
    return "\n".join(lines) + "\n"


def main():
    a = argparse.ArgumentParser(usage=__doc__)
    a.add_argument("build"), a.add_argument("data")
    a.add_argument("--sets"), a.add_argument("--cases", choices=("short", "all"), default="all"), a.add_argument("--out")
    a = a.parse_args()
    pairs = [tuple(s.split(":")) for s in a.sets.split(",")] if a.sets else here()
    if not set(pairs) <= set(here()): sys.exit(f"accuracy.py: this processor has {', '.join(':'.join(p) for p in here())}")
    results = []
    for cpu, precision in pairs:
        cases = SHORTEST if cpu == "scalar" else SHORT if a.cases == "short" else [CASES]
        stages, passed = measure(a.build, a.data, cpu, precision, cases)
        results.append({"cpu": cpu, "precision": precision, "passed": passed, "stages": {s: worst(f) for s, f in stages.items()}})
        print(f"{cpu} {precision}: {'within bounds' if passed else 'OUT OF BOUNDS'}", file=sys.stderr, flush=True)
    print("Largest error of each stage over the cases (RMS of the difference over RMS of the oracle's tensor):\n")
    print(table(results))
    if a.out:
        with open(a.out, "w") as f: json.dump(results, f, indent=1)
    return 0 if all(r["passed"] for r in results) else 1


if __name__ == "__main__":
    sys.exit(main())
