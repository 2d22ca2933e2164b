"""What each part of a procedure's file says, and what is told of a part that is wrong."""

import re
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from kiosk.catalogue.define import procedures
from kiosk.catalogue.define.catalogue import load_procedure, open_catalogue
from kiosk.catalogue.define.procedures import list_glossary_words, shipped_words
from kiosk.catalogue.define.steps import icon_names, shared_steps, steps_for
from kiosk.catalogue.read.source import CatalogueFaults
from kiosk.domain.answers.fields.registry import find_field_kind
from kiosk.domain.procedure.procedure import FOR_WHOM, Condition, Field, words_in
from tests.catalogue.samples import HEAD, SHIPPED, SOUND, STEPS, details, found, sound

STEP = "steps:\n  - id: one\n    title: Un\n    fields:\n      - {field}\n"


def field(words: str) -> Field:
    return sound(HEAD + STEP.replace("{field}", words)).steps[-1].fields[0]


def test_options_have_the_type_their_kind_declares_and_a_question_is_required() -> None:
    assert field("{ id: a, kind: text, label: A }").required
    assert not field("{ id: a, kind: text, label: A, required: non }").required
    assert field("{ id: a, kind: number, label: A, least: 1, most: '10' }").options == {"least": 1, "most": 10}
    assert field("{ id: a, kind: date, label: A, past: oui, year_alone: false }").options == {
        "past": True,
        "year_alone": False,
    }
    choices = "[{ value: no, label: Norvège }, { value: 010, label: Dix }]"
    asked = field(f"{{ id: a, kind: choice, label: A, choices: {choices} }}")
    assert [choice.value for choice in asked.choices] == ["no", "010"]


def test_an_option_or_a_kind_that_nobody_knows_is_one_fault() -> None:
    result = details(HEAD + STEP.replace("{field}", "{ id: a, kind: date, label: A, least: 1 }"))
    assert list(result) == ["unknown-key-near"]
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
    inner = "{ id: b, kind: text, label: B, unknown: allowed }"
    group = f"{{ id: a, kind: group, label: A, item: Un, fields: [{inner}] }}"
    assert list(details(HEAD + STEP.replace("{field}", group))) == ["unknown-in-a-group"]


def test_a_danger_is_signalled_by_one_answer_and_not_within_a_group() -> None:
    asked = "{ id: a, kind: yes_no, label: Danger, danger: oui }"
    assert not details(HEAD + STEP.replace("{field}", asked))
    for answer, signals in (("oui", [True]), ("non", [False])):
        read = field(asked.replace("oui", answer))
        kind = find_field_kind(read.kind)
        assert [value for value in (True, False, None) if kind.signals_danger(read, value)] == signals
    unsaid = field("{ id: a, kind: yes_no, label: Calme }")
    assert not any(find_field_kind("yes_no").signals_danger(unsaid, value) for value in (True, False, None))
    for inner in (asked, asked.replace("oui", "non")):
        group = f"{{ id: g, kind: group, label: G, item: I, add: A, fields: [{inner}] }}"
        assert list(details(HEAD + STEP.replace("{field}", group))) == ["danger-in-a-group"]
    assert list(details(HEAD + STEP.replace("{field}", asked.replace("yes_no", "text")))) == ["unknown-key"]


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


TODAY = date(2026, 11, 24)
CONDITIONAL = """\
steps:
  - id: one
    title: Un
    fields:
      - {{ id: size, kind: choice, label: Taille, choices: [{{ value: big, label: G }}, {{ value: no, label: N }}] }}
      - {{ id: tools, kind: choices, label: Outils, choices: [{{ value: saw, label: S }}, {{ value: axe, label: A }}] }}
      - {{ id: age, kind: number, label: Âge, least: 3 }}
      - {{ id: price, kind: number, label: Prix, decimals: 2 }}
      - {{ id: born, kind: date, label: Né le }}
      - {{ id: sure, kind: yes_no, label: Sûr }}
      - {{ id: name, kind: text, label: Nom, shortest: 2, longest: 30 }}
      - {{ id: home, kind: address, label: Adresse }}
      - {{ id: lisez, kind: note, label: Lisez }}
      - {{ id: at, kind: commune, label: Né à }}
  - id: two
    title: Deux
    when: {when}
    fields: [{{ id: x, kind: text, label: X }}]
"""


