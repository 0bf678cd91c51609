#!/usr/bin/env python3
"""utter beside other engines: the same phonemes, voice and weights, the same processors, in turn in one run.

    compare.py UTTER DATA_DIR [options]      bench/README.md says how to get the other engines

    --engines A,B        names, or beginnings of names (default: all); --list shows them
    --threads 1,2        processors that each engine may use, and threads it is told to use
    --lengths 1,2,5,10,20,30     seconds of speech, from `utter bench --list`
    --at-once 1,2,4,8,16         utterances at once, of about --at-once-length (5) seconds each, on the most threads
    --runs 5             turns of each engine at each length: A B C A B C ...; best and median are reported
    --quick              two minutes: 1 and 5 s, 4 at once, 2 runs
    --no-cold            leaves out cold starts and memory
    --out FILE.json      all figures; --svg FILE.svg: plots; the table (Markdown) goes to standard output

Each engine is a process of its own that is loaded once, answers one turn after the other, and is silent while others have
theirs; all are pinned to the same processors. A length over one call of the network (510 phonemes) is several calls for all.
Times are wall time; beside them stands the processor time of the best turn, which other programs on the machine disturb less."""
import argparse, json, os, platform, signal, statistics, subprocess, sys, time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import plot

# name: options of utter, or the folder of bench/rivals.py. The first is what others are compared with.
BASE = "ort-f32"
UTTERS = {
    "utter-f32": ["--precision", "float32"],
    "utter-bf16": ["--precision", "bf16"],
    "utter-bf16-avx512": ["--precision", "bf16", "--cpu", "avx512bf16"],
    "utter-f32-avx2": ["--precision", "float32", "--cpu", "avx2"],
}
RIVALS = {"ort-f32": "ort", "ort-int8": "ort", "sherpa-onnx": "sherpa-onnx", "kokoro-onnx": "kokoro-onnx", "kokoro-torch": "kokoro-torch"}
WANTS_ISA = {"utter-bf16-avx512": ("avx512bf16",), "utter-f32-avx2": ("avx2",)}
LOAD_SECONDS, TURN_SECONDS = 300, 600


class Missing(Exception): pass


class Engine:
    """One process that speaks on demand."""

    def __init__(self, name, args, threads):
        self.name, self.threads = name, threads
        cpus = sorted(os.sched_getaffinity(0))[:threads]
        environment = {**os.environ, "OMP_NUM_THREADS": str(threads), "PYTHONDONTWRITEBYTECODE": "1", "HF_HUB_OFFLINE": "1"}
        self.started = time.perf_counter()
        self.process = subprocess.Popen(self.command(args), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE if not args.verbose else None,
                                        preexec_fn=lambda: os.sched_setaffinity(0, cpus), env=environment)
        self.ready = self.answer()
        if "version" not in self.ready: self.ready["version"] = f"{self.ready['isa']}, {self.ready['precision']}"

    def command(self, args):
        if self.name in UTTERS:
            return [args.utter, "bench", "--jobs", "--threads", str(self.threads), "--data", args.data, *UTTERS[self.name]]
        folder = os.path.join(args.data, "bench", RIVALS[self.name])
        return [os.path.join(folder, "venv", "bin", "python"), os.path.join(HERE, "worker.py"), self.name, folder, str(self.threads)]

    def answer(self):
        line = self.process.stdout.readline()
        if line: return json.loads(line)
        self.process.wait()
        said = self.process.stderr.read().decode(errors="replace").strip().split("\n")[-1] if self.process.stderr else ""
        raise Missing(said[:160] or f"ended with {self.process.returncode}")

    def ask(self, **job):
        self.process.stdin.write((json.dumps(job) + "\n").encode())
        self.process.stdin.flush()
        got = self.answer()
        if "error" in got: raise Missing(got["error"][:160])
        return got

    def memory(self):
        """Megabytes: the most that was resident, and how much of what is resident now is its own (not files)."""
        with open(f"/proc/{self.process.pid}/status") as f:
            kb = {k: int(v.split()[0]) for k, v in (line.split(":", 1) for line in f if "kB" in line)}
        return {"peak_mb": kb["VmHWM"] / 1024, "own_mb": kb["RssAnon"] / 1024}

    def close(self):
        self.process.stdin.close()
        try: self.process.wait(20)
        except subprocess.TimeoutExpired: self.process.kill()


def why_not(name, args):
    """The reason that an engine cannot be started at all, or None."""
    if name in UTTERS: return None
    folder = os.path.join(args.data, "bench", RIVALS[name])
    failed = os.path.join(folder, "failed")
    if os.path.exists(failed): return open(failed).read().strip()
    if not os.path.exists(os.path.join(folder, "voice.bin")): return f"not set up: bench/rivals.py UTTER DATA_DIR {RIVALS[name]}"
    return None


def start(names, threads, args, missing):
    """The engines that can be started and have what their name says."""
    engines = []
    for name in names:
        reason, engine = why_not(name, args), None
        try:
            if not reason: engine = Engine(name, args, threads)
        except (Missing, OSError, ValueError) as e: reason = str(e)
        if engine and name in WANTS_ISA and engine.ready["isa"] not in WANTS_ISA[name]:
            reason = f"this processor has no {WANTS_ISA[name][0]}"
            engine.close()
        if reason: missing[name] = reason
        else: engines.append(engine)
    return engines


