"""The procedures that ship: who needs what, asked and answered."""

import re
from datetime import date
from operator import attrgetter
from pathlib import Path

from kiosk.catalogue.define.catalogue import check_files, load_procedure
from kiosk.catalogue.define.steps import shared_steps
from kiosk.domain.answers import answering
from kiosk.domain.answers.answering import judge_answer
from kiosk.domain.answers.case import Answer
from kiosk.domain.answers.fields.registry import find_field_kind
from kiosk.domain.answers.journey import Journey, compute_journey
from kiosk.domain.language.words import Typed
from kiosk.domain.procedure.procedure import Example, Field, Procedure
from kiosk.words.languages import FRENCH, list_languages
from kiosk.words.words import Words
from tests.catalogue.samples import SHIPPED, texts_of

TODAY = date(2026, 11, 24)
HERE = {"name": "Saint-Aubin"}
"""A commune that the list does not tell apart: it is taken to be the site's own."""


def journey(procedure: Procedure, **values: object) -> list[str]:
    """The ids of the steps that concern the person who gave these answers."""
    return list(compute_journey(procedure, {key: Answer(value=value) for key, value in values.items()}, TODAY).ids)


def shipped(name: str) -> Procedure:
    return load_procedure(next(path for path in SHIPPED if path.stem == name))


def test_no_shipped_file_has_a_fault_and_each_stands_under_its_own_name() -> None:
    assert check_files([path.parent for path in SHIPPED[:1]], TODAY) == []
    assert {"birth-certificate", "identity-document"} <= {path.stem for path in SHIPPED}
    assert all(Path(file.name).stem == load_procedure(file).id for file in SHIPPED)


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
                procedure.cost,
                procedure.delay,
                procedure.remedies,
                procedure.next_steps,
                procedure.keywords,
            )
        )
        assert procedure.life_event or procedure.id == "idea-or-complaint", (
            "what happens to nobody is beside the others"
        )
        assert procedure.prepared or procedure.silence
        own = {step.id for step in procedure.steps} - {step.id for step in shared_steps()}
        assert 3 <= len(own) <= 12


def test_whoever_has_two_months_can_count_them() -> None:
    """A delay without its start is open to challenge (CJA, R. 421-5), and nobody knows when it ends."""
    starts = re.compile(r"qui sui(?:t|vent)|mois après|alors deux mois|Après sa|répond .*en un mois")
    for name in (*NAMES, *NEAR, *OURS):
        procedure = shipped(name)
        texts = [
            text
            for one in (procedure.remedies, *(rule.text for rule in procedure.silence))
            for text in (one.text, one.plain)
        ]
        sentences = [
            sentence
            for text in texts
            for sentence in re.split(r"[.?]", text)
            if re.search(r"\b(un|deux|trois) mois", sentence)
        ]
        assert [sentence for sentence in sentences if not starts.search(sentence)] == [], name


def test_people_find_it_by_the_words_of_the_street() -> None:
    for name in (*NAMES, *NEAR, *OURS):
        assert 8 <= len(shipped(name).keywords) <= 20, name
    texts = {word.text for name in (*NAMES, *NEAR) for word in shipped(name).keywords}
    assert {"plus d’argent", "rien à manger", "j’ai déménagé", "lampadaire", "nid de poule"} <= texts
    assert {"voter", "carte d’électeur", "JDC", "papier pour héberger"} <= texts


def test_the_examples_between_them_reach_every_step_and_every_question() -> None:
    for name in (*NEAR, *OURS):
        procedure = shipped(name)
        stops = [stop for example in procedure.examples for stop in gone_as(procedure, example).stops]
        assert {stop.id for stop in stops} >= {step.id for step in procedure.steps}, name
        seen = {field.id for stop in stops for field in stop.fields}
        assert {field.id for field in procedure.fields()} == seen, name


def test_nothing_is_said_to_be_checked_that_nobody_checked() -> None:
    for path in SHIPPED:
        procedure = load_procedure(path)
        evidences = [procedure.evidence, *(fact.evidence for fact in procedure.facts)]
        assert not any(evidence.checked_on or evidence.checked_by for evidence in evidences)
        assert all(evidence.source_date is None or evidence.source_date < TODAY for evidence in evidences)


def test_a_birth_certificate_asks_what_its_kind_needs() -> None:
    answers = {"for_whom": "myself", "copy_type": "without_parents", "birth_date": "1950", "birth_town": HERE}
    ids = journey(shipped("birth-certificate"), **answers)
    assert ids == ["for-whom", "copy", "person", "birth", "delivery", "contact"]
    answers = {"for_whom": "helped", "copy_type": "full", "birth_date": "1960-03-02", "birth_town": HERE}
    answers["delivery"] = "counter"
    ids = journey(shipped("birth-certificate"), **answers)
    assert ids[:5] == ["for-whom", "applicant", "copy", "person", "birth"]
    assert ids[5:] == ["tie", "parents", "delivery", "contact", "papers"]
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


