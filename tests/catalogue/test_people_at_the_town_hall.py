"""Representative people at the procedures of the town hall: the right questions, stop, papers and silence for each."""

from datetime import date

import pytest

from kiosk.domain.answers import papers_to_bring
from kiosk.domain.answers.case import Answer
from kiosk.domain.answers.fields.stop import ANYWAY
from kiosk.domain.answers.journey import Journey, walk
from tests.catalogue.test_shipped import TODAY, shipped

OURS = {"name": "Saint-Aubin-du-Cormier", "insee": "35253", "ours": True}
ELSEWHERE = {"name": "Brest", "insee": "29019", "ours": False}
FULL = {"copy_type": "full", "copies": 1}
MINOR = {"birth_date": "2010-09-12", "became_french": False, "home_town": OURS}
VOTER = {"for_whom": "myself", "citizenship": "french", "reason": "first", "birth_date": "1980-01-01"}
CARD = {"for_whom": "myself", "wanted": "card", "reason": "first", "birth_date": "1980-01-01"}


def gone(name: str, today: date = TODAY, **values: object) -> Journey:
    """The way of someone who gave these answers; None stands for « je n'en ai pas »."""
    answers = {key: Answer(value=value, none=value is None) for key, value in values.items()}
    return walk(shipped(name), answers, today)


def stopped(name: str, **values: object) -> str:
    """The id of the stop at which the way of this person ends, "" if it goes on."""
    ended = gone(name, **values).ended
    return ended.id.removeprefix("end.") if ended else ""


def papers(name: str, **values: object) -> set[str]:
    """The documents that this person must bring as far as they have answered; none where a stop has ended the way."""
    journey = gone(name, **values)
    wanted, _ = papers_to_bring.of_journey(journey, TODAY)
    return {document.id for document in wanted} if journey.ended is None else set()


def exactly(name: str, **values: object) -> set[str]:
    """The documents whose condition holds for these answers."""
    journey = gone(name, **values)
    return {
        document.id
        for document in shipped(name).documents
        if document.when is None or document.when.holds(journey.values, TODAY)
    }


def asked(name: str, **values: object) -> set[str]:
    """The ids of the questions on this person's way."""
    return {field.id for stop in gone(name, **values).stops for field in stop.fields}


# A minor of 16, alone, and the guardian of a young adult.


def test_a_young_person_of_16_registers_alone_and_brings_two_papers() -> None:
    assert stopped("census-at-16", for_whom="myself", **MINOR) == ""
    assert exactly("census-at-16", for_whom="myself", **MINOR) == {"identity", "family-record"}
    assert "applicant" not in gone("census-at-16", for_whom="myself", **MINOR).ids


def test_a_guardian_shows_the_judgment_and_a_parent_an_identity_paper() -> None:
    late = MINOR | {"birth_date": "2006"}
    assert exactly("census-at-16", for_whom="represented", **late) == {"identity", "family-record", "authority"}
    assert exactly("census-at-16", for_whom="my_child", **MINOR) == {"identity", "family-record", "parent-identity"}


def test_before_16_nothing_can_be_filed_and_no_paper_is_asked_for() -> None:
    young = MINOR | {"birth_date": "2011-11-25", "for_whom": "myself"}
    assert stopped("census-at-16", **young) == "too_young"
    assert papers("census-at-16", **young) == set()
    assert not asked("census-at-16", **young) & {"home_town", "parent_1", "identity_shown"}
    [stop] = [field for field in shipped("census-at-16").fields() if field.id == "too_young"]
    assert stop.options["absolute"] and "16 ans" in stop.options["where"].plain


def test_the_day_of_16_years_and_the_last_day_before_25() -> None:
    assert stopped("census-at-16", for_whom="myself", **MINOR | {"birth_date": "2010-11-24"}) == ""
    assert stopped("census-at-16", for_whom="myself", **MINOR | {"birth_date": "2001-11-25"}) == ""
    assert stopped("census-at-16", for_whom="myself", **MINOR | {"birth_date": "2001-11-24"}) == "over_age"


