"""Faults that show one citizen's data to the next on purpose.

Removing one guard is not enough: each fault removes all that stand between two citizens at one place. They are applied
in the process of the box (`trials.canary.later`); `BROWSER` also changes how the browser is started.
"""

import gzip
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import jinja2

from kiosk.commands import browser
from kiosk.http import security_headers, static_files
from kiosk.web.request import session

BROWSER = "kept-by-the-browser"
"""The fault that is the browser's too."""
_GUARDS = ("--incognito", "--disable-sync", "--disable-save-password-bubble")


def pages_kept() -> None:
    """The browser may keep pages, nothing is wiped between two, and no script asks for them anew."""
    security_headers.HEADERS = {**security_headers.HEADERS, "Cache-Control": "private"}  # a fault put in on purpose
    _without("js/page/return.js")


def session_kept() -> None:
    """« J’ai terminé » changes nothing: who comes next is taken for who left."""
    session.next_person = lambda: None


def all_copied() -> None:
    """What is copied at the terminal lies in the clipboard for whoever comes next."""
    _without("js/terminal/terminal.js")


def kept_by_the_browser() -> None:
    """Forms no longer say that nothing of them is to be remembered, to a browser that remembers."""
    render: Any = jinja2.Template.render
    jinja2.Template.render = (  # type: ignore[method-assign]
        lambda *given, **named: render(*given, **named).replace('autocomplete="off"', "")
    )


def ordinary() -> tuple[str, ...]:
    """The flags of a browser that keeps what is typed."""
    return tuple(flag for flag in browser.FLAGS if flag not in _GUARDS)


FAULTS: dict[str, Callable[[], None]] = {
    "pages-kept": pages_kept,
    "session-kept": session_kept,
    "all-copied": all_copied,
    BROWSER: kept_by_the_browser,
}


def _without(script: str) -> None:
    """Serve an empty file in place of a script, and the sources, in which each script is a file of its own."""
    static_files.BUILT = "unbuilt/"
    served = static_files.static_file

    def file(path: str) -> static_files.StaticFile | None:
        result = served(path)
        return replace(result, packed=gzip.compress(b"")) if result and path == script else result

    static_files.static_file = file
