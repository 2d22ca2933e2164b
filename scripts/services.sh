#!/usr/bin/env bash
# Makes sure that the tests find a browser, a PostgreSQL server, poppler, CUPS, Caddy, nginx and voices; says what to run where it cannot.
set -euo pipefail
cd "$(dirname "$0")/.."

has_browser() {
    command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null ||
        compgen -G "${PLAYWRIGHT_BROWSERS_PATH:-$HOME/.cache/ms-playwright}/chromium*" >/dev/null ||
        compgen -G "$HOME/Library/Caches/ms-playwright/chromium*" >/dev/null
}

# The same Chromium without the windows that nobody sees: journeys take two thirds of the time. Debian has it, few others.
has_light_browser() {
    [ "$(id -u)" != 0 ] || ! command -v apt-cache >/dev/null || command -v chromium-headless-shell >/dev/null ||
        ! apt-cache show chromium-headless-shell >/dev/null 2>&1
}

# A `psql` on PATH may be only the client: the server's own folder decides. Elsewhere than on Debian, `postgres` on PATH.
has_postgresql() {
    compgen -G "/usr/lib/postgresql/*/bin/initdb" >/dev/null || { command -v initdb && command -v postgres; } >/dev/null
}

has_poppler() {
    command -v pdftotext >/dev/null
}

# The tests start a print server and a printer of their own; Debian's folder for servers is not on everybody's path.
has_cups() {
    local path="$PATH:/usr/sbin" program
    [ "$(uname)" = Linux ] || return 0
    for program in cupsd lpadmin lp ippeveprinter ipptool dbus-daemon; do
        PATH="$path" command -v "$program" >/dev/null || return 1
    done
    [ -x /usr/lib/cups/filter/pdftopdf ]
}

# The two that stand before a hub in its documentation: tests run both configurations.
has_proxies() {
    [ "$(uname)" = Linux ] || return 0
    command -v caddy >/dev/null && PATH="$PATH:/usr/sbin" command -v nginx >/dev/null
}

# What speaks, and what makes its sounds small.
has_voices() {
    command -v espeak-ng >/dev/null && command -v opusenc >/dev/null && command -v opusdec >/dev/null
}

missing() {
    has_browser || printf 'chromium '
    has_postgresql || printf 'postgresql '
    has_poppler || printf 'poppler-utils '
    has_cups || printf 'cups-daemon cups-client cups-ipp-utils cups-filters-core-drivers dbus-daemon '
    has_proxies || printf 'caddy nginx-light '
    has_voices || printf 'espeak-ng opus-tools '
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

# What is installed for tests serves nobody: until it is installed, Debian is told to start nothing.
without_services() {
    local policy=/usr/sbin/policy-rc.d status=0
    if [ -e "$policy" ]; then
        "$@"
        return
    fi
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
    "$@" || status=$?
    rm -f "$policy"
    return "$status"
}

# Nothing fails where this is not there.
wished() {
    has_light_browser || printf 'chromium-headless-shell '
}

wanted="$(missing)$(wished)"
[ -n "$wanted" ] || exit 0
echo "services: installing $wanted"

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    # What fails here says why; what is still missing afterwards decides.
    apt update || true
    wanted="$(missing)$(wished)"
    # shellcheck disable=SC2086  # one word a package
    { has_postgresql || without_main_cluster; } && without_services apt install --no-install-recommends $wanted || true
elif ! has_browser; then
    "${VENV:-.venv}/bin/playwright" install chromium || true
fi

wanted=$(missing)
if [ -n "$wanted" ]; then
    echo "services: the tests need ${wanted% }, missing here. On Debian or Ubuntu, run this, then again what you ran:" >&2
    echo "    sudo apt-get install -y ${wanted% }" >&2
    exit 1
fi