def test_after_25_registering_is_useless_but_may_be_filed_anyway() -> None:
    older = MINOR | {"birth_date": "1990", "for_whom": "myself"}
    assert stopped("census-at-16", **older) == "over_age"
    assert stopped("census-at-16", **older, over_age=ANYWAY) == ""


def test_who_lives_elsewhere_goes_to_their_own_town_hall() -> None:
    moved = MINOR | {"home_town": ELSEWHERE, "for_whom": "myself"}
    assert stopped("census-at-16", **moved) == "other_town"
    [stop] = [field for field in shipped("census-at-16").fields() if field.id == "other_town"]
    assert stop.options["town"] == "home_town"


def test_a_young_person_who_may_decline_french_nationality_has_longer() -> None:
    """Code du service national, R.* 111-3: until 19 years and one month."""
    assert "decline_note" in asked("census-at-16", for_whom="myself", **MINOR | {"birth_date": "2007-12-01"})
    assert "decline_note" not in asked("census-at-16", for_whom="myself", **MINOR | {"birth_date": "2006-11-24"})


# A person under curatelle, with the curator, who assists and does not represent (C. civ. 467).


@pytest.mark.parametrize("name", ["birth-certificate", "census-at-16", "change-of-address", "hosting-certificate"])
def test_a_person_under_curatelle_asks_with_the_curator_and_brings_no_judgment(name: str) -> None:
    assert "assisted" in shipped(name).for_whom
    ids = gone(name, for_whom="assisted").ids
    assert "curator" in ids and "applicant" not in ids
    assert "authority" not in exactly(name, for_whom="assisted", **FULL)


@pytest.mark.parametrize("name", ["electoral-roll", "identity-document"])
def test_nobody_countersigns_a_vote_or_an_identity_document(name: str) -> None:
    """Code électoral, L. 72-1; service-public.fr F12883."""
    assert "assisted" not in shipped(name).for_whom


# Born abroad, a refugee, born elsewhere in France, a record over 75 years old.


@pytest.mark.parametrize(
    ("keeper", "stop", "place"),
    [
        ("french_abroad", "keeper_scec", "Nantes"),
        ("protected", "keeper_ofpra", "Fontenay"),
        ("foreign", "keeper_foreign", ""),
        ("elsewhere", "keeper_elsewhere", ""),
    ],
)
def test_a_record_kept_elsewhere_is_asked_for_there(keeper: str, stop: str, place: str) -> None:
    answers = FULL | {"for_whom": "myself", "birth_date": "1982", "birth_town": None, "keeper": keeper}
    assert stopped("birth-certificate", **answers) == stop
    assert papers("birth-certificate", **answers) == set()
    assert "parent_1_name" not in asked("birth-certificate", **answers)
    [field] = [field for field in shipped("birth-certificate").fields() if field.id == stop]
    assert place in field.options.get("address", "") and not field.options.get("absolute")


def test_born_elsewhere_in_france_is_asked_which_town_hall_keeps_the_record() -> None:
    answers = FULL | {"for_whom": "myself", "birth_date": "1982-03-01"}
    assert "keeper" in asked("birth-certificate", **answers, birth_town=ELSEWHERE)
    assert "keeper" not in asked("birth-certificate", **answers, birth_town=OURS)
    assert "keeper" not in asked("birth-certificate", **answers, birth_town={"name": "Saint-Aubin"})
    assert stopped("birth-certificate", **answers, birth_town=ELSEWHERE, keeper="here") == ""


def test_a_stop_is_advice_and_the_request_may_be_filed_anyway() -> None:
    """CRPA L. 114-2: an administration that is not competent forwards the request."""
    answers = FULL | {"for_whom": "myself", "birth_date": "1982", "birth_town": ELSEWHERE, "keeper": "elsewhere"}
    assert stopped("birth-certificate", **answers, keeper_elsewhere=ANYWAY) == ""
    assert "identity" in exactly("birth-certificate", **answers, keeper_elsewhere=ANYWAY)