def say(*words): print(*words, file=sys.stderr, flush=True)


def take_turns(engines, jobs, runs, missing, rows, what, fixed):
    """jobs: {key: job}. Every engine once unmeasured, then in turn; rows gets a row for each engine and key (named `what`)."""
    got = {}
    try:
        for run in range(-1, runs):
            for key, job in jobs.items():
                for e in list(engines):
                    if run < 0 and key != next(iter(jobs)): continue
                    try: answer = e.ask(**job)
                    except (Missing, OSError, ValueError) as error:
                        missing[e.name] = str(error)
                        engines.remove(e)
                        continue
                    if run >= 0: got.setdefault((e.name, key), []).append(answer)
                    say(f"  run {run + 1}/{runs}  {e.threads} threads  {what} {key}  {e.name:18} {answer['wall_s'] / answer['audio_s']:.3f}")
    finally:
        rows += [{**fixed, what: key, **row(name, answers)} for (name, key), answers in got.items()]


def row(name, answers):
    best = min(answers, key=lambda a: a["wall_s"])
    return {"engine": name, "audio_s": best["audio_s"], "best_s": best["wall_s"], "median_s": statistics.median(a["wall_s"] for a in answers),
            "rtf": best["wall_s"] / best["audio_s"], "cpu_rtf": min(a["cpu_s"] for a in answers) / best["audio_s"], "runs": len(answers),
            **({"way": best["way"]} if "way" in best else {})}


