"""What silence means is written once, or once for each subject, and no request is left without a meaning."""

from kiosk.domain.language.text import Text
from kiosk.domain.procedure.silence import Silence
from tests.catalogue.samples import HEAD, SOUND, STEPS, found, marked, sound
from tests.domain.samples import TODAY

ONE = "silence: { means: refused, after_months: 2 }\n"
BY_SUBJECT = """\
silence:
  - { means: accepted, after_months: 3, when: { field: small, is: oui }, about: L'inscription, text: Trois mois. }
  - { means: none, when: { field: small, is: non }, text: { text: Le service vous répond., plain: On vous répond. } }
  - { means: refused, after_months: 2 }
"""
QUESTION = STEPS + "      - { id: small, kind: yes_no, label: Petit, required: non }\n"


def with_silence(silence: str, steps: str = STEPS) -> str:
    return HEAD.replace(ONE, silence) + steps


def test_a_document_that_is_simply_delivered_gives_no_right_by_silence() -> None:
    for written in ["none", "'none'", "{ means: none }", "[{ means: none }]"]:
        assert sound(with_silence(f"silence: {written}\n")).silence == (Silence("none"),)


def test_nothing_can_be_said_instead() -> None:
    (silence,) = sound(with_silence("silence: { means: none, text: L'acte vous est remis. }\n")).silence
    assert (silence.text, silence.decides) == (Text("L’acte vous est remis.", "", "parking"), False)


def test_each_subject_has_its_own_silence() -> None:
    for small, means, months, about in [
        (True, "accepted", 3, "L’inscription"),
        (False, "none", 0, ""),
        (None, "refused", 2, ""),
    ]:
        procedure = sound(with_silence(BY_SUBJECT, QUESTION))
        [silence] = procedure.silences_for({} if small is None else {"small": small}, TODAY)
        assert (silence.means, silence.after_months, silence.about.text) == (means, months, about)


def test_a_prepared_case_needs_no_silence() -> None:
    prepared = with_silence("", STEPS).replace("kind: deposited", "kind: prepared\nwhere: Ailleurs")
    assert sound(prepared).silence == ()
    assert sound(prepared).silences_for({}, TODAY) == ()


FAULTS = {
    "another word": "silence: ⟦unknown-word-near⟧non\n",
    "a meaning that is none": "silence: { means: ⟦unknown-word⟧perhaps, after_months: 2 }\n",
    "no delay": "silence: ⟦missing-key⟧{ means: accepted }\n",
    "a delay for nothing": "silence: { means: none, ⟦silence-none-months⟧after_months: 2 }\n",
    "an empty list": "silence: ⟦empty-list⟧[]\n",
    "a word in the list": "silence:\n  - ⟦not-a-table⟧none\n",
    "everything else is forgotten": "silence: { means: none, when: ⟦silence-without-rest⟧{ field: small, is: oui } }\n",
    "what can never be reached": """\
silence:
  - ⟦silence-not-last⟧{ means: refused, after_months: 2 }
  - { means: none }
""",
    "a subject that nobody can have": """\
silence:
  - means: none
    when: ⟦unreachable-silence⟧{ all: [{ field: small, is: oui }, { field: small, is: non }] }
  - { means: refused, after_months: 2 }
""",
    "a question that is not there": """\
silence:
  - { means: none, when: { field: ⟦unknown-field⟧age, is: oui } }
  - { means: refused, after_months: 2 }
""",
}


def test_each_mistake_is_said_at_its_place() -> None:
    for silence in FAULTS.values():
        clean, expected = marked(with_silence(silence, QUESTION))
        assert found(clean) == expected


def test_the_texts_of_silence_are_translated_like_all_others() -> None:
    procedure = sound(with_silence(BY_SUBJECT, QUESTION))
    assert {silence.text.context for silence in procedure.silence if silence.text} == {"parking"}
    assert sound(SOUND).silence == (Silence("refused", 2),)
