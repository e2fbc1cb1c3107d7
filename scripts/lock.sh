#!/usr/bin/env bash
# Writes the lock files of requirements/ anew from pyproject.toml.
#   scripts/lock.sh            keeps every version that still fits
#   scripts/lock.sh --upgrade  takes the newest that fits
# One version of everything for all Pythons from 3.11 and for Linux and macOS, each with the hashes
# of all its files. The index is the one pip is set up to use, and is written nowhere.
set -euo pipefail
cd "$(dirname "$0")/.."

tool=$(mktemp -d)
trap 'rm -rf "$tool"' EXIT
"${PYTHON:-python3}" -m venv "$tool"
"$tool/bin/pip" install --quiet --no-deps --require-hashes -r requirements/lock.txt
if index=$("$tool/bin/pip" config get global.index-url 2>/dev/null) && [ -n "$index" ]; then
    export UV_DEFAULT_INDEX=$index
fi

compile() { # compile NAME WHAT [OPTION…]
    local name=$1 what=$2
    shift 2
    "$tool/bin/uv" pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest \
        --generate-hashes --no-header --no-emit-index-url --no-emit-find-links --strip-extras \
        --output-file "requirements/$name.txt" "$@" >/dev/null
    { printf '# %s: made by "make lock", not by hand.\n' "$what"; cat "requirements/$name.txt"; } >"$tool/$name.txt"
    cat "$tool/$name.txt" >"requirements/$name.txt"
}

names() { # the names locked in a file
    sed -n 's/^\([a-z0-9.-]*\)==.*/\1/p' "requirements/$1.txt"
}

upgrade=()
[ "${1:-}" != "--upgrade" ] || upgrade=(--upgrade)

compile runtime "What the product runs on" pyproject.toml requirements/build.in "${upgrade[@]}"

without=()
while read -r name; do without+=(--no-emit-package "$name"); done < <(names runtime)
compile test "What the tests need on top of runtime.txt" \
    pyproject.toml --extra dev --constraint requirements/runtime.txt "${without[@]}" "${upgrade[@]}"

compile bench "What make bench compares with, on top of runtime.txt" \
    pyproject.toml --extra bench --constraint requirements/runtime.txt "${without[@]}" "${upgrade[@]}"
# Isso needs misaka only for a renderer it has given up and never loads; misaka would have to be compiled.
printf 'misaka ; python_version < "3"\n' >"$tool/left-out.txt"
compile isso "The comment server the tests crawl, on top of runtime.txt" requirements/isso.in \
    --override "$tool/left-out.txt" --constraint requirements/runtime.txt "${without[@]}" "${upgrade[@]}"

# Pillow is there already with the test tools.
compile servers "The forum and the blog the crawler's tests read, on top of runtime.txt and test.txt" requirements/servers.in \
    --constraint requirements/runtime.txt --constraint requirements/test.txt "${without[@]}" --no-emit-package pillow "${upgrade[@]}"

compile lock "The tool that makes these files" requirements/lock.in "${upgrade[@]}"
wc -l requirements/*.txt
