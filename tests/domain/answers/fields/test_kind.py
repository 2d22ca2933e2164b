"""What all kinds keep, whatever was typed."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.answers import fields
from kiosk.domain.answers.fields import KINDS
from kiosk.domain.answers.fields.kind import AnswerFault, FieldKind, FieldOption, read_one_line
from kiosk.domain.answers.fields.registry import find_drawing, find_field_kind, list_field_kinds, signs_paper
from kiosk.domain.language.spelling import Text
from tests.domain.samples import TODAY, Codes, a_field

FIELDS = [
    a_field("text"), a_field("text", letters="latin", shortest=2, longest=5), a_field("long_text"), a_field("number"),
    a_field("number", decimals=2, least=0, most=100), a_field("date"), a_field("date", year_alone=True, past=True),
    a_field("date", future=True), a_field("choice", choices=("a", "b")),
    a_field("choices", choices=("a", "b", "c"), most=2), a_field("yes_no"), a_field("phone"), a_field("email"),
    a_field("address"), a_field("address", abroad=True),
    a_field("note"), a_field("document", document="identity"), a_field("amount", least=-9, most=10**6),
    a_field("country"), a_field("nir"), a_field("iban"), a_field("siret"), a_field("signature"),
]  # fmt: skip
KIND = {kind.kind: kind for kind in KINDS}
LIKELY = st.sampled_from(
    [
        "12",
        "12€50",
        "Congo",
        "Maroc",
        "245023512345608",
        "FR7630006000011234567890189",
        "73282932000074",
        "03",
        "1950",
        "2",
        "mars",
        "a",
        "b",
        "yes",
        "seen",
        "+33612345678",
        "0612345678",
        "a@b.fr",
        "75012",
        "Paris",
    ]
)
ODD = (
    st.text()
    | LIKELY
    | st.text(alphabet="0123456789 ,.-+٠١٢٣¹²½eE_/\x00\u202f\u200b")
    | st.characters(categories=["Nd", "Nl", "No"])
)


def asked(kind: FieldKind) -> dict[str, Text]:
    """What a file has to say of such a question, whoever writes it."""
    return {option.name: Text("x") for option in kind.options if option.type is Text}


@given(st.sampled_from(FIELDS), st.data())
def test_any_text_in_any_part_is_a_value_or_a_fault(field, data):
    kind = KIND[field.kind]
    typed = {part: tuple(data.draw(st.lists(ODD, max_size=3))) for part in kind.parts}
    try:
        value = kind.judge(field, typed, TODAY)
    except AnswerFault as fault:
        assert fault.code
        return
    assert json.loads(json.dumps(value, allow_nan=False)) == value
    assert isinstance(kind.shown(field, value, Codes()), str)


@given(st.sampled_from(FIELDS), st.data())
def test_what_was_judged_once_is_judged_the_same_again(field, data):
    """The hub and a mended case read the value, so the value itself must be an answer."""
    kind = KIND[field.kind]
    if kind.parts != ("",):
        return
    try:
        value = kind.judge(field, {"": (data.draw(ODD),)}, TODAY)
    except AnswerFault:
        return
    if isinstance(value, str):
        assert kind.judge(field, {"": (value,)}, TODAY) == value


def test_a_kind_describes_itself() -> None:
    for kind in KINDS:
        assert isinstance(kind, FieldKind) and kind.kind and kind.label
        assert all(isinstance(option, FieldOption) and option.sentence.endswith(".") for option in kind.options)
        assert len({option.name for option in kind.options}) == len(kind.options)
        assert (kind.answers and not kind.repeats) == bool(kind.parts)


def test_a_plain_declaration_has_no_mistake_and_one_with_choices_for_nothing_has() -> None:
    for kind in [kind for kind in KINDS if not kind.chooses]:
        assert list(kind.mistakes(a_field(kind.kind, choices=("a", "b"), **asked(kind)))) == ["choices-not-used"]
    for kind in [kind for kind in KINDS if not kind.chooses]:
        assert list(kind.mistakes(a_field(kind.kind, **asked(kind)))) == []


def test_a_part_that_was_not_sent_is_empty_and_a_control_character_a_fault():
    assert read_one_line({}) == "" and read_one_line({"": ()}) == "" and read_one_line({"": (" a  b ",)}) == "a b"
    with pytest.raises(AnswerFault, match="bad-character"):
        read_one_line({"": ("a\x00b",)})


FOLDER = Path(fields.__file__).parent
TEMPLATES = Path(__file__).parents[4] / "templates" / "fields"


def test_every_module_and_every_template_of_the_folders_is_a_kind():
    modules = {path.stem for path in FOLDER.glob("*.py")} - {"__init__", "kind", "registry"}
    assert modules == set(list_field_kinds()) and len(KINDS) == len(list_field_kinds())
    assert {path.stem for path in TEMPLATES.glob("[!_]*.html")} == set(list_field_kinds())


def test_a_kind_is_found_by_its_name():
    assert all(find_field_kind(kind.kind) is kind for kind in KINDS)
    with pytest.raises(KeyError):
        find_field_kind("nothing")
    assert find_drawing("nothing", {"strokes": ["1 2"], "width": 1, "height": 1}) is None
    assert find_drawing(["signature"], {}) is find_drawing(None, None) is None
    assert not signs_paper("nothing", {"on_paper": True})
