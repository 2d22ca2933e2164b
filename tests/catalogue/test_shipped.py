"""The procedures that ship are sound, kind and plain, and ask for no more than they need."""

import re
from datetime import date

from kiosk.catalogue.define.catalogue import check_files, load_procedure
from kiosk.catalogue.define.steps import shared_steps
from kiosk.domain.answers.case import Answer
from kiosk.domain.answers.journey import walk
from kiosk.domain.procedure.procedure import Procedure
from tests.catalogue.samples import SHIPPED, texts_of

TODAY = date(2026, 11, 24)
HERE = {"name": "Saint-Aubin"}
"""A commune that the list does not tell apart: it is taken to be the site's own."""


def journey(procedure: Procedure, **values: object) -> list[str]:
    """The ids of the steps that concern the person who gave these answers."""
    return list(walk(procedure, {key: Answer(value=value) for key, value in values.items()}, TODAY).ids)


def shipped(name: str) -> Procedure:
    return load_procedure(next(path for path in SHIPPED if path.stem == name))


def test_no_shipped_file_has_a_fault() -> None:
    assert check_files([path.parent for path in SHIPPED[:1]], TODAY) == []
    assert {"birth-certificate", "identity-document"} <= {path.stem for path in SHIPPED}


def test_sentences_are_short_and_plain_ones_shorter() -> None:
    for path in SHIPPED:
        for text in texts_of(load_procedure(path)):
            for words, limit in ((text.text, 15), (text.plain, 15)):
                for sentence in re.split(r"(?<=[.!?])\s+(?=[A-ZÀÉ])", words):
                    assert len(re.findall(r"[^\s]*\w[^\s]*", sentence)) <= limit, sentence


def test_nobody_must_have_an_e_mail_a_telephone_or_a_full_birth_date() -> None:
    for path in SHIPPED:
        for field in load_procedure(path).fields():
            if field.role in ("contact.email", "contact.phone"):
                assert not field.required
            if field.role == "person.birth_date":
                assert field.options["year_alone"]


def test_everything_a_citizen_is_owed_is_said() -> None:
    for path in SHIPPED:
        procedure = load_procedure(path)
        assert all(
            (
                procedure.summary,
                procedure.life_event,
                procedure.cost,
                procedure.delay,
                procedure.remedies,
                procedure.next_steps,
                procedure.keywords,
            )
        )
        assert procedure.prepared or procedure.silence
        own = {step.id for step in procedure.steps} - {step.id for step in shared_steps()}
        assert 4 <= len(own) <= 12


def test_nothing_is_said_to_be_checked_that_nobody_checked() -> None:
    for path in SHIPPED:
        procedure = load_procedure(path)
        assert procedure.checked_on is None
        assert procedure.source_date < TODAY


def test_an_extract_without_parents_asks_neither_parents_nor_papers() -> None:
    answers = {"for_whom": "myself", "copy_type": "without_parents", "birth_date": "1950", "birth_town": HERE}
    ids = journey(shipped("birth-certificate"), **answers)
    assert ids == ["for-whom", "copy", "person", "birth", "delivery", "contact"]


def test_a_full_copy_for_a_helped_person_asks_for_the_tie_and_the_parents() -> None:
    answers = {"for_whom": "helped", "copy_type": "full", "birth_date": "1960-03-02", "birth_town": HERE}
    ids = journey(shipped("birth-certificate"), **answers)
    assert ids[:5] == ["for-whom", "applicant", "copy", "person", "birth"]
    assert ids[5:] == ["tie", "parents", "delivery", "contact", "papers"]


def test_a_minor_alone_is_told_before_the_end() -> None:
    ids = journey(shipped("birth-certificate"), for_whom="myself", copy_type="full", birth_date="2012-01-01")
    assert "under-age" in ids


def test_a_lost_card_costs_25_euros_and_a_passport_by_age() -> None:
    procedure = shipped("identity-document")

    def stamps(**values: object) -> set[str]:
        return {
            document.id
            for document in procedure.documents
            if document.id.startswith("stamp") and document.when and document.when.holds(values, TODAY)
        }

    assert stamps(wanted="card", reason="renewal", birth_date="1950") == set()
    assert stamps(wanted="card", reason="lost", birth_date="1950") == {"stamp-card"}
    assert stamps(wanted="both", reason="stolen", gone="both", birth_date="1950") == {"stamp-card", "stamp-adult"}
    assert stamps(wanted="passport", reason="first", birth_date="2010-01-01") == {"stamp-teenager"}
    assert stamps(wanted="passport", reason="first", birth_date="2020-01-01") == {"stamp-child"}


def test_a_document_is_asked_for_exactly_where_its_question_stands() -> None:
    for path in SHIPPED:
        procedure = load_procedure(path)
        asked = [field.options["document"] for field in procedure.fields() if "document" in field.options]
        assert sorted(asked) == sorted(document.id for document in procedure.documents)
