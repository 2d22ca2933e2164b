"""Each kind of question says itself what can be asked of its answers."""

from kiosk.catalogue.define.conditions import OPERATORS_OF_SORT, read_operand, sort_of_field
from kiosk.domain.answers.fields import KINDS
from kiosk.domain.language.text import EMPTY
from kiosk.domain.procedure.condition import OPERATORS as ALL
from kiosk.domain.procedure.procedure import Choice, Field

CHOICES = (Choice("a", EMPTY), Choice("b", EMPTY))


def field(kind: str, **options: object) -> Field:
    chooses = next(a_kind for a_kind in KINDS if a_kind.kind == kind).chooses
    return Field("x", kind, EMPTY, choices=CHOICES if chooses else (), options=options)


def test_the_sort_of_an_answer() -> None:
    for asked, sort in [
        (field("choice"), "choice"),
        (field("choices"), "choice"),
        (field("yes_no"), "flag"),
        (field("number"), "number"),
        (field("number", least=100), "number"),
        (field("number", decimals=2, most=-5), "number"),
        (field("amount"), "number"),
        (field("amount", least=600), "number"),
        (field("country"), "words"),
        (field("nir"), "words"),
        (field("iban"), "words"),
        (field("siret"), "words"),
        (field("signature"), "words"),
        (field("date", past=True), "day"),
        (field("text"), "words"),
        (field("text", shortest=3, longest=40), "words"),
        (field("long_text"), "words"),
        (field("document", document="x"), "words"),
        (field("address"), "nothing"),
        (field("note"), "nothing"),
    ]:
        assert sort_of_field(asked) == sort


def test_every_kind_has_a_sort_and_every_operator_a_use() -> None:
    assert {sort_of_field(field(kind.kind)) for kind in KINDS} <= set(OPERATORS_OF_SORT)
    assert {operator for operators in OPERATORS_OF_SORT.values() for operator in operators} == set(ALL)


def test_what_a_kind_refuses_means_nothing() -> None:
    assert read_operand(field("number", least=5), "3") is None
    assert read_operand(field("document"), "seen") == "seen"
    assert read_operand(field("document"), "sen") is None
    assert (read_operand(field("country"), "DE"), read_operand(field("country"), "xx")) == ("DE", None)
