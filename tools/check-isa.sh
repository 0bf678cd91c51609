#!/bin/bash
# check-isa.sh [BUILD_DIR] - what a processor may lack stands only in the objects made for it, which are named after it
# (kern_avx2.o, peak_neon.o).  Otherwise the program would die with SIGILL on somebody's older machine, and only there.
#
#   instructions  an object has none of a newer set than its name says; without a set in its name, none beyond what every
#                 x86-64, or every 64-bit ARM, has
#   symbols       an object with a set in its name defines no global symbol but NAME_<set>.  A function that a header
#                 left behind in it as a global or weak symbol is one the linker could take for everybody's
set -u
cd "$(dirname "$0")/.." || exit 1
build=${1:-build/cc}
mapfile -t objects < <(find "$build/src" "$build/llhttp" -name '*.o' 2>/dev/null | sort)
[ ${#objects[@]} -gt 0 ] || { echo "check-isa: nothing built in $build"; exit 1; }

# ------------------------------------------------------------------------------------ sets and their instructions
# Extended regular expressions over `objdump -d`: a tab, the instruction, its operands.
bmi=$'\t(andn|bextr|bls[ir]|blsmsk|bzhi|mulx|pdep|pext|rorx|s[ahr]rx|shlx|lzcnt|popcnt)[lq]? '
sse4=$'\t(pshufb|palignr|phadd|pmulld|pmax[su][bdw]|pinsr[bdq]|pextr[bdq]|ptest|round[sp][sd]|blendv|dpp[sd]|crc32)'
vex=$'\tv[a-z0-9]+ .*%[xyz]mm'
evex='%zmm|\{%k|%k[0-7]|%[xy]mm(1[6-9]|2[0-9]|3[01])'
new512=$'\tv(pdp|dpbf16|cvtne2?ps2bf16|f[a-z]*[0-9]*[ps]h |(add|sub|mul|div|sqrt|max|min)[ps]h |cvt[a-z0-9]*ph2?[a-z]* .*\\{)'
amx=$'%tmm|\t(tile|ldtile|sttile|tdp)'
sve='[^a-z0-9]([zp][0-9]+\.[bhsdq]|z[0-9]+[^0-9a-z]|p[0-9]+/[mz])'
arm_bf16=$'\t(bfdot|bfmmla|bfmlal[bt]|bfcvtn?2?)[ \t]'
arm_new=$'\t([su]dot|usdot|sudot|[su]mmla|usmmla|fmlal2?|fmlsl2?|fcmla|fcadd|sqrdml[as]h)[ \t]'
arm_half=$'\tf[a-z]+\th[0-9]|\tf[a-z]+\tv[0-9]+\\.[48]h' # arithmetic in float16
arm_atomics=$'\t(casp?|swp|ldadd|ldset|ldclr|ldeor|stadd|stset|stclr)(a|l|al)?[bh]?\t'
arm_crypto=$'\t(aes[a-z]+|sha[0-9a-z]+|pmull2?\tv[0-9]+\\.1q|crc32[a-z]*)'

machine=$(readelf -h "${objects[0]}" | sed -n 's/ *Machine: *//p')
case $machine in
*X86-64*)
    tool="" sets="avx2 avx512 avx512bf16 amx"
    forbidden_none="$vex|$evex|$bmi|$sse4|$amx"
    forbidden_avx2="$evex|$amx" forbidden_avx512="$new512|$amx"
    forbidden_avx512bf16="$amx"$'|\tvpdp' forbidden_amx=$'\tvpdp'
    own_avx2=%ymm own_avx512=%zmm own_avx512bf16=vdpbf16ps own_amx=tdpbf16ps
    ;;
*AArch64*)
    tool="" sets="neon neonbf16"
    [ "$(uname -m)" = aarch64 ] || tool=aarch64-linux-gnu-
    forbidden_neonbf16="$sve|$arm_new|$arm_half|$arm_atomics|$arm_crypto"
    forbidden_none="$forbidden_neonbf16|$arm_bf16" forbidden_neon="$forbidden_neonbf16|$arm_bf16"
    own_neonbf16=bfdot own_neon=$'\tfmla\tv[0-9]+\\.4s'
    ;;
*)
    echo "check-isa: no rules for $machine"
    exit 1
    ;;
esac

# ------------------------------------------------------------------------------------ every object
bad=0
say() {
    echo "check-isa: $*"
    bad=1
}
for o in "${objects[@]}"; do
    set=none
    for s in $sets; do case $o in *_"$s".o) set=$s ;; esac; done
    code=$("${tool}objdump" -d --no-show-raw-insn "$o") || say "cannot read $o"
    rule=forbidden_$set
    hits=$(grep -E "${!rule}" <<<"$code") &&
        say "$o: $(wc -l <<<"$hits") instructions it must not have, first: $(head -n 1 <<<"$hits")"
    [ $set = none ] && continue
    symbols=$("${tool}nm" -g --defined-only "$o" | awk '{print $NF}' | grep -v "_$set\$") &&
        say "$o: gives others $(tr '\n' ' ' <<<"$symbols")"
done

# The check must be able to see: each set's kernels do have its instructions, and an entry.
for s in $sets; do
    own=own_$s o=$build/src/kern/kern_$s.o
    "${tool}objdump" -d --no-show-raw-insn "$o" | grep -qE "${!own}" || say "$o: no ${!own}"
    "${tool}nm" -g --defined-only "$o" | grep -q " T kern_use_$s\$" || say "$o: no kern_use_$s"
done
[ $bad -eq 0 ] && echo "check-isa: ${#objects[@]} objects clean ($machine: ${sets// /, })"
exit $bad
