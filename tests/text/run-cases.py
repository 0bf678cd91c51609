#!/usr/bin/env python3
"""run-cases.py UTTER [--update] [--data DIR] [--public DIR] [FILE...] - the text cases, through `utter text`.

A case file is lines of INPUT TAB EXPECTED [TAB NOTE]; its first line, `# ... --to FORM [--lang LANG] ...`, holds the
options of `utter text` for all of them. Lines that begin with `# ` are comments. Without FILE: every *.tsv beside this
script that has such a first line. Each line that differs is printed; `--update` writes what is answered now into the files, to be reviewed with
`git diff`. Ends with `N passed, N failed`.

--public DIR: also the public suites in DIR (normalise-zh*.tsv, normalise-en*.tsv), which are not part of this project.
They disagree with each other and with our conventions (a score, never a failure); not there, they count as skipped.
"""
import argparse
import glob
import os
import re
import subprocess
import sys


def options_of(header):
    here = os.path.dirname(os.path.abspath(__file__))
    found = re.findall(r"--(?:to|lang|words|emoji) \S+|--citation|--english-in-chinese", header)
    return [o.replace("--words ", "--words " + here + os.sep) for o in found]


def read_cases(path):
    with open(path, encoding="utf-8") as f:
        lines = f.read().split("\n")
    cases = []
    for number, line in enumerate(lines):
        parts = line.split("\t")
        alone = len(parts) > 2 and parts[2] == "alone"  # a unit test's: one step by itself
        if line and not line.startswith("# ") and len(parts) >= 2 and not alone:
            cases.append((number, parts))
    return lines, cases


def answers(args, options, inputs):
    command = [args.utter, "text", *" ".join(options).split()]
    if args.data:
        command += ["--data", args.data]
    run = subprocess.run(command, input="".join(i + "\n" for i in inputs).encode(), stdout=subprocess.PIPE, check=False)
    got = run.stdout.decode().split("\n")[:-1]
    if run.returncode != 0 or len(got) != len(inputs):
        sys.exit(f"{' '.join(command)}: exit {run.returncode}, {len(inputs)} lines in, {len(got)} lines out")
    return got


def run_file(args, path):
    lines, cases = read_cases(path)
    options = options_of(lines[0])
    if not options:  # a unit test's own, for one step alone
        print(f"{os.path.basename(path)}: no --to FORM in its first line, left to its unit test")
        return 0, 0
    failed = 0
    for (number, parts), got in zip(cases, answers(args, options, [c[1][0] for c in cases])):
        if got == parts[1]:
            continue
        failed += 1
        note = f"   ({parts[2]})" if len(parts) > 2 else ""
        print(f"{os.path.basename(path)}:{number + 1}: {parts[0]}{note}\n  is   {got}\n  want {parts[1]}")
        if args.update:
            parts[1] = got
            lines[number] = "\t".join(parts)
    if args.update and failed:
        with open(path, "w", encoding="utf-8") as f:
            f.write("\n".join(lines))
    return len(cases) - failed, failed


def plain(text):
    """What the public suites do not agree on and nobody hears: width of marks, case, spaces beside marks."""
    table = str.maketrans("，。！？：；（）“”‘’", ",.!?:;()\"\"''")
    return re.sub(r"\s*([,.!?:;()\"'-])\s*", r"\1", " ".join(text.translate(table).lower().split())).strip()


def run_public(args):
    skipped = 0
    for lang in ("zh", "en"):
        paths = sorted(glob.glob(os.path.join(args.public, f"normalise-{lang}*.tsv")))
        skipped += not paths
        for path in paths:
            cases = read_cases(path)[1]
            got = answers(args, ["--to normalized", f"--lang {lang}"], [c[1][0] for c in cases])
            right = 0
            for (number, parts), g in zip(cases, got):
                ok = plain(g) == plain(parts[1])
                right += ok
                if args.verbose and not ok:
                    print(f"{os.path.basename(path)}:{number + 1}: {parts[0]}\n  is   {g}\n  want {parts[1]}")
            print(f"{os.path.basename(path)}: {right} of {len(cases)} ({100 * right / max(1, len(cases)):.1f} %)")
    if skipped:
        print(f"{args.public}: public suites not there for {skipped} of 2 languages, skipped")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("utter")
    parser.add_argument("files", nargs="*")
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--data")
    parser.add_argument("--public", "--suites")
    parser.add_argument("--verbose", action="store_true", help="print the public cases that differ")
    args = parser.parse_intermixed_args()
    files = args.files or sorted(glob.glob(os.path.join(os.path.dirname(os.path.abspath(__file__)), "*.tsv")))
    passed = failed = 0
    for path in files:
        ok, bad = run_file(args, path)
        passed, failed = passed + ok, failed + bad
    if args.public:
        run_public(args)
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed or not passed else 0)


main()
