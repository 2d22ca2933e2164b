"""The command `kiosk` for everybody's PATH: it becomes the account that owns the data, which root may do."""

from pathlib import Path

from kiosk.services.install import accounts
from kiosk.services.install.plan import HUB_ENVIRONMENT, File, Layout

COMMAND = Path("/usr/local/bin/kiosk")
_IN_SHELL = """\
#!/bin/sh
# {about}
set -eu
program={program}
account={account}
case "${{1:-}}" in
    install) exec "$program" -m kiosk "$@" ;;
    hub)
        account={hub}
        if [ -r {environment} ]; then
            while IFS= read -r line; do
                value=${{line#*=}}
                case "$value" in \\"*\\") value=${{value#?}} value=${{value%?}} ;; esac
                case "$line" in KIOSK_HUB_*=*) export "${{line%%=*}}=$value" ;; esac
            done <{environment}
        fi
        ;;
esac
export KIOSK_DATA={data}
if [ "$(id -un)" = "$account" ] || ! id "$account" >/dev/null 2>&1; then
    exec "$program" -m kiosk "$@"
elif [ "$(id -u)" = 0 ]; then
    for word in "$@"; do
        if [ -f "$word" ] && ! runuser -u "$account" -- test -r "$word"; then
            echo "{unreadable} $word" >&2
            exit 1
        fi
    done
    exec runuser -u "$account" -- env HOME=/nonexistent "$program" -m kiosk "$@"
fi
case "${{1:-}}" in
    browser | --*) exec env -u KIOSK_DATA "$program" -m kiosk "$@" ;;
esac
echo "{as_root}" >&2
exit 1
"""
"""Whoever types `kiosk` reaches the box as the account that owns its data, and the hub as its own."""


def command(layout: Layout) -> File:
    """The command `kiosk` for everybody's PATH."""
    written = _IN_SHELL.format(
        about=layout.comments.get("command", ""),
        unreadable=layout.comments.get("unreadable", "chmod a+r"),
        as_root=layout.comments.get("as-root", "sudo kiosk"),
        program=layout.program,
        account=accounts.BOX.name,
        hub=accounts.HUB.name,
        environment=HUB_ENVIRONMENT,
        data=accounts.BOX.home,
    )
    return File(COMMAND, written, 0o755)
