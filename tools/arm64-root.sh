#!/bin/bash
# arm64-root.sh DIR - the libraries of a 64-bit ARM Debian in DIR, to build for that machine and run under qemu-user:
#
#     tools/arm64-root.sh DIR
#     make CC=aarch64-linux-gnu-gcc ROOT=DIR everything
#     qemu-aarch64 -L DIR build/aarch64-linux-gnu-gcc/tests/checkkern
#
# apt fetches the packages (the libraries of data/apt-*.txt, and what they need) with lists and a cache of its own, and
# they are unpacked, not installed: this system's packages and its list of architectures stay as they are.  Done once.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
[ $# = 1 ] || { echo "usage: arm64-root.sh DIR" >&2; exit 2; }
wanted=$(sed 's/#.*//' "$here"/data/apt-start.txt "$here"/data/apt-check.txt | grep -oE '^lib[a-z0-9+.-]+-dev' | grep -v '^libclang')
[ "$(cat "$1/.made-of" 2>/dev/null)" = "$wanted" ] && exit 0
command -v apt-get >/dev/null || { echo "arm64-root.sh: needs apt-get" >&2; exit 1; }

mkdir -p "$1"
root=$(cd "$1" && pwd)
rm -rf "$root/.made-of" "$root/usr" "$root/lib" "$root/apt"
mkdir -p "$root"/apt/{state/lists,cache/archives}/partial "$root/usr/lib"
: >"$root/apt/status" # nothing is installed there, so that apt names everything that is needed
ln -s usr/lib "$root/lib"
apt=(apt-get -qq -o APT::Architecture=arm64 -o APT::Architectures::=arm64 -o APT::Sandbox::User=
    -o Dir::State="$root/apt/state" -o Dir::Cache="$root/apt/cache" -o Dir::State::status="$root/apt/status"
    -o Dir::Etc::Parts=/etc/apt/apt.conf.d -o Acquire::Retries=3 -o Debug::NoLocking=1)
"${apt[@]}" update
# shellcheck disable=SC2086
"${apt[@]}" install -y --no-install-recommends --download-only $wanted
for package in "$root"/apt/cache/archives/*.deb; do
    dpkg-deb --fsys-tarfile "$package" | tar -x -C "$root" --keep-directory-symlink --exclude='./usr/share/doc' --exclude='./usr/share/man' --exclude='./etc'
done
rm -rf "$root/apt"
echo "$wanted" >"$root/.made-of"
