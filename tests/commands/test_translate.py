"""A translator begins a language, fills it in with any tool, and the town hall speaks it."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from kiosk.commands import procedures
from kiosk.settings import Settings
from kiosk.words.words import Words
from tests.catalogue.broken import FILE
from tests.commands.conftest import Command


@pytest.fixture
def place(settings: Settings) -> Path:
    return settings.paths.translations


def catalogue(place: Path, language: str, domain: str) -> Catalog:
    return procedures.read_po_file(place / language / "LC_MESSAGES" / f"{domain}.po")


def say(place: Path, language: str, domain: str, message: str, said: str, context: str | None = None) -> None:
    """What a translator types in their tool."""
    messages = catalogue(place, language, domain)
    messages.get(message, context).string = said
    procedures.write_po_file(place / language / "LC_MESSAGES" / f"{domain}.po", messages)


def test_a_language_of_one_s_own_begins_with_everything_to_say_and_nothing_said(kiosk: Command, place: Path) -> None:
    assert kiosk("translate", "init", "tr").exit_code == 0
    for domain, message, context in (
        ("messages", "Bonjour.", None), ("words", "accepted", "state"),
        ("procedures", "Demander un acte de naissance", "birth-certificate"),
    ):  # fmt: skip
        messages = catalogue(place, "tr", domain)
        assert messages.get(message, context).string == ""
        assert "X-Reviewed-By:" in messages.header_comment
    assert catalogue(place, "tr", "words").get("accepted", "state").auto_comments == ["Acceptée"], "a code says nothing"
    places = {file for message in catalogue(place, "tr", "messages") for file, _ in message.locations}
    assert {file for file in places if file.startswith("templates/hub/")} == {"templates/hub/receipt.html"}


def test_what_is_filled_in_is_spoken_counted_and_kept_whatever_is_begun_or_brought_up_to_date(
    kiosk: Command, place: Path
) -> None:
    kiosk("translate", "init", "tr")
    say(place, "tr", "words", "accepted", "Kabul edildi", "state")
    say(place, "tr", "messages", "Bonjour.", "Merhaba.")
    assert kiosk("translate", "compile").exit_code == 0
    assert Words("tr", own=place).code("state", "accepted") == "Kabul edildi"
    assert Words("tr", own=place).code("state", "refused") == Words().code("state", "refused"), "the rest is French"
    kiosk("translate", "init", "tr")
    assert catalogue(place, "tr", "messages").get("Bonjour.").string == "Merhaba.", "beginning twice loses nothing"
    po = place / "tr" / "LC_MESSAGES" / "messages.po"
    text = po.read_text("utf-8")
    doubtful = text.replace('msgid "Retour"', '#, fuzzy\nmsgid "Retour"')
    po.write_text(doubtful.replace("X-Reviewed-By:", "X-Reviewed-By: Ayşe Demir"), "utf-8")
    (line,) = (
        line.split() for line in kiosk("translate", "report").output.splitlines() if line.startswith("tr messages")
    )
    every = sum(1 for message in catalogue(place, "tr", "messages") if message.id)
    assert line[2:] == ["1", str(every - 2), "1", "oui"], "said, missing, in doubt, reviewed"
    po.write_text(text.replace('msgid "Retour"', 'msgid "Retours"'), "utf-8")
    assert kiosk("translate", "update").exit_code == 0
    messages = catalogue(place, "tr", "messages")
    said = [messages.get(word) for word in ("Bonjour.", "Retour", "Retours")]
    assert [message and message.string for message in said] == ["Merhaba.", "", None]
    assert not any(message.fuzzy for message in messages if message.id), "nothing is guessed"


def test_of_a_language_that_ships_a_town_hall_translates_its_own_procedures_alone(
    kiosk: Command, place: Path, settings: Settings
) -> None:
    (settings.paths.procedures / "jardin.yaml").write_text(FILE, "utf-8")
    kiosk("translate", "init", "ar")
    folder = place / "ar" / "LC_MESSAGES"
    assert [path.name for path in folder.iterdir()] == ["procedures.po"]
    assert {message.context for message in catalogue(place, "ar", "procedures") if message.id} == {"jardin"}


def test_what_ships_is_complete(kiosk: Command) -> None:
    head, *rows = kiosk("translate", "report", "--shipped").output.splitlines()
    assert head == "langue domaine traduit manque douteux relu"
    lines = [line.split() for line in rows]
    assert lines and all((missing, fuzzy) == ("0", "0") for _, _, _, missing, fuzzy, _ in lines)


@pytest.mark.parametrize("language", ["tlh", "fr", "../x"])
def test_what_is_no_language_to_translate_into_is_refused(kiosk: Command, place: Path, language: str) -> None:
    assert kiosk("translate", "init", language).exit_code == 1
    assert not place.exists()