def when(words: str) -> Condition:
    condition = sound(HEAD + CONDITIONAL.format(when=words)).steps[-1].when
    assert condition is not None
    return condition


def test_it_holds_for_these_answers_and_not_for_those() -> None:
    for words, answers, others in [
        ("{ field: size, is: no }", {"size": "no"}, {"size": "big"}),
        ("{ field: tools, is: saw }", {"tools": ["saw", "axe"]}, {"tools": ["axe"]}),
        ("{ field: tools, in: [saw, axe] }", {"tools": ["axe"]}, {}),
        ("{ field: age, at_least: 18 }", {"age": 18}, {"age": 17}),
        ("{ field: price, at_least: 3 }", {"price": "3.00"}, {"price": "2.99"}),
        ("{ field: age, is: 18 }", {"age": 18}, {"age": 1}),
        ("{ field: sure, is: oui }", {"sure": True}, {"sure": False}),
        ("{ field: sure, is: false }", {"sure": False}, {"sure": True}),
        ("{ field: born, before: 2000-01-01 }", {"born": "1999-12-31"}, {"born": "2000-01-01"}),
        ("{ field: born, before: { years_ago: 18 } }", {"born": "1950"}, {"born": "2020-01-01"}),
        ("{ field: born, after: 2000-01-01 }", {"born": "2000-01-02"}, {"born": "2000-01-01"}),
        ("{ field: born, after: { years_ago: 16 } }", {"born": "2020-01-01"}, {"born": "1950"}),
        ("{ field: at, is: ours }", {"at": {"ours": True}}, {"at": {"ours": False}}),
        ("{ field: name, is: 010 }", {"name": "010"}, {"name": "8"}),
        ("{ not: { field: age, at_least: 18 } }", {"age": 4}, {"age": 20}),
        ("{ any: [{ field: age, is: 4 }, { field: sure, is: oui }] }", {"age": 4}, {"age": 5}),
    ]:
        condition = when(words)
        assert condition.holds(answers, TODAY)
        assert not condition.holds(others, TODAY)


def test_an_answer_that_the_question_refuses_is_no_condition() -> None:
    for field in ["size", "tools", "sure", "born", "name", "home", "lisez"]:
        codes = [code for *_, code in found(HEAD + CONDITIONAL.format(when=f"{{ field: {field}, at_least: 3 }}"))]
        assert codes == ["wrong-operator"]
    for words in ["{ field: age, is: 2 }", "{ field: name, is: x }"]:
        assert [code for *_, code in found(HEAD + CONDITIONAL.format(when=words))] == ["never-answered"]
    assert list(details(HEAD + CONDITIONAL.format(when="{ field: at, is: lyon }"))) == ["unknown-word"]
    assert list(details(HEAD + CONDITIONAL.format(when="{ field: at, in: [ours] }"))) == ["wrong-operator"]
    result = details(HEAD + CONDITIONAL.format(when="{ field: syze, is: big }"))
    assert result["unknown-field-near"]["near"] == "size"
    text = HEAD + CONDITIONAL.format(when="{ field: age, at_least: 3 }").replace(
        "age, kind: number", "age, kind: nombr"
    )
    assert [code for *_, code in found(text)] == ["unknown-word-near"]


TWO = """\
steps:
  - id: one
    title: Un
    fields:
      - { id: a, kind: yes_no, label: A }
      - { id: b, kind: text, label: B, when: { field: a, is: oui } }
  - id: two
    title: Deux
    when: { field: a, is: non }
    fields: [{ id: c, kind: text, label: C }]
"""


