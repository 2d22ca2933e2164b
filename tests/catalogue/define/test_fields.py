"""A question takes the keys of its own kind, and no others."""

from kiosk.domain.procedure.procedure import Field
from tests.catalogue.samples import HEAD, details, found, sound

STEP = "steps:\n  - id: one\n    title: Un\n    fields:\n      - {field}\n"


def field(words: str) -> Field:
    return sound(HEAD + STEP.replace("{field}", words)).steps[-1].fields[0]


def test_a_question_is_required_unless_it_says_otherwise() -> None:
    assert field("{ id: a, kind: text, label: A }").required
    assert not field("{ id: a, kind: text, label: A, required: non }").required


def test_options_have_the_type_their_kind_declares() -> None:
    assert field("{ id: a, kind: number, label: A, least: 1, most: '10' }").options == {"least": 1, "most": 10}
    assert field("{ id: a, kind: date, label: A, past: oui, year_alone: false }").options == {
        "past": True,
        "year_alone": False,
    }


def test_a_choice_named_no_stays_no() -> None:
    choices = "[{ value: no, label: Norvège }, { value: 010, label: Dix }]"
    asked = field(f"{{ id: a, kind: choice, label: A, choices: {choices} }}")
    assert [choice.value for choice in asked.choices] == ["no", "010"]


def test_an_option_of_another_kind_is_an_unknown_key() -> None:
    result = details(HEAD + STEP.replace("{field}", "{ id: a, kind: date, label: A, least: 1 }"))
    assert list(result) == ["unknown-key-near"]


def test_a_kind_that_nobody_knows_is_one_fault_and_not_five() -> None:
    text = HEAD + STEP.replace("{field}", "{ id: a, kind: nombre, label: A, least: 1, choices: [] }")
    assert [code for *_, code in found(text)] == ["unknown-word-near"]


def test_a_social_security_number_is_asked_only_with_its_text_and_its_reader() -> None:
    asked = "{ id: a, kind: nir, label: A, legal_basis: Décret n° 2019-341{more} }"
    assert list(details(HEAD + STEP.replace("{field}", asked.replace("{more}", "")))) == ["nir-without-basis"]
    options = field(asked.replace("{more}", ", recipient: Le CCAS")).options
    assert {name: text.text for name, text in options.items()} == {
        "legal_basis": "Décret n°\u00a02019-341", "recipient": "Le CCAS",
    }  # fmt: skip


def test_a_condition_names_a_country_by_its_two_letters_and_a_sum_by_its_euros() -> None:
    fields = (
        "{ id: land, kind: country, label: A }",
        "{ id: sum, kind: amount, label: A, when: { field: land, is: DE } }",
        "{ id: end, kind: note, label: A, when: { field: sum, at_least: 1000 } }",
    )
    asked = sound(HEAD + STEP.replace("{field}", "\n      - ".join(fields))).steps[-1].fields
    assert asked[1].when is not None and asked[1].when.operand == "DE"
    assert asked[2].when is not None and asked[2].when.operand == 1000


def test_not_knowing_is_allowed_or_not_said() -> None:
    assert field("{ id: a, kind: text, label: A, unknown: allowed }").unknown
    assert not field("{ id: a, kind: text, label: A }").unknown
    assert list(details(HEAD + STEP.replace("{field}", "{ id: a, kind: text, label: A, unknown: oui }"))) == [
        "unknown-word"
    ]


def test_not_knowing_is_no_answer_within_a_group() -> None:
    inner = "{ id: b, kind: text, label: B, unknown: allowed }"
    group = f"{{ id: a, kind: group, label: A, item: Un, fields: [{inner}] }}"
    assert list(details(HEAD + STEP.replace("{field}", group))) == ["unknown-in-a-group"]


def test_a_stop_says_where_to_go_and_is_asked_nothing() -> None:
    stop = "{ id: a, kind: stop, label: A, where: Ailleurs, {more} }"
    assert field(stop.replace("{more}", "absolute: oui")).options["absolute"] is True
    assert list(details(HEAD + STEP.replace("{field}", "{ id: a, kind: stop, label: A }"))) == ["missing-key"]
    for key, value in (("required", "non"), ("none", "Aucun"), ("unknown", "allowed"), ("role", "contact.phone")):
        written = stop.replace("{more}", f"{key}: {value}")
        assert "asks-nothing" in details(HEAD + STEP.replace("{field}", written))


def test_the_town_of_a_stop_is_a_commune_asked_before() -> None:
    stop = "{ id: a, kind: stop, label: A, where: Ailleurs, town: {town} }"
    born = "{ id: born, kind: commune, label: Né à }\n      - " + stop
    assert list(details(HEAD + STEP.replace("{field}", stop.replace("{town}", "born")))) == ["unknown-commune"]
    assert field(born.replace("{town}", "born")).kind == "commune"
    assert list(details(HEAD + STEP.replace("{field}", born.replace("{town}", "bron")))) == ["unknown-commune-near"]
