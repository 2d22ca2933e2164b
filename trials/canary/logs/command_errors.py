"""Errors of commands: wrong arguments, files that are none, and exceptions that end the process."""

import sys
from collections.abc import Sequence

from click.testing import CliRunner

from kiosk.cli import main
from kiosk.services.receipts import verify_receipt
from kiosk.settings import toml
from kiosk.store.database import DatabaseError
from trials.canary.logs.box_errors import words_of
from trials.canary.logs.site import Site, failing
from trials.canary.someone import Someone


def wrong_arguments(site: Site, who: Someone) -> None:
    """Words where a number, a login, a file or a command is meant."""
    word = who.words[0]
    for arguments in (
        ("citizen", "export", word, "--login", word), ("receipt", "verify", word), ("mediator", "recover", word),
        ("enroll", f"http://127.0.0.1:9/{word}", word), (word,), ("procedures", "check", word), ("restore", word),
    ):  # fmt: skip
        assert _typed(site, arguments, answers=f"{words_of(who)}\n" * 4) != 0, arguments


def strange_files(site: Site, who: Someone) -> None:
    """A receipt and a backup that are somebody's words."""
    file = site.folder / "strange"
    file.write_text(words_of(who), "utf-8")
    for arguments in (("receipt", "verify", str(file)), ("restore", str(file))):
        assert _typed(site, arguments, answers="o\n" * 4) != 0, arguments


def commands_that_end(site: Site, who: Someone) -> None:
    """An exception of ours, and of a table, that nobody catches: Python writes it to standard error."""
    for error in (ValueError(words_of(who)), DatabaseError(words_of(who))):
        with failing(verify_receipt, "verify", error):
            assert _typed(site, ("receipt", "verify", "x" * 300)) != 0


PATHS = (wrong_arguments, strange_files, commands_that_end)


def _typed(site: Site, arguments: Sequence[str], answers: str = "") -> int:
    """Type a command in a folder of its own, beside the box; gives its exit status, and writes what is logged.

    What a command says to the person who typed it is no log; an exception that ends it is shown as Python shows it.
    """
    data = site.folder / "typed"
    if not data.exists():
        data.mkdir(mode=0o700)
        (data / "kiosk.toml").write_text(toml(site.settings), "utf-8")
    environment = {"KIOSK_DATA": str(data), "KIOSK_LOG_LEVEL": "debug", "LANGUAGE": "fr"}
    result = CliRunner().invoke(main, list(arguments), input=answers, env=environment)
    site.out.write("".join(line for line in result.stderr.splitlines(keepends=True) if line.startswith("{")))
    if result.exc_info and result.exception and not isinstance(result.exception, SystemExit):
        sys.excepthook(*result.exc_info)
    return result.exit_code
