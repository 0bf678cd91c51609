#!/bin/bash
# check-isa.sh [BUILD_DIR] - instructions of an extension stand only in the objects made for it: no ymm or zmm register
# outside kern_*_avx*.o and kern_amx.o, no zmm in kern_*_avx2.o, no VNNI, BF16 or FP16 in kern_avx512.o. Otherwise the
# program would die with SIGILL on somebody's older processor, and only there.
set -u
cd "$(dirname "$0")/.." || exit 1
build=${1:-build/cc}
objects=$(find "$build/src" "$build/llhttp" -name '*.o' 2>/dev/null)
[ -n "$objects" ] || { echo "check-isa: nothing built in $build"; exit 1; }
[ "$(uname -m)" = x86_64 ] || exit 0
bad=0 seen=0
for o in $objects; do
    case $o in
    *_amx.o) forbidden='vpdp|ph %' ;;
    *_avx512bf16.o) forbidden='vpdp|ph %|%tmm' ;;
    *_avx512.o) forbidden='%tmm|vpdp|vdpbf16|vcvtne2?ps2bf16|vfmadd[0-9]*ph|vaddph|vmulph' ;;
    *_avx2.o) forbidden='%[zt]mm|\{%k' ;;
    *) forbidden='%[yzt]mm' ;;
    esac
    code=$(objdump -d --no-show-raw-insn "$o") || { echo "check-isa: cannot read $o"; bad=1; continue; }
    seen=$((seen + 1))
    if hits=$(grep -E "$forbidden" <<<"$code"); then
        echo "check-isa: $o: $(wc -l <<<"$hits") instructions it must not have, first: $(head -1 <<<"$hits")"
        bad=1
    fi
done
# The check itself must be able to see: the AVX objects do have those registers.
for pair in avx2:ymm avx512:zmm avx512bf16:zmm amx:tmm; do
    objdump -d "$build/src/kern/kern_${pair%:*}.o" | grep -q "%${pair#*:}" || { echo "check-isa: no ${pair#*:} in kern_${pair%:*}.o"; bad=1; }
done
[ $bad -eq 0 ] && echo "check-isa: $seen objects clean"
exit $bad
