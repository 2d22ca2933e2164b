"""A fault is one plain line; tests/test_cli.py runs every command, by itself and beside a running application."""

from kiosk.commands.asking import French, said
from kiosk.errors import Refused, Unreachable


def test_a_fault_without_words_says_its_code() -> None:
    assert said(Refused("never heard of", x=1)) == "never heard of (x=1)"
    assert said(Unreachable("no-line")) == French.code("line", "no-line")
