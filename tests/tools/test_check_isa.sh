#!/bin/bash
# test_check_isa.sh [BUILD_DIR] - does tools/check-isa.sh see what it is for?  Objects compiled with a flag too many, and
# one whose header's function became everybody's, each beside the real kernels of BUILD_DIR: all must be refused.
set -u
cd "$(dirname "$0")/../.." || exit 1
build=${1:-build/cc}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

# verdict WANT NAME: what check-isa says of the kernels and $work/NAME.o.
verdict() {
    local want=$1 name=$2 said
    rm -rf "$work/tree" && mkdir -p "$work/tree/src/kern" && cp "$build"/src/kern/*.o "$work/tree/src/kern"
    [ -z "$name" ] || cp "$work/$name.o" "$work/tree/src"
    said=$(tools/check-isa.sh "$work/tree")
    if grep -q "$want" <<<"$said"; then
        passed=$((passed + 1))
    else
        printf 'FAIL %s: wanted "%s", got: %s\n' "${name:-kernels alone}" "$want" "$said"
        failed=$((failed + 1))
    fi
}

# refused NAME COMPILER_FLAGS... < C: an object that must not pass.
refused() {
    local name=$1
    shift
    if "$compiler" -O3 -ffast-math -ffreestanding "$@" -x c -c -o "$work/$name.o" -; then
        verdict "check-isa: .*/$name.o: " "$name"
    else
        echo "FAIL $name does not compile" && failed=$((failed + 1))
    fi
}

sum='float sum(const float *a, int n) { float s = 0; for (int i = 0; i < n; i++) s += a[i] * 2; return s; }'
verdict 'objects clean' ''
if readelf -h "$build/src/kern/kern.o" | grep -q X86-64; then
    compiler=cc
    refused plain_avx2 -mavx2 <<<"$sum" # "_avx2": its own name, but it gives others `sum`
    refused plain -mavx <<<"$sum"
    refused wide -mavx512f -mprefer-vector-width=512 <<<"$sum"
    refused count -mpopcnt <<<'int count(unsigned x) { return __builtin_popcount(x); }'
    refused shift -mbmi2 <<<'unsigned long shift(unsigned long x, int n) { return x << n; }'
    refused round -msse4.1 <<<'double whole(double x) { return __builtin_floor(x); }'
    refused zmm_avx2 -mavx512f -mprefer-vector-width=512 -Dsum=sum_avx2 <<<"$sum"
    refused dot_avx512 -mavx512vnni <<<'
        #include <immintrin.h>
        __m512i dot_avx512(__m512i s, __m512i a) { return _mm512_dpbusd_epi32(s, a, a); }'
    refused inline_avx512 -mavx512f <<<'
        inline int twice(int x) { return 2 * x; } extern int twice(int);
        int use_avx512(int x) { return twice(x); }'
else
    compiler=aarch64-linux-gnu-gcc
    [ "$(uname -m)" = aarch64 ] && compiler=cc
    refused sve -march=armv8.2-a+sve <<<"$sum"
    refused atomics -march=armv8.1-a <<<'int next(int *p) { return __atomic_fetch_add(p, 1, 5); }'
    refused dot_neon -march=armv8.6-a <<<'
        #include <arm_neon.h>
        float32x4_t dot_neon(float32x4_t s, bfloat16x8_t a) { return vbfdotq_f32(s, a, a); }'
    refused bytes_neonbf16 -march=armv8.2-a+dotprod <<<'
        #include <arm_neon.h>
        uint32x4_t bytes_neonbf16(uint32x4_t s, uint8x16_t a) { return vdotq_u32(s, a, a); }'
    refused half_neon -march=armv8.2-a+fp16 <<<'
        #include <arm_neon.h>
        float16x8_t half_neon(float16x8_t a) { return vaddq_f16(a, a); }'
    refused crc -march=armv8-a+crc <<<'unsigned crc(unsigned a) { return __builtin_aarch64_crc32w(a, a); }'
    refused inline_neon <<<'
        inline int twice(int x) { return 2 * x; } extern int twice(int);
        int use_neon(int x) { return twice(x); }'
fi
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
