"""What is checked of the procedures that ship: words, facts, pictograms, changes.
The self-audit says of each of the 106 criteria what is known, and shows what it says is met.
"""

import json
from datetime import date
from pathlib import Path

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po

from kiosk.catalogue.check.extract import extract as extract_words
from kiosk.catalogue.check.file_warnings import (
    JARGON,
    asks_otherwise,
    has_verb,
    list_hard_texts,
    list_procedure_changes,
    list_text_warnings,
    missing_pictograms,
    stale_facts,
)
from kiosk.catalogue.check.rgaa_audit import read_rgaa_audit
from kiosk.catalogue.define.catalogue import check_files, load_procedure
from kiosk.catalogue.define.procedures import shipped_words
from kiosk.catalogue.define.steps import shared_steps, steps_of
from kiosk.catalogue.read.source import CatalogueFault, Notes, read_root_node
from kiosk.catalogue.read.table import ReadingState, Table
from kiosk.domain.procedure.procedure import Procedure, words_in
from kiosk.words.words import Words
from scripts.source import ROOT as CHECKOUT
from tests.catalogue.broken import FILE
from tests.catalogue.samples import GLOSSARY, HEAD, ROOT, SHARED, SHIPPED, SOUND, sound, texts_of

LONG = "Vous pouvez nous écrire une lettre, ou venir nous voir à la mairie, le matin ou le soir."


def told(folder: Path, *lines: str) -> list[CatalogueFault]:
    """The warnings about a procedure whose question has these lines."""
    question = "".join(f"        {line}\n" for line in lines)
    step = f"steps:\n  - id: place\n    title: Où ?\n    fields:\n      - id: street\n        kind: text\n{question}"
    (folder / "parking.yaml").write_text(HEAD + step, "utf-8")
    return list(list_hard_texts([folder]))


def codes(folder: Path, *lines: str) -> list[str]:
    return [fault.code for fault in told(folder, *lines)]


def test_a_long_plain_sentence_is_told_at_its_line_with_its_words(tmp_path: Path) -> None:
    (fault,) = told(tmp_path, "label:", "  text: Comment nous joindre ?", f"  plain: {LONG}")
    assert (fault.code, fault.warning, fault.details["count"]) == ("long-sentence", True, 18)
    lines = (tmp_path / "parking.yaml").read_text("utf-8").splitlines()
    assert LONG in lines[fault.line - 1] and fault.details["sentence"] == LONG
    assert codes(tmp_path, f"label: {LONG}") == ["long-sentence"], "a text without a variant is what is read"
    assert codes(tmp_path, "label:", f"  text: {LONG}", "  plain: Écrivez-nous une lettre, ou venez à la mairie.") == []


def test_a_file_with_a_fault_has_its_warnings_told_at_once(tmp_path: Path) -> None:
    (fault,) = told(tmp_path, f"label: {LONG}", "unknown: perhaps")
    assert fault.code == "long-sentence"
    twice = ["kind: text", "label: Nom", "role: person.birth_name"]
    fields = "".join(f"      - id: n{number}\n" + "".join(f"        {line}\n" for line in twice) for number in (1, 2))
    step = f"steps:\n  - id: name\n    title: Qui ?\n    icon: none-such\n    fields:\n{fields}"
    (tmp_path / "parking.yaml").write_text(HEAD + step, "utf-8")
    assert {fault.code for fault in check_files([tmp_path], date(2026, 12, 1))} >= {"unknown-icon", "repeated-role"}


def test_the_numbers_that_a_question_explains_itself_are_no_jargon(tmp_path: Path) -> None:
    assert codes(tmp_path, "label: Quel est votre SIRET ?", "help: Joignez votre RIB, ou écrivez votre IBAN.") == []


@pytest.mark.parametrize("word", ["l’apostille", "votre PLU", "le recours gracieux"])
def test_a_word_that_nobody_explains_is_told_once(tmp_path: Path, word: str) -> None:
    found = told(tmp_path, f"label: Avez-vous {word} ?", f"help: Donnez {word}.")
    assert [fault.code for fault in found] == ["jargon"]
    assert str(found[0].details["word"]) in word