NAMES = ("electoral-roll", "census-at-16", "hosting-certificate")


def papers(name: str, **values: object) -> set[str]:
    """The ids of the documents that someone with these answers has to bring."""
    return {
        document.id
        for document in shipped(name).documents
        if document.when is None or document.when.holds(values, TODAY)
    }


def told(name: str, **values: object) -> set[str]:
    """The ids of the notes that someone with these answers reads."""
    fields = shipped(name).fields()
    return {
        field.id for field in fields if field.kind == "note" and (field.when is None or field.when.holds(values, TODAY))
    }


def test_a_voter_says_where_they_voted_and_is_told_who_may() -> None:
    answers = {"for_whom": "myself", "citizenship": "french", "birth_date": "1972-05-14", "tie": "home"}
    assert "previous" in journey(shipped("electoral-roll"), reason="moved_in", **answers)
    assert "previous" in journey(shipped("electoral-roll"), reason="back", **answers)
    assert "previous" not in journey(shipped("electoral-roll"), reason="first", **answers)
    assert "mandate" in papers("electoral-roll", for_whom="helped", comes_along=False)
    assert "mandate" not in papers("electoral-roll", for_whom="helped", comes_along=True)
    assert "under-age" in journey(shipped("electoral-roll"), for_whom="myself", birth_date="2009-01-02")
    assert "under-age" not in journey(shipped("electoral-roll"), for_whom="myself", birth_date="2008-01-02")


def test_one_tie_with_the_town_is_enough_and_brings_its_own_papers() -> None:
    def proof(tie: str, **values: object) -> set[str]:
        return papers("electoral-roll", citizenship="french", tie=tie, **values) - {"identity"}

    assert proof("home", housed=True) == {"home", "host", "housed-proof"}
    assert proof("parents") == {"parents-home", "family-record"}
    assert proof("taxes") == {"taxes"}
    assert proof("company") == {"company-role", "company-taxes"}
    assert proof("no_home") == {"domiciliation"}
    assert proof("other") == set()
    assert told("electoral-roll", tie="other") == {"deadline_note", "under_age_note"}


def test_the_census_says_one_thing_of_its_time() -> None:
    for born, french_later, note in [
        ("2010-09-12", False, "in_time_note"),
        ("2009-01-01", False, "late_note"),
        ("2001-11-25", False, "late_note"),
        ("2010-09-12", True, "new_french_note"),
        ("2005", True, "new_french_note"),
    ]:
        assert told("census-at-16", birth_date=born, became_french=french_later) - {"decline_note"} == {note}


def test_who_hosts_asks_for_themselves_or_by_their_legal_representative() -> None:
    """CESEDA, L. 313-1."""
    assert shipped("hosting-certificate").for_whom == ("myself", "represented", "assisted")


def test_a_host_shows_the_papers_of_their_own_case() -> None:
    always, elsewhere = {"home", "resources", "stamp"}, {"exempt": "elsewhere"}
    owner = papers("hosting-certificate", host_status="french", tenure="owner", **elsewhere)
    assert owner == {*always, "identity", "ownership"}
    tenant = papers("hosting-certificate", host_status="other", tenure="tenant", **elsewhere)
    assert tenant == {*always, "residence-permit", "lease"}
    assert "parents-letter" in papers("hosting-certificate", minor_alone=True)


NEAR = ("emergency-aid", "change-of-address", "street-problem", "idea-or-complaint")
NEVER = ("nationality", "residence", "iban", "nir", "religion", "health")


def gone_as(procedure: Procedure, example: Example) -> Journey:
    """The way of someone who gave this example's answers."""
    fields = {field.id: field for field in procedure.fields()}
    answers = {name: answering.judge_answer(fields[name], typed, TODAY) for name, typed in example.answers.items()}
    return compute_journey(procedure, answers, TODAY)


def questions(procedure: Procedure) -> list[Field]:
    """Every question, those of groups included."""
    return [
        inner for field in procedure.fields() for inner in (field, *field.fields) if find_field_kind(inner.kind).answers
    ]


def test_nobody_is_asked_where_they_come_from_or_for_a_bank_account() -> None:
    for name in NEAR:
        asked = questions(shipped(name))
        assert not [field.id for field in asked if any(word in field.id for word in NEVER) or field.kind in NEVER]


