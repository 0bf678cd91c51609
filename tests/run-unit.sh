#!/bin/bash
# run-unit.sh BUILD_DIR [NAME...] - runs every unit test program (or those whose path has a NAME in it),
# each in its own process with a time limit, and the kernel checker; ends with `N passed, N failed`.
# RUN="qemu-aarch64 -L DIR" runs what was built for another processor; CHECKKERN: the checker's options.
set -u
build=$1
shift
passed=0 failed=0
for t in "$build"/tests/unit/*/test_* "$build"/tests/unit/*/*/test_* "$build"/tests/checkkern; do
    [ -x "$t" ] && [ -f "$t" ] || continue
    case $t in *.o | *.d) continue ;; esac
    if [ $# -gt 0 ]; then
        hit=0
        for name in "$@"; do case $t in *"$name"*) hit=1 ;; esac; done
        [ $hit = 1 ] || continue
    fi
    args=""
    case $t in */checkkern) args=${CHECKKERN:-} ;; esac
    # shellcheck disable=SC2086
    out=$(timeout "${UNIT_TIMEOUT:-120}" ${RUN:-} "$t" $args 2>&1)
    rc=$?
    ok=$(grep -c '^\[       OK \]' <<<"$out")
    bad=$(grep '^\[  FAILED  \] [a-z0-9_]*$' <<<"$out" | sort -u | wc -l)
    if line=$(grep -oE '^[0-9]+ passed, [0-9]+ failed' <<<"$out"); then
        ok=$(cut -d' ' -f1 <<<"$line") bad=$(cut -d' ' -f3 <<<"$line")
    fi
    [ $rc -ne 0 ] && [ "$bad" -eq 0 ] && bad=1
    passed=$((passed + ok)) failed=$((failed + bad))
    if [ $rc -ne 0 ]; then
        printf '%s: exit %d\n%s\n' "$t" $rc "$(grep -vE '^\[( RUN |       OK)' <<<"$out" | tail -n 40)"
    fi
done
echo "$passed passed, $failed failed"
[ $failed -eq 0 ] && [ $passed -gt 0 ]