def test_a_word_that_the_glossary_or_the_file_explains_is_not(tmp_path: Path) -> None:
    assert codes(tmp_path, "label: Avez-vous une quittance ?") == []
    own = "help: Donnez votre PLU.\nglossary: [{ term: PLU, means: C'est le plan de la commune. }]"
    assert codes(tmp_path, "label: Avez-vous un PLU ?", own) == []


def test_a_help_without_a_verb_is_told_and_an_example_is_not(tmp_path: Path) -> None:
    assert codes(tmp_path, "label: Rue", "help: Par une demande.") == ["no-verb"]
    assert codes(tmp_path, "label: Rue", "help:", "  text: Écrivez la rue.", "  plain: La rue.") == ["no-verb"]
    assert codes(tmp_path, "label: Rue", 'help: "Exemple : 12 rue du Lavoir."') == []


def test_a_plain_variant_that_loses_half_of_its_text_is_told_with_how_much(tmp_path: Path) -> None:
    text = "Écrivez la rue, le numéro et le bâtiment de votre logement."
    (fault,) = told(tmp_path, "label: Rue", "help:", f"  text: {text}", "  plain: Écrivez la rue.")
    assert (fault.code, fault.details["kept"]) == ("lost-meaning", 25)
    assert (
        codes(tmp_path, "label: Rue", "help:", f"  text: {text}", "  plain: Écrivez la rue, le numéro, le bâtiment.")
        == []
    )
    assert codes(tmp_path, "label:", "  text: Autre situation", "  plain: Autre") == [], "a few words lose nothing"


def test_each_warning_says_the_sentence_and_a_hint() -> None:
    for code in ["long-sentence", "jargon", "no-verb", "lost-meaning"]:
        details = {"sentence": "Tous les prénoms.", "word": "PLU", "text": "Texte."}
        said = Words().code("mistake", code, count=18, most=15, kept=31, **details)
        assert "« Tous les prénoms. »" in said and said.count(".") >= 2


OF_NEED = (
    "disability-request", "emergency-aid", "health-cover", "idea-or-complaint", "school-registration",
    "social-housing", "street-problem",
)  # fmt: skip


NEEDS_A_WHOLE_SENTENCE = ("long-sentence", "jargon", "no-verb")


def test_a_shipped_procedure_has_short_whole_sentences_and_explains_its_words() -> None:
    for path in SHIPPED:
        faults = [fault for fault in list_hard_texts([path]) if fault.code in NEEDS_A_WHOLE_SENTENCE]
        assert not faults, "\n".join(f"{fault.line}: {fault.code} {fault.details['sentence']}" for fault in faults)
    for name in OF_NEED:
        assert not list(list_hard_texts([path for path in SHIPPED if path.stem == name]))
    without = [term for term in JARGON if not words_in(shipped_words(), (term,))]
    assert len(without) < len(JARGON) / 3


def test_the_first_questions_read_well() -> None:
    reading = ReadingState(Notes(SHARED.name), "for-whom")
    root = read_root_node(SHARED.read_bytes(), reading.notes)
    assert root is not None
    steps_of(Table(root, reading))
    assert reading.written
    said = [
        str(fault.details["sentence"]) for fault in list_text_warnings(reading.written, shipped_words(), SHARED.name)
    ]
    assert not said, "\n".join(said)


METHOD = "kiosk.catalogue.check.extract:extract"


def extracted(path: Path) -> list[tuple[int, str, str | None]]:
    """Line, words and context, as Babel itself collects them."""
    with path.open("rb") as file:
        return [(line, str(words), context) for line, words, _, context in extract(METHOD, file, DEFAULT_KEYWORDS)]


def held_by(value: object) -> set[tuple[str, str]]:
    """Every (context, words) that a loaded object holds."""
    return {(text.context, words) for text in texts_of(value) for words in (text.text, text.plain, text.you) if words}


def test_every_word_of_the_pages_is_extracted() -> None:
    for path in SHIPPED:
        loaded = {pair for pair in held_by(load_procedure(path)) if pair[0] != "for-whom"}
        assert loaded == {(context, words) for _, words, context in extracted(path)}
    assert held_by(shared_steps()) == {(context, words) for _, words, context in extracted(SHARED)}
    assert held_by(shipped_words()) == {(context, words) for _, words, context in extracted(GLOSSARY)}


