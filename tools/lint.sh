#!/bin/bash
# lint.sh - the house rules that a machine can check: format, order of includes, headers that compile alone,
# banned functions, file length, instruction sets in their own objects, clang-tidy. `lint.sh --fast`: no tidy.
set -u
cd "$(dirname "$0")/.." || exit 1
bad=0
say() { echo "lint: $*"; bad=1; }
sources=$(find src tests fuzz -name '*.[ch]' | sort)

# shellcheck disable=SC2086
clang-format --dry-run -Werror $sources 2>/tmp/utter-format.$$ || { head -20 /tmp/utter-format.$$; say "format (make fmt)"; }
rm -f /tmp/utter-format.$$
tools/check-layers.sh || bad=1

for h in $(find src -name '*.h' ! -name '*_body.h' ! -name 'vec_*.h' | sort); do
    echo "#include \"${h#src/}\"" | cc -std=c17 -D_GNU_SOURCE -Isrc -isystem /usr/share/include/llhttp -fsyntax-only -x c - || say "$h does not compile alone"
done

grep -nE '\b(sprintf|strcpy|strcat|strtok|atoi|atof|gets|alloca)\(' $sources && say "banned function"
grep -nE '\bf?printf\((stdout|"|std)' $(find src -name '*.c' ! -path 'src/cmd/*' ! -path 'src/base/*') && say "printing outside cmd/"
for f in $sources; do
    lines=$(wc -l <"$f")
    [ "$lines" -gt 800 ] && say "$f has $lines lines (800 at most)"
done
grep -nP '[ \t]+$' $sources && say "trailing blanks"
dup=$(find src -name '*.[ch]' -printf '%f\n' | sort | uniq -d)
[ -n "$dup" ] && say "file names not unique: $dup"

if [ "${1:-}" != --fast ]; then
    # shellcheck disable=SC2046
    printf '%s\n' $(find src -name '*.c' ! -name '*_avx*' ! -name '*_neon*') |
        xargs -P "$(nproc)" -I{} clang-tidy --quiet {} -- -std=c17 -D_GNU_SOURCE -Isrc -isystem /usr/share/include/llhttp 2>/tmp/utter-tidy.$$ || say "clang-tidy"
    grep -E 'error:' /tmp/utter-tidy.$$ | head
    rm -f /tmp/utter-tidy.$$
fi
[ $bad -eq 0 ] && echo "lint: clean"
exit $bad
