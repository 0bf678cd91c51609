#!/bin/bash
# run-unit.sh BUILD_DIR [NAME...] - runs every unit test program (or those whose path has a NAME in it), each in its own
# process with a time limit, and the kernel checker, as many at a time as there are processors; ends with
# `N passed, N failed`.
# RUN="qemu-aarch64 -L DIR" runs what was built for another processor; CHECKKERN: the checker's options; UNIT_JOBS: how
# many at a time.  With --list it only prints the programs, also those that are not built yet.
set -u
list=0
[ "${1:-}" = --list ] && list=1 && shift
build=$1
shift
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
export work

programs() {
    local s t name
    for s in tests/checkkern.c tests/unit/*/test_*.c tests/unit/*/*/test_*.c; do
        t=$build/${s%.c}
        for name in "$@"; do
            case $t in *"$name"*) echo "$t" && break ;; esac
        done
        [ $# -gt 0 ] || echo "$t"
    done
}
[ $list = 0 ] || { programs "$@"; exit 0; }

# NUMBER PROGRAM: its counts to $work/NUMBER.count, what went wrong to $work/NUMBER.said.
run_one() {
    local n=$1 t=$2 args="" out rc ok bad line
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
    [ $rc -eq 0 ] || printf '%s: exit %d\n%s\n' "$t" $rc "$(grep -vE '^\[( RUN |       OK)' <<<"$out" | tail -n 40)" >"$work/$n.said"
    echo "$ok $bad $rc" >"$work/$n.count"
}
export -f run_one

mapfile -t all < <(programs "$@" | while read -r t; do [ -x "$t" ] && echo "$t"; done)
for i in "${!all[@]}"; do printf '%s\0%s\0' "$i" "${all[$i]}"; done |
    xargs -0 -r -n 2 -P "${UNIT_JOBS:-$(nproc)}" bash -c 'run_one "$@"' run_one

passed=0 failed=0
for i in "${!all[@]}"; do
    read -r ok bad rc <"$work/$i.count" || { echo "${all[$i]}: it has left no result"; ok=0 bad=1 rc=1; }
    passed=$((passed + ok)) failed=$((failed + bad))
    [ "$rc" -eq 0 ] || cat "$work/$i.said"
done
echo "$passed passed, $failed failed"
[ $failed -eq 0 ] && [ $passed -gt 0 ]
