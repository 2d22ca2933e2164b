"""A paper that was asked for is answered by what comes for it, from a new box or an older one."""

from typing import Any

from kiosk.domain.replies.asked_paper import AskedPaper, answered_ids, read_asked

IDENTITY = AskedPaper("a" * 32, "identity", "Une pièce d’identité")
PAGE = AskedPaper("b" * 32, "", "La page 3 du bail")


def came(**document: Any) -> dict[str, Any]:
    """A supplement with one document."""
    return {"documents": [{"id": "", "label": "…", "state": "seen", **document}]}


def answered(*supplements: dict[str, Any]) -> set[str]:
    return set(answered_ids([IDENTITY, PAGE], supplements))


def test_a_supplement_answers_the_paper_that_it_names() -> None:
    assert answered(came(answers=PAGE.id)) == {PAGE.id}
    assert answered(came(answers=IDENTITY.id, state="joined"), came(answers=PAGE.id)) == {IDENTITY.id, PAGE.id}


def test_an_older_box_names_none_and_answers_by_the_document() -> None:
    assert answered(came(id="identity")) == {IDENTITY.id}
    assert answered(came(id="other")) == answered() == set()


def test_a_paper_that_is_only_promised_answers_nothing() -> None:
    assert answered(came(id="identity", state="to_bring"), came(answers=PAGE.id, state="with_me")) == set()


def test_what_an_update_asks_for_is_read_and_nonsense_is_nothing() -> None:
    said = {"asked": [{"id": IDENTITY.id, "document": "identity", "label": IDENTITY.label}]}
    assert read_asked(said) == (IDENTITY,)
    for nonsense in ({}, {"asked": "all"}, {"asked": [1]}, {"asked": [{"id": "x"}]}):
        assert read_asked(nonsense) == ()
