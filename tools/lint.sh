#!/bin/bash
# lint.sh - the house rules that a machine can check: format, order of includes, headers that compile alone,
# banned functions, file length, unique names, clang-tidy. `lint.sh --fast`: no tidy.
#
# The rules for each folder are in .clang-tidy and tests/.clang-tidy; instruction sets in their own objects are
# check-isa.sh's part, which wants a build.
set -u
cd "$(dirname "$0")/.." || exit 1
bad=0
say() {
    echo "lint: $*"
    bad=1
}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

mapfile -t sources < <(find src tests fuzz bench -name '*.[ch]' | sort)
mapfile -t printing < <(find src -name '*.c' ! -path 'src/cmd/*' ! -path 'src/base/*')
flags=(-std=c17 -D_GNU_SOURCE -Isrc -Itests/unit -isystem /usr/share/include/llhttp)

# ------------------------------------------------------------------------------------ form
clang-format --dry-run -Werror "${sources[@]}" 2>"$work/format" || {
    head -20 "$work/format"
    say "format (make fmt)"
}
tools/check-layers.sh || bad=1
for f in "${sources[@]}"; do
    lines=$(wc -l <"$f")
    [ "$lines" -gt 800 ] && say "$f has $lines lines (800 at most)"
done
grep -nP '[ \t]+$' "${sources[@]}" && say "trailing blanks"
names=$(find src -name '*.[ch]' -printf '%f\n' | sort | uniq -d)
[ -n "$names" ] && say "file names not unique: $names"

# ------------------------------------------------------------------------------------ words
grep -nE '\b(sprintf|strcpy|strcat|strtok|atoi|atof|gets|alloca)\(' "${sources[@]}" && say "banned function"
grep -nE '\bf?printf\((stdout|"|std)' "${printing[@]}" && say "printing outside cmd/"
grep -nE '\b(TODO|FIXME|XXX)\b' "${sources[@]}" && say "unfinished"

# ------------------------------------------------------------------------------------ each header alone
# Not those that are written to be included more than once, or into one instruction set's file.
for h in $(find src tests bench -name '*.h' ! -name '*_body.h' ! -name 'vec_*.h' | sort); do
    echo "#include \"$h\"" | cc "${flags[@]}" -I. -Wall -Werror -fsyntax-only -x c - || say "$h does not compile alone"
done

# ------------------------------------------------------------------------------------ clang-tidy
if [ "${1:-}" != --fast ]; then
    printf '%s\n' "${sources[@]}" | grep '\.c$' | grep -vE '_(avx|amx|neon)' |
        xargs -P "$(nproc)" -I{} clang-tidy --quiet {} -- "${flags[@]}" 2>"$work/tidy" || {
        grep -vE '^[0-9]+ (warning|error)s? ' "$work/tidy" | head
        say "clang-tidy"
    }
fi
[ $bad -eq 0 ] && echo "lint: clean, ${#sources[@]} files"
exit $bad