def test_a_question_depends_on_one_before_it_and_never_on_what_follows() -> None:
    procedure = sound(HEAD + TWO)
    assert [field.id for field in procedure.fields()][-3:] == ["a", "b", "c"]
    assert procedure.steps[-1].when is not None
    text = TWO.replace("when: { field: a, is: oui }", "when: { field: b, is: oui }")
    assert [code for *_, code in found(HEAD + text)] == ["later-field"]
    text = TWO.replace("when: { field: a, is: non }", "when: { field: c, is: non }")
    assert [code for *_, code in found(HEAD + text)] == ["later-field"]


def test_a_file_without_steps_is_no_procedure() -> None:
    assert found(HEAD) == [(1, 1, "missing-key")]
    assert [code for *_, code in found(HEAD + "steps: []\n")] == ["empty-list"]


STOP = """\
steps:
  - id: one
    title: Un
    fields:
      - { id: born, kind: commune, label: Né à }
      - id: elsewhere
        kind: stop
        label: Ailleurs
        where: { text: À la mairie de naissance, plain: À la mairie }
        town: born
        when: { not: { field: born, is: ours } }
      - { id: name, kind: text, label: Nom }
"""


def test_nothing_follows_a_stop_in_its_step() -> None:
    assert [code for *_, code in found(HEAD + STOP)] == ["question-after-stop"]
    assert sound(HEAD + STOP.rpartition("      - {")[0]).steps[-1].fields[-1].kind == "stop"


def test_the_shared_file_offers_every_for_whom_in_order() -> None:
    first = shared_steps()[0]
    assert first.fields[0].id == "for_whom"
    assert tuple(choice.value for choice in first.fields[0].choices) == FOR_WHOM
    second = shared_steps()[1]
    assert [field.role for field in second.fields] == ["applicant.family_name", "applicant.given_names"]
    assert second.when is not None and [*second.when.fields()] == ["for_whom"]
    assert sound(SOUND).steps[0].title.context == "for-whom"


def test_a_procedure_keeps_only_the_choices_it_offers_in_the_shared_order() -> None:
    procedure = sound(HEAD + "for_whom: [my_child, myself]\n" + STEPS)
    assert procedure.for_whom == ("myself", "my_child")
    assert [choice.value for choice in procedure.steps[0].fields[0].choices] == ["myself", "my_child"]
    assert steps_for(("myself",)) == ()
    assert [step.id for step in sound(HEAD + "for_whom: [myself]\n" + STEPS).steps] == ["place"]
    asks = STEPS.replace("label: Rue", "label: Rue, when: { field: for_whom, is: myself }")
    assert [code for *_, code in found(HEAD + "for_whom: [myself]\n" + asks)] == ["unknown-field"]
    assert found(HEAD + asks) == []


PICTURED = """\
steps:
  - id: one
    title: Un
    icon: house
    fields:
      - id: a
        kind: choice
        label: A
        choices:
          - { value: x, label: X, icon: mail }
          - { value: y, label: Y, icon: site-creche }
          - { value: z, label: Z }
"""


def test_a_step_and_an_answer_carry_an_icon_or_a_pictogram_of_one_s_own() -> None:
    step = sound(HEAD + PICTURED).steps[-1]
    assert step.icon == "house"
    assert [choice.icon for choice in step.fields[0].choices] == ["mail", "site-creche", ""]


def test_a_name_that_nothing_draws_is_refused_with_the_nearest() -> None:
    for before, after in [("icon: truck", "icon: trucks"), ("icon: house", "icon: hous"), ("icon: mail", "icon: mall")]:
        assert [code for *_, code in found((HEAD + PICTURED).replace(before, after))] == ["unknown-icon-near"]
        assert [code for *_, code in found((HEAD + PICTURED).replace(before, "icon: zzzzzzzz"))] == ["unknown-icon"]


def test_every_shipped_procedure_shows_its_steps_in_pictures() -> None:
    bare, chosen = [], set()
    for path in SHIPPED:
        for step in load_procedure(path).steps:
            asked = [field for field in step.fields if field.kind not in ("stop", "note")]
            if asked and not step.icon:
                bare.append((path.stem, step.id))
            chosen |= {choice.icon for field in step.fields for choice in field.choices}
    assert bare == []
    assert chosen - {""} <= set(icon_names()) and len(chosen) > 20