def test_who_has_nothing_to_eat_is_told_at_once_what_can_be_done() -> None:
    shared = {step.id for step in shared_steps()}
    first = next(step for step in shipped("emergency-aid").steps if step.id not in shared)
    assert [field.id for field in first.fields][:2] == ["food_today", "food_note"]
    assert "food_note" in told("emergency-aid", food_today=False, shelter_tonight=True)
    assert "shelter_note" in told("emergency-aid", food_today=True, shelter_tonight=False)
    assert not told("emergency-aid", food_today=True, shelter_tonight=True)


def test_the_paper_of_someone_in_need_does_not_say_the_need() -> None:
    """The title, the service, the papers and what comes next are printed, and may be found on a table."""
    result = shipped("emergency-aid")
    printed = (
        result.title,
        result.service.name,
        *(document.title for document in result.documents),
        *(step.text for step in result.next_steps),
    )
    results = " ".join(text.text + " " + text.plain for text in texts_of(list(printed))).casefold()
    for word in ("urgence", "pauvre", "argent", "impayé", "dette", "manger", "expulsion", "secours", "difficulté"):
        assert word not in results, word
    assert result.days_here("counter", 30) == 0


def test_the_household_is_counted_and_not_named() -> None:
    [household] = [field for field in shipped("emergency-aid").fields() if field.kind == "group"]
    assert [field.id for field in household.fields] == ["tie", "age", "young_partner", "part_time"]


def test_only_the_papers_of_what_is_asked_are_wanted() -> None:
    alone = {"for_whom": "myself", "housing": "none"}
    assert papers("emergency-aid", need=["food"], **alone) == {"identity"}
    assert papers("emergency-aid", need=["energy", "rent"], **alone) == {"identity", "bill", "housing"}
    assert papers("emergency-aid", need=["food"], **{**alone, "housing": "hosted"}) == {"identity", "home"}


def test_voting_and_school_are_told_by_the_direction_of_the_move() -> None:
    for direction, notes in [
        ("arriving", {"elections_arriving", "children_arriving"}),
        ("within", {"elections_within"}),
        ("leaving", {"elections_leaving"}),
    ]:
        always = {"national_note", "taxes_note", "car_note", "residence_note", "duty_note"}
        assert told("change-of-address", direction=direction, services=["elections", "school"]) - always == notes


def test_a_service_that_is_not_told_asks_nothing() -> None:
    ids = journey(shipped("change-of-address"), for_whom="myself", direction="within", services=["library"])
    assert not {"elections", "children"} & set(ids)
    assert papers("change-of-address", direction="within", services=["library"]) == set()
    assert papers("change-of-address", direction="leaving", services=["elections"]) == set()
    assert papers("change-of-address", direction="arriving", services=["elections"]) == {"home"}


def test_a_problem_in_the_street_needs_no_name_and_no_photo() -> None:
    result = shipped("street-problem")
    assert result.for_whom == ("myself",)
    assert not [field.id for field in result.fields() if field.required and (field.role or field.kind == "document")]
    anonymous = gone_as(result, result.examples[0])
    assert not {"given_names", "phone", "email"} & {field.id for stop in anonymous.stops for field in stop.fields}


def test_a_danger_calls_for_help_before_anything_is_asked() -> None:
    result = shipped("street-problem")
    assert [field.id for field in result.steps[0].fields] == ["danger", "danger_note"]
    assert "danger_note" in told("street-problem", danger=True) and "danger_note" not in told("street-problem")
    [note] = [field for field in result.fields() if field.id == "danger_note"]
    assert "112" in note.label.plain and all(number in note.help.text for number in ("112", "18", "17", "114"))


def test_who_has_nothing_to_eat_or_nowhere_to_sleep_today_rings_at_the_desk() -> None:
    fields = {field.id: field for field in shipped("emergency-aid").fields()}
    for name in ("food_today", "shelter_tonight"):
        kind = find_field_kind(fields[name].kind)
        assert [kind.signals_danger(fields[name], value) for value in (True, False)] == [False, True], name


def test_whether_a_message_may_be_left_is_asked_once() -> None:
    """Whoever takes the case is asked how they want to be told; a file that asks it too gets two answers."""
    for field in (field for path in SHIPPED for field in load_procedure(path).fields()):
        assert not [choice for choice in field.choices if "message" in choice.label.text], field.id


def test_somebody_in_a_list_is_never_called_nobody() -> None:
    """« Personne » says both in French: the head of somebody's lines in a list, and that nobody is in the way."""
    fields = [(name, field) for name in map(attrgetter("stem"), SHIPPED) for field in shipped(name).fields()]
    people = [
        field.options["item"] for _, field in fields if getattr(field.options.get("item"), "text", "") == "Personne"
    ]
    nobody = next(field.none for name, field in fields if name == "street-problem" and field.none.text)
    for language in set(list_languages()) - {FRENCH}:
        words = Words(language)
        assert words.text(nobody) not in {words.text(item) for item in people}, language