@pytest.mark.parametrize(("born", "free"), [("1949", True), ("1950-11-24", True), ("1951-06-01", False)])
def test_a_record_over_75_years_old_is_open_to_all(born: str, free: bool) -> None:
    """Code du patrimoine, L. 213-2, I, 4°, e: 75 years from the end of the register's year."""
    answers = FULL | {"for_whom": "helped", "birth_date": born, "birth_town": OURS}
    ids = gone("birth-certificate", **answers).ids
    assert ("tie" in ids, "parents" in ids, "papers" in ids) == (not free,) * 3
    assert (exactly("birth-certificate", **answers) == set()) is free


def test_a_parent_unknown_is_not_a_parent_absent_from_the_record() -> None:
    fields = {field.id: field for field in shipped("birth-certificate").fields()}
    for name in ("given_names", "parent_1_name", "parent_2_given_name"):
        assert fields[name].unknown and "sais pas" not in f"{fields[name].none.text} {fields[name].none.plain}"


def test_who_needs_an_identity_document_learns_that_no_certificate_may_be_needed() -> None:
    assert "purpose_direct_note" in asked("birth-certificate", for_whom="myself", purpose="identity")
    first = gone("birth-certificate", for_whom="myself").stops[1].fields[0]
    assert first.id == "purpose" and not first.required, "asked first, and nobody has to say why"


@pytest.mark.parametrize(("tie", "paper"), [("professional", "profession"), ("heir", "link"), ("descendant", "link")])
def test_a_notary_and_an_heir_prove_who_they_are(tie: str, paper: str) -> None:
    answers = FULL | {"for_whom": "helped", "birth_date": "1960", "birth_town": OURS, "tie": tie}
    assert exactly("birth-certificate", **answers) == {"identity", paper}


# Homeless with a registered address.


def test_a_homeless_person_votes_with_the_registered_address() -> None:
    answers = VOTER | {"tie": "no_home"}
    assert stopped("electoral-roll", **answers) == ""
    assert exactly("electoral-roll", **answers) == {"identity", "domiciliation"}
    homes = [document for document in shipped("identity-document").documents if document.id == "home"]
    assert any("domiciliation" in text.text for text in homes[0].alternatives)


# A widow with a used name.


def test_a_widow_changes_the_name_on_a_valid_passport_for_nothing() -> None:
    """service-public.fr F1709: no fee, the same end date."""
    answers = CARD | {"wanted": "passport", "reason": "changed", "change": "name", "recent_title": True}
    assert exactly("identity-document", **answers) == {"photo", "home", "old-title", "change-proof"}
    assert {"used_name", "birth_name"} <= asked("identity-document", **answers)


@pytest.mark.parametrize("change", ["address", "full"])
def test_a_new_address_or_a_full_passport_costs_nothing_either(change: str) -> None:
    answers = CARD | {"wanted": "passport", "reason": "changed", "change": change}
    assert not [paper for paper in exactly("identity-document", **answers) if paper.startswith("stamp")]


@pytest.mark.parametrize(("lost", "stamps"), [("card", {"stamp-card", "stamp-adult"}), ("passport", {"stamp-adult"})])
def test_only_a_lost_card_costs_25_euros(lost: str, stamps: set[str]) -> None:
    answers = CARD | {"wanted": "both", "reason": "lost", "gone": lost}
    assert {paper for paper in exactly("identity-document", **answers) if paper.startswith("stamp")} == stamps


def test_a_recent_document_proves_the_nationality() -> None:
    """service-public.fr F18713: valid, or expired for less than five years."""
    assert "became_french" not in asked("identity-document", **CARD, recent_title=True)
    assert "nationality" not in exactly("identity-document", **CARD, recent_title=True, became_french=True)
    assert "nationality" in exactly("identity-document", **CARD, recent_title=False, became_french=True)


# Two mothers.


