"""Babel finds every text of a procedure file, and nothing else."""

from pathlib import Path

from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po

from kiosk.catalogue.define.catalogue import load_procedure
from kiosk.catalogue.define.glossary import shipped_words
from kiosk.catalogue.define.steps import shared_steps
from tests.catalogue.samples import GLOSSARY, ROOT, SHARED, SHIPPED, texts_of

METHOD = "kiosk.catalogue.check.extract:extract"


def extracted(path: Path) -> list[tuple[int, str, str | None]]:
    """Line, words and context, as Babel itself collects them."""
    with path.open("rb") as file:
        return [(line, str(words), context) for line, words, _, context in extract(METHOD, file, DEFAULT_KEYWORDS)]


def held_by(value: object) -> set[tuple[str, str]]:
    """Every (context, words) that a loaded object holds."""
    return {(text.context, words) for text in texts_of(value) for words in (text.text, text.plain) if words}


def test_what_is_loaded_is_what_is_extracted() -> None:
    for path in SHIPPED:
        loaded = {pair for pair in held_by(load_procedure(path)) if pair[0] != "for-whom"}
        assert loaded == {(context, words) for _, words, context in extracted(path)}


def test_the_shared_steps_are_extracted_too() -> None:
    assert held_by(shared_steps()) == {(context, words) for _, words, context in extracted(SHARED)}


def test_the_words_that_pages_explain_are_extracted_too() -> None:
    assert held_by(shipped_words()) == {(context, words) for _, words, context in extracted(GLOSSARY)}


def test_a_text_is_found_on_its_line() -> None:
    for path in [*SHIPPED, SHARED, GLOSSARY]:
        lines = path.read_text("utf-8").splitlines()
        for line, words, _ in extracted(path):
            here = " ".join(lines[line - 1 : line + 4])
            assert words.split()[0] in here, (line, words)


def test_a_faulty_file_still_gives_its_words(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_text("id: x\ntitle:\n  text: Un\n  plain: Deux\nnonsense: 1\n", "utf-8")
    assert extracted(file) == [(3, "Un", "x"), (4, "Deux", "x")]


def test_every_text_that_ships_is_in_english_and_none_is_fuzzy() -> None:
    with (ROOT / "translations/en/LC_MESSAGES/procedures.po").open("rb") as file:
        catalog = read_po(file, locale="en")
    wanted = {(context, words) for path in [*SHIPPED, SHARED, GLOSSARY] for _, words, context in extracted(path)}
    pairs = {(message.context, str(message.id)) for message in catalog if message.id}
    assert wanted - pairs == set()
    assert pairs - wanted == set()
    assert [message.id for message in catalog if message.id and (message.fuzzy or not message.string)] == []
