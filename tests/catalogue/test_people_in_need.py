"""People in need through the procedures that concern them: the right questions, papers, stop and silence for each."""

from kiosk.domain.answers.case import Answer
from kiosk.domain.answers.journey import Journey, compute_journey
from kiosk.domain.procedure.procedure import SilenceRule
from tests.catalogue.test_shipped import TODAY, shipped

WITH_A_CURATOR = ("emergency-aid", "health-cover", "social-housing", "disability-request")
WHOLE_DEMAND = {"need": ["food"], "housing": "none", "food_today": True, "shelter_tonight": True}


def way(name: str, **values: object) -> Journey:
    """The way of a person who gave these answers."""
    return compute_journey(shipped(name), {field: Answer(value=value) for field, value in values.items()}, TODAY)


def asked(journey: Journey) -> set[str]:
    """The ids of the questions and notes that this person sees."""
    return {field.id for stop in journey.stops for field in stop.fields}


def papers(journey: Journey) -> set[str]:
    """The documents that this person is asked for."""
    fields = [field for stop in journey.stops for field in stop.fields]
    return {str(field.options["document"]) for field in fields if "document" in field.options}


def silence(journey: Journey) -> SilenceRule:
    """What silence means for this person's request, which has one subject."""
    [found] = silences(journey)
    return found


def silences(journey: Journey) -> tuple[SilenceRule, ...]:
    """What silence means for each subject of this person's request."""
    return journey.procedure.silences_for(journey.values, TODAY)


def said_in(journey: Journey, field_id: str) -> str:
    """All the words of a question or note, both variants."""
    pair = journey.asked(field_id)
    assert pair is not None
    texts = (pair[1].label, pair[1].help)
    return " ".join(part for text in texts for part in (text.text, text.plain))


def test_who_sleeps_outside_is_asked_for_no_address_and_no_rent() -> None:
    way_out = way("emergency-aid", for_whom="myself", **{**WHOLE_DEMAND, "shelter_tonight": False}, reach="post")
    assert {"shelter_note", "home_note", "post_address"} <= asked(way_out)
    assert not {"home_address", "charge_home"} & asked(way_out)
    assert papers(way_out) == {"identity"}
    assert all(number in said_in(way_out, "shelter_note") for number in ("115", "17", "114", "3919"))


def test_who_is_domiciled_shows_that_and_not_a_lease() -> None:
    housing = way("social-housing", for_whom="myself", request="first", housing_now="none", reasons=["no_home"])
    assert {"identity", "host"} <= papers(housing) and "lease" not in papers(housing)
    assert not {"people_now", "surface_now", "rent_now"} & asked(housing)
    host = housing.procedure.document("host")
    assert host is not None and any("domiciliation" in other.text for other in host.alternatives)
    assert "domiciliation" in said_in(housing, "home_address")


def test_under_curatorship_one_asks_oneself_and_need_not_have_the_curators_signature() -> None:
    """C. civ. 467: the curator assists, and in few acts; so no other applicant is asked for."""
    for name in WITH_A_CURATOR:
        assisted = way(name, for_whom="assisted")
        assert {"curator_family_name", "curator_signature", "birth_name"} <= asked(assisted)
        (signature,) = [field for stop in assisted.stops for field in stop.fields if field.id == "curator_signature"]
        assert not signature.required
        assert not {"applicant_family_name", "measure"} & asked(assisted)
        assert "authority" in papers(assisted)


def test_a_guardian_asks_in_the_place_of_the_person() -> None:
    for name in WITH_A_CURATOR:
        represented = way(name, for_whom="represented")
        assert "applicant_family_name" in asked(represented) and "curator_family_name" not in asked(represented)
        assert "authority" in papers(represented)


def test_a_widow_may_give_the_name_she_uses_and_need_not() -> None:
    for name in ["health-cover", "social-housing", "disability-request"]:
        pair = way(name, for_whom="myself").asked("used_name")
        assert pair is not None and not pair[1].required


def test_two_mothers_are_two_parents() -> None:
    school = way("school-registration", for_whom="my_child", authority="shared", same_home=True)
    assert {"other_name", "other_given_name", "same_home"} <= asked(school)
    for field in ("other_name", "other_given_name", "same_home"):
        assert not {"père", "mère", "papa", "maman"} & set(said_in(school, field).casefold().split())
    assert not {"other_address", "residence", "bill"} & asked(school)


def test_a_refugee_shows_a_residence_permit_and_the_papers_of_another_country() -> None:
    housing = way("social-housing", for_whom="myself", nationality="other", tax_income_known="no")
    identity = housing.procedure.document("identity")
    assert identity is not None and any("titre de séjour" in other.text for other in identity.alternatives)
    assert "tax" not in papers(housing) and "identity" in papers(housing)
    health = way("health-cover", for_whom="myself", request="first", fund="none", benefit="none", lived_abroad=True)
    assert {"tax", "foreign-tax"} <= papers(health)
    assert "AME" in said_in(health, "fund_note")