OWN = "glossary: [{ term: Camping-car, also: [fourgon], means: Un véhicule où l'on peut dormir. }]\n"


def test_a_word_is_explained_by_one_sentence_of_fifteen_words_at_most() -> None:
    for word in shipped_words():
        means = word.means.text
        assert means.endswith(".") and not re.search(r"[.!?] ", means)
        assert len(re.findall(r"[^\s]*\w[^\s]*", means)) <= 15
    forms = [form for word in shipped_words() for form in {form.casefold() for form in word.written}]
    assert not {form for form in forms if forms.count(form) > 1}


def test_the_words_that_people_stumble_over_are_there() -> None:
    said = (
        "Défenseur des droits, préfet, tribunal administratif, procureur, tutelle, curatelle, mandat, CCAS, MSA, Dalo, "
        "quotient familial, Cerfa, quittance, échéancier, déclaration enregistrée, RQTH, PCH, AEEH, CSNJ, SCEC, Ofpra, "
        "MDPH, ARS"
    )
    assert len(words_in(shipped_words(), [said])) == len(said.split(","))


def test_a_procedure_adds_a_word_in_its_own_context_and_what_it_says_of_one_wins() -> None:
    [word] = sound(SOUND + OWN).glossary
    assert (word.term.text, word.forms, word.means.context) == ("Camping-car", ("fourgon",), "parking")
    procedure = sound(SOUND + "glossary: [{ term: CCAS, means: Notre maison des solidarités. }]\n")
    [word] = words_in(list_glossary_words(procedure), ["Le CCAS"])
    assert word.means.text == "Notre maison des solidarités."
    assert words_in(list_glossary_words(None), ["Le CCAS"]) != (word,)


def test_a_word_without_its_meaning_is_told() -> None:
    broken = SOUND + "glossary: [{ term: CCAS }]\n"
    assert [code for _, _, code in found(broken)] == ["missing-key"]


def test_a_broken_file_of_words_is_not_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(procedures, "WORD_KEYS", ("term", "means"))
    with pytest.raises(CatalogueFaults, match="unknown-key"):
        shipped_words.__wrapped__()


def write(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, "utf-8")
    return folder


def test_procedures_are_sorted_as_a_french_reader_sorts(tmp_path: Path) -> None:
    for number, title in enumerate(("Zone bleue", "Écoles", "école", "Arbres", "Œuvres")):
        text = SOUND.replace("id: parking", f"id: p{number}").replace("Stationner un camion de déménagement", title)
        write(tmp_path, f"{number}.yaml", text)
    titles = [procedure.title.text for procedure in open_catalogue([tmp_path]).procedures]
    assert titles == ["Arbres", "école", "Écoles", "Œuvres", "Zone bleue"]


def test_the_town_halls_own_file_replaces_the_one_that_ships(tmp_path: Path) -> None:
    ours = write(tmp_path / "ours", "x.yaml", SOUND)
    theirs = write(tmp_path / "theirs", "y.yaml", SOUND.replace("version: 2", "version: 3"))
    catalogue = open_catalogue([ours, theirs, tmp_path / "nowhere"])
    assert [procedure.version for procedure in catalogue.procedures] == [3]
    assert catalogue.get("parking") is catalogue.procedures[0]
    assert catalogue.get("other") is None


def test_a_broken_replacement_leaves_the_one_that_ships_and_is_reported(tmp_path: Path) -> None:
    ours = write(tmp_path / "ours", "x.yaml", SOUND)
    theirs = write(tmp_path / "theirs", "x.yaml", SOUND.replace("version: 2", "version: deux"))
    catalogue = open_catalogue([ours, theirs])
    assert [procedure.version for procedure in catalogue.procedures] == [2]
    assert [(fault.path, fault.line, fault.code) for fault in catalogue.faults] == [
        (str(theirs / "x.yaml"), 2, "not-an-integer")
    ]


def test_the_shipped_folder_opens_as_a_package_resource() -> None:
    catalogue = open_catalogue([files("kiosk") / "procedures"])
    assert catalogue.faults == ()
    assert catalogue.get("birth-certificate") is not None
