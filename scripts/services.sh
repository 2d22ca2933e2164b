#!/usr/bin/env bash
# Makes sure that the tests find a browser, a PostgreSQL server and poppler; says the one command to run where it cannot.
set -euo pipefail
cd "$(dirname "$0")/.."

has_browser() {
    command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null ||
        compgen -G "${PLAYWRIGHT_BROWSERS_PATH:-$HOME/.cache/ms-playwright}/chromium*" >/dev/null ||
        compgen -G "$HOME/Library/Caches/ms-playwright/chromium*" >/dev/null
}

# A `psql` on PATH may be only the client: the server's own folder decides. Elsewhere than on Debian, `postgres` on PATH.
has_postgresql() {
    compgen -G "/usr/lib/postgresql/*/bin/initdb" >/dev/null || { command -v initdb && command -v postgres; } >/dev/null
}

has_poppler() {
    command -v pdftotext >/dev/null
}

missing() {
    has_browser || printf 'chromium '
    has_postgresql || printf 'postgresql '
    has_poppler || printf 'poppler-utils '
}

apt() {
    DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -qq -y "$@" </dev/null >/dev/null
}

# The tests start clusters of their own in throw-away folders: Debian's first one is neither made nor started.
without_main_cluster() {
    local settings=/etc/postgresql-common/createcluster.conf
    apt install --no-install-recommends postgresql-common &&
        sed -i 's/^#\?create_main_cluster *=.*/create_main_cluster = false/' "$settings"
}

wanted=$(missing)
[ -n "$wanted" ] || exit 0
echo "services: installing $wanted"

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    # What fails here says why; what is still missing afterwards decides.
    # shellcheck disable=SC2086  # one word a package
    apt update && { has_postgresql || without_main_cluster; } && apt install --no-install-recommends $wanted || true
elif ! has_browser; then
    .venv/bin/playwright install chromium || true
fi

wanted=$(missing)
if [ -n "$wanted" ]; then
    echo "services: the tests need ${wanted% }, missing here. On Debian or Ubuntu, run this, then again what you ran:" >&2
    echo "    sudo apt-get install -y ${wanted% }" >&2
    exit 1
fi
