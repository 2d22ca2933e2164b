"""The first day of a box, colleagues, and the hub, from the command line."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.catalogue.define.catalogue import load_procedure
from kiosk.commands.asking import WORDS
from kiosk.domain.keys.ring import DESK
from kiosk.errors import Refused
from kiosk.services.box.box import Actor, open_box
from kiosk.services.people import sign_in
from kiosk.settings import Settings
from kiosk.store import people
from tests.catalogue.samples import SHIPPED
from tests.commands.conftest import Command
from tests.gallery.site import cast
from tests.gallery.site.central import Central
from tests.running import set_up

NOBODY = Actor()
EVERY = sorted({DESK, *(load_procedure(path).service.id for path in SHIPPED)})
"""The services of the procedures that ship, and the desk's own."""


def handed_over(output: str) -> tuple[str, str]:
    """First factor and PIN, as a command says them."""
    result = output.partition(WORDS.code("command", "handed-over"))[2]
    factor, pin = re.findall(r"^  (?:PIN )?(.+)$", result, re.M)
    return factor, pin


def signs_in(settings: Settings, login: str, factor: str, pin: str) -> list[str]:
    """The services that open."""
    box = open_box(settings)
    try:
        mediator = sign_in.sign_in_mediator(box, login, factor, pin, NOBODY)
        return sorted(box.shifts.ring(mediator.id).services)
    finally:
        box.store.close()


def first_day(data: Path, *more: str) -> str:
    """`kiosk setup`, by someone who copies the sheet wrong at first; all that was said."""
    command = [sys.executable, "-m", "kiosk", "setup", "nadia", "Nadia Roux", *more]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, stdin=pipe, stdout=pipe, stderr=subprocess.STDOUT, text=True, encoding="utf-8",
        env={**os.environ, "KIOSK_DATA": str(data), "PYTHONIOENCODING": "utf-8"}, start_new_session=True,
    ) as process:  # fmt: skip
        assert process.stdin is not None and process.stdout is not None
        text = ""
        while not re.search(r"^ +12\. ", text, re.M):
            line = process.stdout.readline()
            assert line, text
            text += line
        words = " ".join(re.findall(r"^ +\d+\. (\S+)$", text, re.M))
        assert len(words.split()) == 12
        process.stdin.write(f"bonjour\n{cast.SHEET}\n{words}\n")
        process.stdin.close()
        text += process.stdout.read()
        assert process.wait(30) == 0, text
    return text


def test_the_first_day_ends_once_the_sheet_is_typed_back_right(kiosk: Command, settings: Settings) -> None:
    result = first_day(settings.data)
    assert WORDS.code("refused", "not-a-sheet", words=12) in result
    assert "n’est pas le bon" in result, "the first wrong word is named"
    factor, pin = handed_over(result)
    assert signs_in(settings, "nadia", factor, pin) == EVERY
    box = open_box(settings)
    assert (sheet := people.read_recovery_sheet(box.store.read())) and sheet.verified_at
    box.store.close()
    again = kiosk("setup", "eve", "Eve")
    assert (again.exit_code, again.output) == (1, f"Erreur : {WORDS.code('refused', 'already-set-up')}\n")


def test_a_box_that_is_not_told_whose_it_is_is_not_set_up(kiosk: Command, settings: Settings) -> None:
    settings.paths.settings.unlink()
    file = str(settings.paths.settings)
    for command in (("setup", "nadia", "Nadia Roux"), ("enroll", "https://hub.example.org", "x")):
        result = kiosk(*command)
        refusal = WORDS.code("refused", "no-site-code", path=file)
        assert (result.exit_code, result.output) == (1, f"Erreur : {refusal}\n")
    assert file in result.output and 'site_code = "SA"' in result.output
    assert not settings.paths.database.exists()


@pytest.mark.parametrize("factor", ["passphrase", "badge", "key-file"])
def test_a_colleague_is_added_and_holds_nothing_yet(kiosk: Command, settings: Settings, factor: str) -> None:
    set_up(settings)
    result = kiosk("mediator", "add", "paul", "Paul Morel", "--factor", factor)
    assert result.exit_code == 0
    results = result.output.partition(WORDS.code("command", "handed-over"))[2].strip()
    words, _, pin = results.rpartition("PIN ")
    assert signs_in(settings, "paul", words.strip(), pin) == []


def test_someone_leaves_at_the_machine_and_never_signs_in_again(kiosk: Command, settings: Settings) -> None:
    set_up(settings)
    factor, pin = handed_over(kiosk("mediator", "add", "paul", "Paul Morel", "--factor", "badge").output)
    gone = kiosk("mediator", "remove", "paul")
    assert (gone.exit_code, gone.output) == (0, f"{WORDS.code('command', 'mediator-removed', login='paul')}\n")
    with pytest.raises(Refused):
        signs_in(settings, "paul", factor, pin)
    assert kiosk("mediator", "remove", "paul").exit_code == 1
    assert kiosk("mediator", "add", "paul", "Paul Benali").exit_code == 1, "the login is nobody else's"
    last = kiosk("mediator", "remove", "nadia")
    assert last.exit_code == 1 and "Nadia Roux est la dernière personne responsable" in last.output


def test_with_the_sheet_a_lost_sign_in_is_made_anew(kiosk: Command, settings: Settings) -> None:
    set_up(settings)
    wrong = kiosk("mediator", "recover", "nadia", answers="bonjour\n")
    assert wrong.exit_code == 1 and "Traceback" not in wrong.output
    result = kiosk("mediator", "recover", "nadia", answers=f"{cast.SHEET}\n")
    assert result.exit_code == 0 and "abaisser" not in result.output, "what is typed is not shown"
    factor, pin = handed_over(result.output)
    assert signs_in(settings, "nadia", factor, pin) == EVERY


def test_with_the_sheet_every_service_is_asked_for_by_name_and_never_for_an_administrator(
    kiosk: Command, settings: Settings
) -> None:
    set_up(settings)
    kiosk("mediator", "add", "ada", "Ada Petit", "--administrator")
    refused = kiosk("mediator", "recover", "ada", "--every-service", answers=f"{cast.SHEET}\n")
    assert refused.exit_code == 1
    assert WORDS.code("refused", "is-administrator", name="Ada Petit") in refused.output
    kiosk("mediator", "add", "paul", "Paul Morel")
    result = kiosk("mediator", "recover", "paul", "--every-service", answers=f"{cast.SHEET}\n")
    assert WORDS.code("command", "every-service", login="paul") in result.output
    assert signs_in(settings, "paul", *handed_over(result.output)) == EVERY


def test_a_box_is_enrolled_with_the_code_its_operator_gave(
    kiosk: Command, settings: Settings, central: Central
) -> None:
    set_up(settings)
    wrong = kiosk("enroll", central.url, "AAAA-AAAA-AAAA-AAAA")
    assert (wrong.exit_code, wrong.output) == (1, f"Erreur : {WORDS.code('refused', 'wrong-code')}\n")
    result = kiosk("enroll", central.url, central.code)
    assert (result.exit_code, result.output.strip()) == (
        0, WORDS.code("command", "enrolled", hub=central.url, name="Mairie de Saint-Aubin"),
    )  # fmt: skip
    box = open_box(settings)
    assert box.hub_url == central.url
    box.store.close()