def test_an_apprentice_of_17_can_tick_what_is_for_work() -> None:
    for born, wishes in [
        ("2016-06-04", {"child_wishes"}),
        ("2009-06-04", {"child_wishes", "young_wishes"}),
        ("2006-11-24", {"adult_wishes"}),
    ]:
        request = way("disability-request", for_whom="my_child", birth_date=born)
        assert {field for field in asked(request) if field.endswith("_wishes")} == wishes
        if "young_wishes" in wishes:
            pair = request.asked("young_wishes")
            assert pair is not None and {"rqth", "job_path", "aah"} == {choice.value for choice in pair[1].choices}


def test_an_old_card_ends_with_the_year_and_who_has_the_apa_goes_to_the_department() -> None:
    request = way("disability-request", for_whom="myself", old_card=True, birth_date="1948-11-30")
    assert "31 décembre 2026" in said_in(request, "old_card_note") and "apa_note" in asked(request)
    younger = way("disability-request", for_whom="myself", old_card=False, birth_date="1981-01-01")
    assert not {"old_card_note", "apa_note"} & asked(younger)


def test_a_household_on_the_rsa_has_nothing_to_renew() -> None:
    for benefit in ["rsa", "pension_minimum"]:
        done = way(
            "health-cover", for_whom="myself", request="renewal", fund="cpam", benefit=benefit, asked_again=False
        )
        assert done.ended is not None and done.ended.id == "end.automatic_renewal"
        assert papers(done) == set() and "birth_name" not in asked(done)
        told = way("health-cover", for_whom="myself", request="renewal", fund="cpam", benefit=benefit, asked_again=True)
        assert told.ended is None and "birth_name" in asked(told)
        first = way("health-cover", for_whom="myself", request="first", fund="cpam", benefit=benefit)
        assert first.ended is None and not {"incomes", "asked_again"} & asked(first)
        assert papers(first) == {"vitale"}


def test_who_earns_something_declares_it_and_shows_the_tax_notice() -> None:
    request = way("health-cover", for_whom="myself", request="renewal", fund="cpam", benefit="none")
    assert {"incomes", "housing"} <= asked(request) and papers(request) == {"vitale", "tax"}
    delay = request.procedure.delay
    assert all("demande est acceptée" in text for text in (delay.text, delay.plain))


def test_the_silence_of_the_school_service_is_said_for_each_thing_asked() -> None:
    """Décret n° 2015-1460; where the child must go to school, no meaning could be verified and none is promised."""
    for answers, expected in [
        ({"before_three": True, "canteen": "fixed", "care": True}, {"moins de 3 ans": 3, "Cantine": 2, "ou plus": 0}),
        ({"before_three": True, "canteen": "no", "care": False}, {"moins de 3 ans": 3, "ou plus": 0}),
        ({"before_three": False, "canteen": "sometimes", "care": False}, {"Cantine": 2, "ou plus": 0}),
        ({"before_three": False, "canteen": "no", "care": True}, {"garderie": 2, "ou plus": 0}),
        ({"before_three": False, "canteen": "no", "care": False}, {"ou plus": 0}),
    ]:
        meant = silences(way("school-registration", for_whom="my_child", **answers))
        assert [silence.after_months for silence in meant] == list(expected.values())
        for silence, (about, months) in zip(meant, expected.items(), strict=True):
            assert about in silence.about.text and silence.text
            assert silence.means == ("accepted" if months else "none")


def test_a_child_with_an_allergy_says_so_at_school_and_not_here() -> None:
    school = shipped("school-registration")
    [children] = [field for field in school.fields() if field.kind == "group" and field.id == "children"]
    assert "plan" not in {field.id for field in children.fields}
    assert any("allergie" in text.text and "école" in text.text for text in school.next_steps)


def test_a_report_from_the_street_promises_no_refusal() -> None:
    report = way("street-problem", danger=True, wants_answer=False)
    assert silence(report).means == "none"
    said = said_in(report, "danger_note").replace("\N{NO-BREAK SPACE}", " ")
    assert all(number in said for number in ("112", "15", "17", "18", "114", "0 800 47 33 33"))


def test_who_does_not_know_what_is_owed_says_so() -> None:
    rent = way("emergency-aid", for_whom="myself", **{**WHOLE_DEMAND, "need": ["rent", "other"], "housing": "tenant"})
    for field in ("rent_due", "other_amount"):
        pair = rent.asked(field)
        assert pair is not None and pair[1].unknown and not pair[1].none


def test_who_asks_for_help_with_money_is_told_when_silence_is_a_refusal() -> None:
    meant = silence(way("emergency-aid", for_whom="myself", **WHOLE_DEMAND))
    assert (meant.means, meant.after_months) == ("refused", 2)