OURS = ("social-housing", "health-cover", "school-registration", "disability-request")


def every(procedure: Procedure) -> list[Field]:
    """Its fields, and those inside its groups."""
    return [inner for field in procedure.fields() for inner in (field, *field.fields)]


def test_no_bank_account_is_asked_for_and_nothing_required_that_some_have_not() -> None:
    for name in OURS:
        fields = every(shipped(name))
        assert not {field.kind for field in fields} & {"nir", "iban"}
        assert all(field.options["year_alone"] for field in fields if field.kind == "date")
        assert not [field.id for field in fields if field.kind in ("phone", "email") and field.required]


def test_what_is_prepared_names_its_form_and_ends_with_what_to_copy_and_to_sign() -> None:
    for name in ["social-housing", "health-cover", "disability-request"]:
        procedure = shipped(name)
        number = procedure.cerfa.partition("*")[0]
        first, *rest = (step.text.text for step in procedure.next_steps)
        assert procedure.prepared and number in first and "recopiées, dans l’ordre" in first
        assert any("signez" in text for text in rest)


def test_housing_papers_follow_where_somebody_lives_and_why_they_ask() -> None:
    tenant = papers("social-housing", housing_now="private_tenant", reasons=["too_small"], with_others=True)
    assert tenant == {"identity", "family", "income", "lease"}
    assert papers("social-housing", housing_now="none", reasons=["violence"]) == {
        "identity",
        "income",
        "host",
        "reason",
    }


def test_a_parent_alone_is_not_asked_for_another_and_a_price_only_where_something_is_paid() -> None:
    school = shipped("school-registration")
    alone = journey(school, for_whom="my_child", authority="alone", canteen="no", care=False)
    assert not {"other-parent", "price"} & set(alone)
    shared = journey(school, for_whom="my_child", authority="shared", canteen="sometimes", care=False)
    assert {"other-parent", "price"} <= set(shared)


def test_only_the_papers_that_a_town_hall_may_ask_for_are_asked_of_every_family() -> None:
    """Code de l'éducation, D. 131-3-1; the school itself asks for the vaccinations and the leaving certificate."""
    school = shipped("school-registration")
    assert papers("school-registration", for_whom="my_child", from_school=True) == {"child", "adult", "home"}
    notes = {field.id for field in school.steps[-1].fields if field.kind == "note"}
    assert notes == {"vaccines_note", "leaving_note"}


def test_words_about_health_are_never_required() -> None:
    fields = {field.id: field for field in shipped("disability-request").fields()}
    for name in ("needs", "own_words"):
        assert not fields[name].required and fields[name].help.text.startswith("Ce n’est pas obligatoire.")


COUPLES = {
    ("health-cover", "household"): ("tie", "spouse", "partner"),
    ("hosting-certificate", "guests"): ("place", "spouse"),
    ("social-housing", "household"): ("tie", "partner"),
    ("emergency-aid", "household"): ("tie", "partner"),
}
GROUPS = [(name, group, tie, value) for (name, group), (tie, *values) in COUPLES.items() for value in values]


def asked_of(name: str, group: str, **typed: Typed) -> dict[str, Answer]:
    """The questions that one person of the group is asked, with what was typed of them."""
    fields = {field.id: field for step in shipped(name).steps for field in step.fields}
    item = answering.judge_item(fields[group], typed, TODAY, judge_answer)
    return {field.id: item.answers[field.id] for field in item.fields}


def aged(name: str, years: int) -> dict[str, Typed]:
    """What is typed for someone of that age, as this procedure asks for it."""
    if name == "emergency-aid":
        return {"age": {"": (str(years),)}}
    return {"birth_date": {"year": (str(TODAY.year - years),)}}


def test_a_spouse_of_two_years_is_asked_about_and_may_be_right_and_nobody_else() -> None:
    for name, group, tie, value in GROUPS:
        typed: dict[str, Typed] = {tie: {"": (value,)}, **aged(name, 2)}
        assert asked_of(name, group, **typed)["young_partner"].fault == "choice-missing"
        typed["young_partner"] = {"": ("right",)}
        assert asked_of(name, group, **typed)["young_partner"].value == "right"
    for name, group, tie, value in GROUPS:
        for typed in (
            {tie: {"": (value,)}, **aged(name, 30)},
            {tie: {"": ("child",)}, **aged(name, 2)},
            {tie: {"": (value,)}},
        ):
            assert "young_partner" not in asked_of(name, group, **typed), typed