def test_a_text_is_found_on_its_line(tmp_path: Path) -> None:
    for path in [*SHIPPED, SHARED, GLOSSARY]:
        lines = path.read_text("utf-8").splitlines()
        for line, words, _ in extracted(path):
            here = " ".join(lines[line - 1 : line + 4])
            assert words.split()[0] in here, (line, words)
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


EDITS = {
    ("title: Demander une parcelle", "title: Obtenir une parcelle"): {"words"},
    ("payment: À la trésorerie", "payment: Au guichet"): {"words"},
    ("theme: loisirs", "theme: social"): {"key"},
    ("after_months: 2", "after_months: 3"): {"key"},
    ("title: Qui jardinera ?", "title: Qui vient ?"): {"step-words"},
    ("kind: number, label: Surface, least: 10, most: 200,", "kind: text, label: Surface,"): {
        "field-kind",
        "field-limits",
    },
    ("label: Surface,", "label: Étendue,"): {"field-label"},
    ("label: Surface,", "label: Surface, help: En mètres carrés,"): {"field-words"},
    ("label: Surface,", "label: Surface, required: non,"): {"field-optional"},
    (", when: { field: taille, is: grand }", ""): {"field-when"},
    ("label: Petit }", "label: Petit }\n          - { value: moyen, label: Moyen }"): {"choice-added"},
    ("{ id: prenom, kind: text, label: Prénom }", "{ id: prenom, kind: text, label: Nom }"): {"field-label"},
    ("why: Les jardins sont", "why: Nos jardins sont"): {"document-changed"},
}
WORDS_ALONE = {"words", "key"}


def version(before: str = "", after: str = "") -> Procedure:
    assert before in FILE
    text = FILE.replace(before, after, 1) if before else FILE
    return sound(text.partition("examples:")[0])


def test_each_change_is_told_by_its_name() -> None:
    assert not list(list_procedure_changes(version(), version()))
    for edit, codes in EDITS.items():
        old, new = version(), version(*edit)
        assert {change.code for change in list_procedure_changes(old, new)} == codes
        assert asks_otherwise(old, new) is not (codes <= WORDS_ALONE)
    added = version("label: Petit }", "label: Petit }\n          - { value: moyen, label: Moyen }")
    assert [change.code for change in list_procedure_changes(added, version())] == ["choice-removed"]
    start = FILE.index("  - id: pieces")
    without = version(FILE[start : FILE.index("examples:")])
    assert {change.code for change in list_procedure_changes(version(), without)} == {"step-removed", "field-removed"}
    assert {change.code for change in list_procedure_changes(without, version())} == {"step-added", "field-added"}


SOURCED = SOUND.replace("source_date: 2024-03-03", "source_date: 2025-03-03")


def facts_told(folder: Path, text: str, today: date) -> list[tuple[int, str, str, str]]:
    """Line, code, key and facts of each warning."""
    (folder / "parking.yaml").write_text(text, "utf-8")
    warnings = list(stale_facts([folder], today))
    assert all(warning.warning for warning in warnings)
    return [(fault.line, fault.code, fault.details["key"], fault.details["facts"]) for fault in warnings]


@pytest.mark.parametrize(("today", "is_stale"), [(date(2026, 3, 3), False), (date(2026, 3, 4), True)])
def test_a_source_is_fresh_for_a_year(tmp_path: Path, today: date, is_stale: bool) -> None:
    line = SOURCED.splitlines().index("source_date: 2025-03-03") + 1
    assert facts_told(tmp_path, SOURCED, today) == ([(line, "stale", "source_date", "")] if is_stale else [])


def test_the_facts_that_change_with_the_year_are_named_until_somebody_checked(tmp_path: Path) -> None:
    ((_, code, _, facts),) = facts_told(tmp_path, SOURCED + "changes_yearly: [cost, delay]\n", date(2026, 11, 24))
    assert (code, facts) == ("stale-facts", "cost, delay")
    checked = SOURCED + "checked_by: Nadia Roux\nchecked_on: 2026-01-15\n"
    assert facts_told(tmp_path, checked, date(2027, 1, 15)) == []
    ((line, _, key, _),) = facts_told(tmp_path, checked, date(2027, 1, 16))
    assert (line, key) == (len(checked.splitlines()), "checked_on")


