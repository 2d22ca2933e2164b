"""Ways in which a screen could show one citizen to the next, each put in on purpose.

Those that break the box are applied in its process (`scripts.canary.later`); those that break the browser change how
it is started, and do nothing there.
"""

from collections.abc import Callable
from dataclasses import replace

from kiosk.commands import browser
from kiosk.web import security, session, static_files

BROWSER: dict[str, tuple[str, ...]] = {"kept-by-the-browser": ("--incognito", "--disable-sync")}
"""Flags that a broken browser is started without."""


def pages_kept() -> None:
    """The browser may keep pages, and the script that asks for them anew is not there."""
    del security.HEADERS["Cache-Control"]


def terminal_lets_copy() -> None:
    """What is copied at the terminal lies in the clipboard for whoever comes next."""
    served = static_files.static_file
    own = served("js/terminal.js")
    assert own is not None
    lax = replace(own, content=own.content.replace(b'"copy", "cut"', b""), packed=None)
    static_files.static_file = lambda path: lax if path == "js/terminal.js" else served(path)


def session_kept() -> None:
    """« J’ai terminé » changes nothing: who comes next is taken for who left."""
    session.next_person = lambda: None


def nothing() -> None:
    """The browser is broken, not the box."""


def ordinary() -> tuple[str, ...]:
    """The flags of a browser that keeps what is typed."""
    return tuple(each for each in browser.FLAGS if each not in BROWSER["kept-by-the-browser"])


FAULTS: dict[str, Callable[[], None]] = {
    "pages-kept": pages_kept,
    "session-kept": session_kept,
    "terminal-lets-copy": terminal_lets_copy,
    "kept-by-the-browser": nothing,
}