def test_two_mothers_are_two_parents_on_every_form() -> None:
    for name in ("birth-certificate", "census-at-16", "identity-document"):
        labels = " ".join(field.label.text for field in shipped(name).fields() if field.id.startswith("parent_"))
        assert "premier parent" in labels and "second parent" in labels
    child = CARD | {"for_whom": "my_child", "wanted": "passport", "birth_date": "2020-01-01", "recent_title": False}
    assert "custody" in exactly("identity-document", **child, became_french=False, alternating=True)
    assert "custody" not in exactly("identity-document", **child, became_french=False, alternating=False)


# A citizen of the Union, and a voter.


def test_a_citizen_of_the_union_living_in_france_chooses_lists_and_signs() -> None:
    answers = VOTER | {"citizenship": "european", "tie": "home", "housed": False}
    assert "lists" in asked("electoral-roll", **answers)
    assert exactly("electoral-roll", **answers) == {"identity-eu", "declaration-eu", "home"}


def test_who_may_not_vote_is_told_at_the_first_question() -> None:
    answers = {"for_whom": "myself", "citizenship": "neither", "reason": "first"}
    assert stopped("electoral-roll", **answers) == "no_vote"
    assert papers("electoral-roll", **answers) == set()


@pytest.mark.parametrize(("born", "stop"), [("2000-11-25", ""), ("2000-11-24", "parents_age"), ("1980", "parents_age")])
def test_the_parents_town_serves_until_26(born: str, stop: str) -> None:
    assert stopped("electoral-roll", **VOTER | {"birth_date": born, "tie": "parents"}) == stop


def test_a_vote_is_not_lost_by_a_day() -> None:
    """Code électoral, L. 17: the sixth Friday itself is still in time; R. 5: online, sometimes the Wednesday."""
    [note] = [field for field in shipped("electoral-roll").fields() if field.id == "deadline_note"]
    for words in (note.help.text, note.help.plain):
        assert "au plus tard le sixième vendredi" in words and "avant le sixième" not in words
    assert "sixième mercredi" in note.help.text


# A visitor from the Union, and one from elsewhere.


def test_a_visitor_from_the_union_ends_the_way_without_a_stamp() -> None:
    answers = {"for_whom": "myself", "exempt": "european"}
    assert stopped("hosting-certificate", **answers) == "exempt_stop"
    assert papers("hosting-certificate", **answers) == set()
    assert "stamp" not in exactly("hosting-certificate", **answers, exempt_stop=ANYWAY)


def test_a_host_says_where_and_when_their_document_was_issued() -> None:
    """CESEDA, R. 313-7 and R. 313-8; the list of permits is closed."""
    answers = {"for_whom": "myself", "exempt": "elsewhere", "home_town": OURS}
    assert {"issued_at", "issued_on"} <= asked("hosting-certificate", **answers, host_status="french")
    assert "permit_until" not in asked("hosting-certificate", **answers, host_status="french")
    assert "permit_until" in asked("hosting-certificate", **answers, host_status="other")
    [permit] = [paper for paper in shipped("hosting-certificate").documents if paper.id == "residence-permit"]
    assert "premier récépissé" in permit.why.text
    assert stopped("hosting-certificate", **answers | {"home_town": ELSEWHERE}) == "other_town"


# Silence.


@pytest.mark.parametrize(
    ("name", "means", "months"),
    [
        ("birth-certificate", "none", 0),
        ("census-at-16", "none", 0),
        ("change-of-address", "none", 0),
        ("electoral-roll", "none", 0),
        ("hosting-certificate", "refused", 1),
    ],
)
def test_silence_means_what_the_law_says_and_nothing_else(name: str, means: str, months: int) -> None:
    """Delivering a record decides nothing (CRPA R. 112-4); a visitor's certificate is refused (CESEDA R. 313-11)."""
    [silence] = shipped(name).silence
    assert (silence.means, silence.after_months) == (means, months)


def test_a_change_of_address_asks_for_no_identity_paper() -> None:
    assert "identity" not in {document.id for document in shipped("change-of-address").documents}
    ids = gone("change-of-address", for_whom="myself", direction="leaving", services=["elections"]).ids
    assert "papers" not in ids, "nothing to bring, nothing asked"