WRITTEN = SOUND.replace("icon: truck", "icon: site-camion")


def pictograms_told(folder: Path, text: str, *there: str) -> list[tuple[int, str]]:
    """Line and name of each warning."""
    (folder / "parking.yaml").write_text(text, "utf-8")
    warnings = list(missing_pictograms([folder], lambda name: name in there))
    assert all(fault.warning and fault.code == "missing-pictogram" for fault in warnings)
    return [(fault.line, fault.details["name"]) for fault in warnings]


def test_a_pictogram_is_asked_for_at_its_line_until_it_is_there(tmp_path: Path) -> None:
    line = WRITTEN.splitlines().index("icon: site-camion") + 1
    assert pictograms_told(tmp_path, WRITTEN) == [(line, "camion")]
    assert pictograms_told(tmp_path, WRITTEN, "camion") == []
    assert pictograms_told(tmp_path, SOUND) == []
    # And a label that reads like the name of one is none.
    text = WRITTEN.replace("steps:\n  - id: place\n", "steps:\n  - id: place\n    icon: site-rue\n")
    assert text != WRITTEN and [name for _, name in pictograms_told(tmp_path, text)] == ["camion", "rue"]
    assert (
        pictograms_told(tmp_path, SOUND.replace("title: Stationner un camion de déménagement", "title: site-camion"))
        == []
    )


def test_a_verb_is_seen_in_any_of_its_forms() -> None:
    for sentence in [
        "Écrivez-le ici.", "C’est la partie A du formulaire.", "L’année suffit.", "Qu’a décidé le juge ?",
        "Y a-t-il un protocole ?", "Nous vous dirons laquelle.", "Elles vont dans ce cadre.",
    ]:  # fmt: skip
        assert has_verb(sentence)
    for sentence in [
        "À faire avant la fin.", "Par une demande, par exemple.", "Tous les prénoms.",
        "Au CCAS, ou dans une association.", "",
    ]:  # fmt: skip
        assert not has_verb(sentence)


PER_THEME = [9, 2, 3, 13, 8, 2, 5, 10, 4, 14, 13, 11, 12]
"""RGAA 4.1.2."""


def test_every_criterion_is_there_once_in_its_order() -> None:
    themes = read_rgaa_audit().themes
    assert [len(theme.criteria) for theme in themes] == PER_THEME
    assert sum(PER_THEME) == 106
    numbers = [criterion.number for theme in themes for criterion in theme.criteria]
    assert numbers == [f"{theme}.{place}" for theme, many in enumerate(PER_THEME, 1) for place in range(1, many + 1)]


def test_each_says_what_it_asks_and_how_we_know() -> None:
    for theme in read_rgaa_audit().themes:
        for criterion in theme.criteria:
            assert criterion.status in ("met", "not-met", "unknown", "not-applicable")
            assert criterion.what and criterion.how.endswith("."), criterion.number


def test_what_is_met_is_shown_by_files_that_are_there() -> None:
    for row in read_rgaa_audit().of("met"):
        assert row.shown_by, row.number
        assert all((CHECKOUT / path).is_file() for path in row.shown_by), row.number


def test_the_tools_are_those_that_look() -> None:
    packages = json.loads((CHECKOUT / "package.json").read_text("utf-8"))["devDependencies"]
    text = " ".join(read_rgaa_audit().tools)
    for name in ("axe-core", "accessibility-checker-engine", "html-validate"):
        assert f"{name} {packages[name]}" in text


def test_no_sentence_of_it_is_extracted_as_a_procedure_s() -> None:
    """It answers a French text in French."""
    assert "rgaa.yaml" in (CHECKOUT / "babel.cfg").read_text("utf-8")
    with (CHECKOUT / "kiosk" / "catalogue" / "rgaa.yaml").open("rb") as file:
        assert list(extract_words(file, {}, (), {})) == []
