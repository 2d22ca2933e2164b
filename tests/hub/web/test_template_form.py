"""What is read of the form of a template."""

from werkzeug.datastructures import MultiDict

from hub.web.template_form import typed
from kiosk.domain.replies.message_template import LONGEST, LONGEST_NAME, Wrong, faults_of


def test_texts_are_kept_as_they_are_read_and_an_empty_translation_is_none() -> None:
    typed_in = {"name": "  Pièces  qui manquent ", "message": "Bonjour,\r\n{numéro}\r\n\r\n", "said_en": "Hello"}
    others = {"said_ar": "  ", "said_xx": "x", "service": "ccas", "procedure": "", "state": "closed", "revision": "3"}
    form = MultiDict(typed_in | others)
    made = typed("a" * 40, form)
    assert (made.id, made.name, made.words, made.said_in) == (
        "a" * 32, "Pièces qui manquent", "Bonjour,\n{numéro}", {"en": "Hello"},
    )  # fmt: skip
    assert (made.service, made.procedure, made.state, made.revision) == ("ccas", "", "closed", 3)


def test_what_is_too_long_is_told_and_not_cut() -> None:
    form = MultiDict({"name": "a" * (LONGEST_NAME + 1), "message": "b" * 10 * LONGEST, "revision": "-1"})
    made = typed("a", form)
    assert [fault.code for fault in faults_of(made)] == [Wrong.LONG_NAME, Wrong.LONG_TEXT]
    assert made.revision == 0
