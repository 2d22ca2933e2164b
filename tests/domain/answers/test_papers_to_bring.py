"""Which papers are still to bring: all of them before the first question, fewer with every answer."""

from kiosk.domain.answers import papers_to_bring
from kiosk.domain.answers.case import Answer
from kiosk.domain.answers.journey import walk
from kiosk.domain.language.text import Text
from kiosk.domain.procedure.procedure import Document
from tests.domain.samples import TODAY, a_field, a_procedure, a_step, when_is


def paper(id: str, **more: object) -> Document:
    return Document(id, Text(id), Text("Pourquoi"), **more)  # type: ignore[arg-type]


PROCEDURE = a_procedure(
    a_step("who", a_field("choice", id="child", choices=("yes", "no"))),
    a_step("papers", a_field("document", id="shown", document="identity")),
    documents=(
        paper("identity"), paper("family", when=when_is("child", "yes")), paper("none", when=when_is("child", "no")),
    ),
)  # fmt: skip


def ids(papers: papers_to_bring.Papers) -> tuple[list[str], list[str]]:
    wanted, perhaps = papers
    return [row.id for row in wanted], [perhap.id for perhap in perhaps]


def after(**values: str) -> tuple[list[str], list[str]]:
    answers = {name: Answer({"": (value,)}, value) for name, value in values.items()}
    return ids(papers_to_bring.of_journey(walk(PROCEDURE, answers, TODAY), TODAY))


def test_before_the_first_question_all_are_told_and_which_depend_on_the_situation() -> None:
    assert ids(papers_to_bring.of_everyone(PROCEDURE)) == (["identity"], ["family", "none"])


def test_what_nobody_has_answered_yet_leaves_a_paper_possible() -> None:
    assert after() == (["identity"], ["family", "none"])


def test_an_answer_settles_which_are_wanted() -> None:
    assert after(child="yes") == (["identity", "family"], [])
    assert after(child="no") == (["identity", "none"], [])


def test_what_was_seen_or_joined_is_not_brought_again() -> None:
    assert after(child="no", shown="seen") == (["none"], [])
    assert after(child="no", shown="joined") == (["none"], [])
    assert after(child="no", shown="to_bring") == (["identity", "none"], [])


def test_at_the_end_nothing_is_left_possible() -> None:
    """A condition that asks about a question nobody was asked is decided by what was."""
    unasked = a_procedure(
        a_step("who", a_field("choice", id="child", choices=("yes", "no"))),
        documents=(paper("visa", when=when_is("country", "elsewhere")),),
    )
    answers = {"child": Answer({"": ("no",)}, "no")}
    assert ids(papers_to_bring.of_journey(walk(unasked, answers, TODAY), TODAY)) == ([], [])
    assert ids(papers_to_bring.of_journey(walk(unasked, {}, TODAY), TODAY)) == ([], ["visa"])


def test_no_paper_is_wanted_where_a_stop_has_ended_the_walk() -> None:
    stopped = a_procedure(
        a_step("who", a_field("choice", id="child", choices=("yes", "no"))),
        a_step("stop", a_field("stop", id="too_young", when=when_is("child", "yes"))),
        documents=PROCEDURE.documents,
    )
    answers = {"child": Answer({"": ("yes",)}, "yes")}
    assert ids(papers_to_bring.of_journey(walk(stopped, answers, TODAY), TODAY)) == ([], [])
    anyway = {**answers, "too_young": Answer({"": ("anyway",)}, "anyway")}
    assert ids(papers_to_bring.of_journey(walk(stopped, anyway, TODAY), TODAY)) == (["identity", "family"], [])