def measure(args, names, texts, result):
    for threads in args.threads:
        engines = start(names, threads, args, result["missing"])
        for e in engines:
            result["engines"].setdefault(e.name, {"version": e.ready["version"]})
            if e.name in UTTERS and not e.name.endswith("avx2"):
                result["machine"].update({k: max(v, result["machine"].get(k, 0)) for k, v in e.ask(peak=True).items()})
                result["machine"]["cpu"] = e.ready["cpu"]
        jobs = {s: {"calls": texts[s]} for s in args.lengths}
        take_turns(engines, jobs, args.runs, result["missing"], result["lengths"], "seconds", {"threads": threads})
        if threads == max(args.threads) and args.at_once:
            jobs = {n: {"calls": texts[args.at_once_length], "at_once": n} for n in args.at_once}
            take_turns(engines, jobs, max(1, args.runs // 2), result["missing"], result["at_once"], "at_once",
                       {"threads": threads, "seconds": args.at_once_length})
        for e in engines: e.close()


def cold(args, names, texts, result):
    """Process start to the first sound of the shortest text, files in the page cache; then memory after a long one."""
    threads = max(args.threads)
    for name in [n for n in names if n in result["engines"] and n not in result["missing"]]:
        best = None
        for _ in range(2):
            e = Engine(name, args, threads)
            e.ask(calls=texts[min(args.lengths)])
            took = time.perf_counter() - e.started
            best = took if best is None else min(best, took)
            e.ask(calls=texts[max(s for s in args.lengths if s <= 10)])
            memory = e.memory()
            e.close()
        result["cold"].append({"engine": name, "threads": threads, "first_sound_s": best, "load_s": e.ready["load_s"], **memory})
        say(f"  cold  {name:18} {best:.2f} s, {memory['peak_mb']:.0f} MB")


# ------------------------------------------------------------------------------------------------ tables and plots

def table(head, rows):
    return "\n".join(["| " + " | ".join(head) + " |", "|" + "---|" * len(head), *("| " + " | ".join(r) + " |" for r in rows)]) + "\n"


def cell(r, base):
    times = f" ({base['best_s'] / base['audio_s'] / r['rtf']:.2f}x)" if base and r["engine"] != BASE else ""
    return f"{r['rtf']:.3f}{times}"


def report(result, args):
    m = result["machine"]
    out = [f"{m.get('cpu', '?')}, {m['processors']} processors, {m['system']}; measured peak {m.get('peak_gflops', 0):.0f} GFLOP/s a thread in float32"
           + (f", {m['peak_bf16_gflops']:.0f} in bf16" if m.get("peak_bf16_gflops") else "") + f"; load of the machine {m['load_before']:.1f} before, {m['load_after']:.1f} after.\n"]
    names = [n for n in [*UTTERS, *RIVALS] if n in result["engines"]]
    for threads in args.threads:
        rows = {(r["engine"], r["seconds"]): r for r in result["lengths"] if r["threads"] == threads}
        lengths = [s for s in args.lengths if any((n, s) in rows for n in names)]
        out.append(f"Real-time factor, {threads} thread{'s' * (threads > 1)}, best of {args.runs} (times as fast as ONNX Runtime float32):\n")
        out.append(table(["", *(f"{s} s" for s in lengths)], [[n, *(cell(rows[n, s], rows.get((BASE, s))) if (n, s) in rows else "" for s in lengths)] for n in names]))
    if result["at_once"]:
        rows = {(r["engine"], r["at_once"]): r for r in result["at_once"]}
        counts = sorted({n for _, n in rows})
        out.append(f"Several at once, {max(args.threads)} threads: seconds of speech in one second:\n")
        out.append(table(["", *map(str, counts)], [[n, *(f"{1 / rows[n, c]['rtf']:.2f}" if (n, c) in rows else "" for c in counts)] for n in names]))
    if result["cold"]:
        out.append("Cold start to the first sound (page cache warm), memory at the longest call:\n")
        out.append(table(["", "first sound", "loading alone", "most resident", "own at the end"],
                         [[r["engine"], f"{r['first_sound_s']:.2f} s", f"{r['load_s']:.2f} s", f"{r['peak_mb']:.0f} MB", f"{r['own_mb']:.0f} MB"] for r in result["cold"]]))
    out.append(table(["", "what it is"], [[n, result["engines"][n]["version"] if n in result["engines"] and n not in result["missing"] else f"left out: {result['missing'].get(n, 'not asked for')}"]
                                         for n in [*UTTERS, *RIVALS] if n in result["engines"] or n in result["missing"]]))
    return "\n".join(out)


def charts(result, args):
    def series(rows, x, y):
        out = {}
        for r in rows: out.setdefault(r["engine"], []).append((r[x], y(r)))
        return out

    made = [plot.Lines(f"{t} thread{'s' * (t > 1)}", "seconds of speech", "real-time factor (smaller is faster)",
                       series([r for r in result["lengths"] if r["threads"] == t], "seconds", lambda r: r["rtf"])) for t in args.threads
            if any(r["threads"] == t for r in result["lengths"])]
    if len(args.at_once) > 1:
        made.append(plot.Lines(f"at once, {max(args.threads)} threads", "utterances at once", "seconds of speech in a second", series(result["at_once"], "at_once", lambda r: 1 / r["rtf"])))
    if result["cold"]:
        made.append(plot.Bars("Cold start", "seconds to the first sound", {r["engine"]: r["first_sound_s"] for r in result["cold"]}))
        made.append(plot.Bars("Memory", "megabytes resident at most", {r["engine"]: r["peak_mb"] for r in result["cold"]}))
    return plot.page(made, f"{result['machine'].get('cpu', '')}, {result['date']}")


def numbers(s): return sorted({int(x) for x in s.split(",") if x})


def arguments():
    a = argparse.ArgumentParser(usage=__doc__)
    a.add_argument("utter"), a.add_argument("data")
    a.add_argument("--engines", default=""), a.add_argument("--threads", type=numbers, default=numbers("1,2"))
    a.add_argument("--lengths", type=numbers), a.add_argument("--at-once", type=numbers), a.add_argument("--at-once-length", type=int, default=5)
    a.add_argument("--runs", type=int), a.add_argument("--out"), a.add_argument("--svg")
    for flag in ("--quick", "--no-cold", "--verbose", "--list"): a.add_argument(flag, action="store_true")
    a = a.parse_args()
    a.utter, a.data = os.path.abspath(a.utter), os.path.abspath(a.data)
    a.lengths = a.lengths or numbers("1,5" if a.quick else "1,2,5,10,20,30")
    a.at_once = numbers("4" if a.quick else "1,2,4,8,16") if a.at_once is None else a.at_once
    a.runs = a.runs or (2 if a.quick else 5)
    a.threads = [t for t in a.threads if t <= len(os.sched_getaffinity(0))]
    if not a.threads: sys.exit("compare.py: fewer processors than the least of --threads")
    return a


def main():
    args = arguments()
    every = [*UTTERS, *RIVALS]
    names = [n for n in every if not args.engines or any(n == w or (w not in every and n.startswith(w)) for w in args.engines.split(","))]
    if args.list: return print("\n".join(f"{n:20}{why_not(n, args) or 'ready'}" for n in names))
    listed = json.loads(subprocess.run([args.utter, "bench", "--list"], check=True, capture_output=True).stdout)
    texts = {t["seconds"]: t["calls"] for t in listed}
    if not names or not {*args.lengths, args.at_once_length} <= set(texts): sys.exit(f"compare.py: engines or lengths that there are not: {args.engines} {args.lengths}")
    result = {"date": time.strftime("%Y-%m-%d %H:%M"), "lengths": [], "at_once": [], "cold": [], "engines": {}, "missing": {},
              "machine": {"processors": len(os.sched_getaffinity(0)), "system": platform.system() + " " + platform.machine(), "load_before": os.getloadavg()[0]}}
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        measure(args, names, texts, result)
        if not args.no_cold: cold(args, names, texts, result)
    except KeyboardInterrupt:
        say("interrupted: what was measured so far follows")
    result["machine"]["load_after"] = os.getloadavg()[0]
    print(report(result, args))
    if args.out:
        with open(args.out, "w") as f: json.dump(result, f, indent=1)
    if args.svg:
        with open(args.svg, "w", encoding="utf-8") as f: f.write(charts(result, args))
    return 0 if result["lengths"] else 1


if __name__ == "__main__":
    sys.exit(main())
