#!/bin/sh
# Prints the path of a Chromium for the browser tests; prints nothing and fails when there is none.
#   scripts/chromium.sh             looks only
#   scripts/chromium.sh --install   as root with apt-get, also tries to install the package chromium
# SANGTIN_CHROMIUM names one to use instead.
set -u

find_chromium() {
    for name in "${SANGTIN_CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable \
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
        [ -n "$name" ] && command -v "$name" 2>/dev/null && return 0
    done
    cache=${PLAYWRIGHT_BROWSERS_PATH:-$HOME/.cache/ms-playwright}
    for path in "$cache"/chromium-*/chrome-linux*/chrome \
        "$HOME"/Library/Caches/ms-playwright/chromium-*/chrome-mac*/Chromium.app/Contents/MacOS/Chromium; do
        [ -x "$path" ] && printf '%s\n' "$path" && return 0
    done
    return 1
}

find_chromium && exit 0
if [ "${1:-}" = --install ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Cài gói chromium cho các phép thử trên trình duyệt…" >&2
    export DEBIAN_FRONTEND=noninteractive
    { apt-get update && apt-get install --yes --no-install-recommends chromium; } >/dev/null 2>&1 </dev/null
    find_chromium && exit 0
fi
exit 1
