"""Representative people who ask, register, vote, travel, host or move: the right questions, stop and papers.
People in need through the procedures that concern them: the right questions, papers, stop and silence for each.
"""

import re

import pytest

from kiosk.catalogue.define.catalogue import load_procedure
from kiosk.catalogue.define.procedures import find_example_faults
from kiosk.domain.answers.answering import judge_answer, read_page_answers
from kiosk.domain.answers.case import Answer
from kiosk.domain.answers.fields.stop import ANYWAY
from kiosk.domain.answers.journey import Journey, Stop, compute_journey
from kiosk.domain.procedure.procedure import SilenceRule
from tests.catalogue.people import ELSEWHERE, OURS, asked, exactly, gone, papers, stopped
from tests.catalogue.test_shipped import SHIPPED, TODAY, shipped

FULL = {"copy_type": "full", "copies": 1}
MINOR = {"birth_date": "2010-09-12", "became_french": False, "home_town": OURS}


# A minor of 16, alone, and the guardian of a young adult.


def test_a_young_person_of_16_registers_alone_and_a_guardian_shows_the_judgment() -> None:
    assert stopped("census-at-16", for_whom="myself", **MINOR) == ""
    assert exactly("census-at-16", for_whom="myself", **MINOR) == {"identity", "family-record"}
    assert "applicant" not in gone("census-at-16", for_whom="myself", **MINOR).ids
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


def test_the_day_of_16_years_and_the_last_day_before_25_and_older_files_anyway() -> None:
    assert stopped("census-at-16", for_whom="myself", **MINOR | {"birth_date": "2010-11-24"}) == ""
    assert stopped("census-at-16", for_whom="myself", **MINOR | {"birth_date": "2001-11-25"}) == ""
    assert stopped("census-at-16", for_whom="myself", **MINOR | {"birth_date": "2001-11-24"}) == "over_age"
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


def test_a_host_under_curatelle_asks_with_the_curator_and_brings_no_judgment() -> None:
    ids = gone("hosting-certificate", for_whom="assisted").ids
    assert "curator" in ids and "applicant" not in ids
    assert "authority" not in exactly("hosting-certificate", for_whom="assisted", **FULL)


def test_under_curatelle_one_asks_for_what_is_ones_own_without_the_curator() -> None:
    """C. civ. 459 and 467; code électoral, L. 72-1; service-public.fr F12883."""
    for name in ["birth-certificate", "census-at-16", "change-of-address", "electoral-roll", "identity-document"]:
        assert "assisted" not in shipped(name).for_whom


# Born abroad, a refugee, born elsewhere in France, a record over 75 years old.


def test_a_record_kept_elsewhere_is_asked_for_there() -> None:
    for keeper, stop, place in [
        ("french_abroad", "keeper_scec", "Nantes"),
        ("protected", "keeper_ofpra", "Fontenay"),
        ("foreign", "keeper_foreign", ""),
    ]:
        answers = FULL | {"for_whom": "myself", "birth_date": "1982", "birth_town": None, "keeper": keeper}
        assert stopped("birth-certificate", **answers) == stop
        assert papers("birth-certificate", **answers) == set()
        assert "parent_1_name" not in asked("birth-certificate", **answers)
        [field] = [field for field in shipped("birth-certificate").fields() if field.id == stop]
        assert place in field.options.get("address", "") and not field.options.get("absolute")


def test_who_keeps_the_record_is_not_asked_of_whoever_was_born_in_a_town_that_is_known() -> None:
    answers = FULL | {"for_whom": "myself", "birth_date": "1982-03-01"}
    assert stopped("birth-certificate", **answers, birth_town=ELSEWHERE) == "keeper_elsewhere"
    for town in (ELSEWHERE, OURS, {"name": "Saint-Aubin"}):
        assert "keeper" not in asked("birth-certificate", **answers, birth_town=town)
    assert "keeper" in asked("birth-certificate", **answers, birth_town=None)


def test_a_stop_is_advice_and_the_request_may_be_filed_anyway() -> None:
    """CRPA L. 114-2: an administration that is not competent forwards the request."""
    answers = FULL | {"for_whom": "myself", "birth_date": "1982", "birth_town": ELSEWHERE}
    assert stopped("birth-certificate", **answers, keeper_elsewhere=ANYWAY) == ""
    assert "identity" in exactly("birth-certificate", **answers, keeper_elsewhere=ANYWAY)


def test_a_record_over_75_years_old_is_open_to_all() -> None:
    """Code du patrimoine, L. 213-2, I, 4°, e: 75 years from the end of the register's year."""
    for born, free in [("1949", True), ("1950-11-24", True), ("1951-06-01", False)]:
        answers = FULL | {"for_whom": "helped", "birth_date": born, "birth_town": OURS, "delivery": "counter"}
        ids = gone("birth-certificate", **answers).ids
        assert ("tie" in ids, "parents" in ids, "papers" in ids) == (not free,) * 3
        assert (exactly("birth-certificate", **answers) == set()) is free


@pytest.mark.parametrize("for_whom", ["myself", "assisted", "represented", "my_child"])
@pytest.mark.parametrize("copy_type", ["full", "with_parents", "multilingual"])
def test_a_person_of_81_shows_no_paper_for_their_own_record(for_whom: str, copy_type: str) -> None:
    """The law opens the record to all, so to the person too: no identity paper, no link, no names of parents."""
    answers = FULL | {"for_whom": for_whom, "copy_type": copy_type, "birth_date": "1945-02-03", "birth_town": OURS}
    assert exactly("birth-certificate", **answers) == papers("birth-certificate", **answers) == set()
    assert not {"parents", "papers", "under-age"} & set(gone("birth-certificate", **answers).ids)
    assert "identity" in exactly("birth-certificate", **answers | {"birth_date": "1965-02-03"})


def test_a_parent_unknown_is_not_a_parent_absent_from_the_record() -> None:
    fields = {field.id: field for field in shipped("birth-certificate").fields()}
    for name in ("given_names", "parent_1_name", "parent_2_given_name"):
        assert fields[name].unknown and "sais pas" not in f"{fields[name].none.text} {fields[name].none.plain}"


def test_who_needs_an_identity_document_learns_that_no_certificate_may_be_needed() -> None:
    step = gone("birth-certificate", for_whom="myself").stops[1].step
    assert "pièce d’identité" in step.help.text and "demandez d’abord" in step.help.text


def test_who_gives_the_names_of_the_parents_by_post_sends_no_copy_of_an_identity_paper() -> None:
    """service-public.fr F1427: a paper answers the registrar's doubt; an heir proves what no record shows."""
    mine = FULL | {"for_whom": "myself", "birth_date": "1982-03-01", "birth_town": OURS}
    assert exactly("birth-certificate", **mine, delivery="post") == set()
    assert exactly("birth-certificate", **mine, delivery="counter") == {"identity"}
    assert "papers" not in gone("birth-certificate", **mine, delivery="post").ids
    theirs = mine | {"for_whom": "helped", "delivery": "post"}
    assert exactly("birth-certificate", **theirs, tie="descendant") == set()
    assert exactly("birth-certificate", **theirs, tie="heir") == {"link"}
    assert exactly("birth-certificate", **theirs, tie="professional") == {"profession"}


def test_who_knows_the_names_of_the_parents_reads_that_a_paper_is_asked_in_doubt_alone() -> None:
    (identity,) = (paper for paper in shipped("birth-certificate").documents if paper.id == "identity")
    assert "nom des parents" in identity.why.text and "n’est demandé qu’en cas de doute" in identity.why.text
    assert "ne connaissez pas le nom des parents" in identity.why.plain


def test_a_notary_and_an_heir_prove_who_they_are() -> None:
    for tie, paper in [("professional", "profession"), ("heir", "link"), ("descendant", "link")]:
        answers = FULL | {"for_whom": "helped", "birth_date": "1960", "birth_town": OURS, "tie": tie}
        assert exactly("birth-certificate", **answers) == {"identity", paper}


VOTER = {"for_whom": "myself", "citizenship": "french", "reason": "first", "birth_date": "1980-01-01"}
CARD = {"for_whom": "myself", "wanted": "card", "reason": "first", "birth_date": "1980-01-01"}


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


def test_a_new_address_or_a_full_passport_costs_nothing_either() -> None:
    for change in ["address", "full"]:
        answers = CARD | {"wanted": "passport", "reason": "changed", "change": change}
        assert not [paper for paper in exactly("identity-document", **answers) if paper.startswith("stamp")]


def test_a_recent_document_proves_the_nationality() -> None:
    """service-public.fr F18713: valid, or expired for less than five years."""
    assert "born_french" not in asked("identity-document", **CARD, recent_title=True)
    assert "nationality" not in exactly("identity-document", **CARD, recent_title=True, born_french=False)


def test_who_is_french_by_a_parent_is_not_sent_away_with_a_birth_certificate_alone() -> None:
    """service-public.fr F18713 and C. civ. 19-3: it is enough for who is born in France of a parent born there."""
    assert "born_french" in asked("identity-document", **CARD, recent_title=False)
    assert "nationality" in exactly("identity-document", **CARD, recent_title=False, born_french=False)
    assert "nationality" not in exactly("identity-document", **CARD, recent_title=False, born_french=True)
    [proof] = [document for document in shipped("identity-document").documents if document.id == "nationality"]
    others = " ".join(text.text for text in proof.alternatives)
    assert "dix ans" in others and "Nantes" in others


def test_an_adult_under_guardianship_who_comes_alone_brings_the_three_papers() -> None:
    """Décret n° 2021-279 of 13 March 2021; service-public.fr F12883: a card alone, a passport with the guardian."""
    ward = CARD | {"for_whom": "ward", "recent_title": True}
    three = {"guardian-informed", "guardian-copy", "guardianship-order"}
    assert three <= exactly("identity-document", **ward)
    assert not {"authority", "guardian-identity"} & exactly("identity-document", **ward)
    assert "applicant" not in gone("identity-document", **ward).ids
    assert "ward_passport_note" not in asked("identity-document", **ward)
    assert "ward_passport_note" in asked("identity-document", **ward | {"wanted": "passport"})
    assert not three & exactly("identity-document", **CARD, recent_title=True)


def test_a_valid_card_of_the_old_format_is_changed_for_nothing() -> None:
    """Since 31 March 2025, from 18 (Maire-info, 2 April 2025)."""
    answers = CARD | {"reason": "new_format", "recent_title": True}
    assert exactly("identity-document", **answers) == {"photo", "home", "old-title"}
    assert "stamp-adult" in exactly("identity-document", **answers | {"wanted": "both"})


# Two mothers.


def test_two_mothers_are_two_parents_on_every_form() -> None:
    for name in ("birth-certificate", "census-at-16", "identity-document"):
        labels = " ".join(field.label.text for field in shipped(name).fields() if field.id.startswith("parent_"))
        assert "premier parent" in labels and "second parent" in labels
    child = CARD | {"for_whom": "my_child", "wanted": "passport", "birth_date": "2020-01-01", "recent_title": False}
    assert "custody" in exactly("identity-document", **child, born_french=True, alternating=True)
    assert "custody" not in exactly("identity-document", **child, born_french=True, alternating=False)


# A citizen of the Union, and a voter.


def test_a_citizen_of_the_union_living_in_france_chooses_lists_and_signs() -> None:
    answers = VOTER | {"citizenship": "european", "tie": "home", "housed": False}
    assert "lists" in asked("electoral-roll", **answers)
    assert exactly("electoral-roll", **answers) == {"identity-eu", "declaration-eu", "home"}


def test_who_may_not_vote_is_told_at_the_first_question() -> None:
    answers = {"for_whom": "myself", "citizenship": "neither", "reason": "first"}
    assert stopped("electoral-roll", **answers) == "no_vote"
    assert papers("electoral-roll", **answers) == set()


def test_who_is_refused_before_a_vote_is_told_in_time_where_to_go() -> None:
    """Code électoral, L. 18, III, and L. 19, III: silence is a refusal on the day on which the commission meets.

    L. 20, II, and L. 32: who registers in the last days goes to the court at once.
    """
    for plain in [False, True]:
        remedies = shipped("electoral-roll").remedies
        assert remedies is not None
        words = remedies.plain if plain else remedies.text
        assert words.index("trente jours") < words.index("de 24 à 21 jours avant") < words.index("sixième vendredi")
        assert re.search(r"derniers jours.*jusqu’au jour du vote\. Vous n’avez pas de lettre", words)


def test_the_parents_town_serves_until_26() -> None:
    for born, stop in [("2000-11-25", ""), ("2000-11-24", "parents_age"), ("1980", "parents_age")]:
        assert stopped("electoral-roll", **VOTER | {"birth_date": born, "tie": "parents"}) == stop


def test_a_vote_is_not_lost_by_a_day() -> None:
    """Code électoral, L. 17: the sixth Friday itself is still in time; R. 5: online, sometimes the Wednesday."""
    [note] = [field for field in shipped("electoral-roll").fields() if field.id == "deadline_note"]
    for words in (note.help.text, note.help.plain):
        assert "au plus tard le sixième vendredi" in words and "avant le sixième" not in words
    assert "sixième mercredi" in note.help.text


def test_a_housed_voter_is_told_of_the_paper_in_her_own_name() -> None:
    """service-public.fr F1965: the host's letter and identity paper do not prove the voter's own link with the town."""
    housed = VOTER | {"tie": "home", "housed": True}
    assert exactly("electoral-roll", **housed) == {"identity", "home", "host", "housed-proof"}
    assert "housed_proof_shown" in asked("electoral-roll", **housed)
    assert "housed-proof" not in exactly("electoral-roll", **housed | {"housed": False})


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


def test_a_host_does_not_promise_longer_than_she_was_told() -> None:
    """CESEDA, L. 313-2: as long as the visa is valid, or three months from the entry, however short the stay."""
    [note] = [field for field in shipped("hosting-certificate").fields() if field.id == "promise_note"]
    for words in (note.help.text, note.help.plain):
        assert "visa" in words and "trois mois" in words and re.search("entrée", words)
        assert re.search("même si (le séjour est plus court|elle part plus tôt)", words)
        assert "durée du séjour" not in words


def test_a_host_learns_of_dates_that_cannot_be_before_the_stamp_is_bought() -> None:
    """CESEDA, L. 313-1: a stay is short. A departure before the arrival, or eighteen months after it, is a slip."""
    (step,) = (step for step in shipped("hosting-certificate").steps if step.id == "stay")
    stop = Stop(step, step.fields, settled=False)

    def fault(departure: tuple[str, str, str]) -> str:
        typed = zip(("day", "month", "year"), departure, strict=True)
        form = {"f.arrival.day": ["10"], "f.arrival.month": ["1"], "f.arrival.year": ["2027"]}
        form |= {f"f.departure.{part}": [value] for part, value in typed}
        return read_page_answers(stop, form, {}, (), judge_answer, TODAY, "", True)["departure"].fault

    assert fault(("24", "1", "2027")) == fault(("10", "4", "2027")) == ""
    assert fault(("9", "1", "2027")) == "before-start"
    assert fault(("11", "4", "2027")) == fault(("10", "7", "2028")) == "too-many-days"


def test_an_example_with_dates_that_cannot_be_is_found_by_who_checks_the_file() -> None:
    (file,) = (path.read_text("utf-8") for path in SHIPPED if path.stem == "hosting-certificate")
    wrong = load_procedure(
        file.replace("{ day: 15, month: 9, year: 2050 }", "{ day: 1, month: 1, year: 2050 }").encode()
    )
    assert [fault.details.get("fault") for fault in find_example_faults(wrong, "", TODAY)] == ["before-start"]


# Silence.


def test_silence_means_what_the_law_says_and_nothing_else() -> None:
    """Delivering a record decides nothing (CRPA R. 112-4); a visitor's certificate is refused (CESEDA R. 313-11)."""
    for name, means, months in [
        ("birth-certificate", "none", 0),
        ("census-at-16", "none", 0),
        ("change-of-address", "none", 0),
        ("electoral-roll", "none", 0),
        ("hosting-certificate", "refused", 1),
    ]:
        [silence] = shipped(name).silence
        assert (silence.means, silence.after_months) == (means, months)


def test_a_change_of_address_asks_for_no_identity_paper() -> None:
    assert "identity" not in {document.id for document in shipped("change-of-address").documents}
    ids = gone("change-of-address", for_whom="myself", direction="leaving", services=["elections"]).ids
    assert "papers" not in ids, "nothing to bring, nothing asked"


WITH_A_CURATOR = ("emergency-aid", "health-cover", "social-housing", "disability-request")
WHOLE_DEMAND = {"need": ["food"], "housing": "none", "food_today": True, "shelter_tonight": True}


def way(name: str, **values: object) -> Journey:
    """The way of a person who gave these answers."""
    return compute_journey(shipped(name), {field: Answer(value=value) for field, value in values.items()}, TODAY)


def asked_in_need(journey: Journey) -> set[str]:
    """The ids of the questions and notes that this person sees."""
    return {field.id for stop in journey.stops for field in stop.fields}


def papers_in_need(journey: Journey) -> set[str]:
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
    assert {"shelter_note", "home_note", "post_address"} <= asked_in_need(way_out)
    assert not {"home_address", "charge_home"} & asked_in_need(way_out)
    assert papers_in_need(way_out) == {"identity"}
    assert all(number in said_in(way_out, "shelter_note") for number in ("115", "17", "114", "3919"))


def test_who_is_domiciled_shows_that_and_not_a_lease() -> None:
    housing = way("social-housing", for_whom="myself", request="first", housing_now="none", reasons=["no_home"])
    assert {"identity", "host"} <= papers_in_need(housing) and "lease" not in papers_in_need(housing)
    assert not {"people_now", "surface_now", "rent_now"} & asked_in_need(housing)
    host = housing.procedure.document("host")
    assert host is not None and any("domiciliation" in other.text for other in host.alternatives)
    assert "domiciliation" in said_in(housing, "home_address")


def test_under_curatorship_one_asks_oneself_and_need_not_have_the_curators_signature() -> None:
    """C. civ. 467: the curator assists, and in few acts; so no other applicant is asked for."""
    for name in WITH_A_CURATOR:
        assisted = way(name, for_whom="assisted")
        assert {"curator_family_name", "curator_signature", "birth_name"} <= asked_in_need(assisted)
        (signature,) = [field for stop in assisted.stops for field in stop.fields if field.id == "curator_signature"]
        assert not signature.required
        assert not {"applicant_family_name", "measure"} & asked_in_need(assisted)
        assert ("authority" in papers_in_need(assisted)) is (name in ("social-housing", "disability-request"))


def test_nobody_under_curatorship_is_told_to_prove_that_the_curator_acts_for_her() -> None:
    """C. civ. 467: a curator assists. The forms for housing and disability ask for the judgment, and that says why."""
    for name in WITH_A_CURATOR:
        [authority] = [document for document in shipped(name).documents if document.id == "authority"]
        if "authority" in papers_in_need(way(name, for_whom="assisted")):
            words = f"{authority.title.text} {authority.why.text}"
            assert "agir pour" not in words and "permet de représenter" not in words


def test_nobody_signs_for_a_young_person_or_a_voter_who_named_no_one() -> None:
    """Code du service national, R.* 111-1; code électoral, R. 5."""
    assert sorted(path.stem for path in SHIPPED if not shipped(path.stem).mandate) == ["census-at-16", "electoral-roll"]


def test_who_has_an_old_certificate_of_vaccination_or_none_enrols_all_the_same() -> None:
    """Décret n° 2020-811 of 29 June 2020: three papers may be demanded, and this is none of them."""
    [note] = [field for field in shipped("school-registration").fields() if field.id == "vaccines_note"]
    for words in (note.help.text, note.help.plain):
        assert "inscrit quand même" in words
    assert "pas la mairie" not in note.label.text


def test_who_has_the_full_aah_alone_fills_in_no_incomes_and_is_told_what_is_not_verified() -> None:
    answers = {"for_whom": "myself", "request": "first", "fund": "cpam", "benefit": "aah"}
    assert "tax" not in " ".join(papers_in_need(way("health-cover", **answers)))
    assert "income" not in " ".join(asked_in_need(way("health-cover", **answers)))
    note = said_in(way("health-cover", **answers), "aah_note")
    assert "participation" in note and "texte officiel" in note


def test_a_host_whose_card_bears_no_place_and_who_knows_no_surface_can_go_on() -> None:
    fields = {field.id: field for field in shipped("hosting-certificate").fields()}
    assert fields["issued_at"].none and fields["surface"].unknown


def test_a_guardian_asks_in_the_place_of_the_person() -> None:
    for name in WITH_A_CURATOR:
        represented = way(name, for_whom="represented")
        assert "applicant_family_name" in asked_in_need(represented) and "curator_family_name" not in asked_in_need(
            represented
        )
        assert "authority" in papers_in_need(represented)


def test_a_widow_may_give_the_name_she_uses_and_need_not() -> None:
    for name in ["health-cover", "social-housing", "disability-request"]:
        pair = way(name, for_whom="myself").asked("used_name")
        assert pair is not None and not pair[1].required


def test_two_mothers_are_two_parents() -> None:
    school = way("school-registration", for_whom="my_child", authority="shared", same_home=True)
    assert {"other_name", "other_given_name", "same_home"} <= asked_in_need(school)
    for field in ("other_name", "other_given_name", "same_home"):
        assert not {"père", "mère", "papa", "maman"} & set(said_in(school, field).casefold().split())
    assert not {"other_address", "residence", "bill"} & asked_in_need(school)


def test_a_refugee_shows_a_residence_permit_and_the_papers_of_another_country() -> None:
    housing = way("social-housing", for_whom="myself", nationality="other", tax_income_known="no")
    identity = housing.procedure.document("identity")
    assert identity is not None and any("titre de séjour" in other.text for other in identity.alternatives)
    assert "tax" not in papers_in_need(housing) and "identity" in papers_in_need(housing)
    health = way("health-cover", for_whom="myself", request="first", fund="none", benefit="none", lived_abroad=True)
    assert {"tax", "foreign-tax"} <= papers_in_need(health)
    assert "AME" in said_in(health, "fund_note")


def test_an_apprentice_of_17_can_tick_what_is_for_work() -> None:
    for born, wishes in [
        ("2016-06-04", {"child_wishes"}),
        ("2009-06-04", {"child_wishes", "young_wishes"}),
        ("2006-11-24", {"adult_wishes"}),
    ]:
        request = way("disability-request", for_whom="my_child", birth_date=born)
        assert {field for field in asked_in_need(request) if field.endswith("_wishes")} == wishes
        if "young_wishes" in wishes:
            pair = request.asked("young_wishes")
            assert pair is not None and {"rqth", "job_path", "aah"} == {choice.value for choice in pair[1].choices}


def test_an_old_card_ends_with_the_year_and_who_has_the_apa_goes_to_the_department() -> None:
    request = way("disability-request", for_whom="myself", old_card=True, birth_date="1948-11-30")
    assert "31 décembre 2026" in said_in(request, "old_card_note") and "apa_note" in asked_in_need(request)
    younger = way("disability-request", for_whom="myself", old_card=False, birth_date="1981-01-01")
    assert not {"old_card_note", "apa_note"} & asked_in_need(younger)


def test_a_household_on_the_rsa_has_nothing_to_renew() -> None:
    for benefit in ["rsa", "pension_minimum"]:
        done = way(
            "health-cover", for_whom="myself", request="renewal", fund="cpam", benefit=benefit, asked_again=False
        )
        assert done.ended is not None and done.ended.id == "end.automatic_renewal"
        assert papers_in_need(done) == set() and "birth_name" not in asked_in_need(done)
        told = way("health-cover", for_whom="myself", request="renewal", fund="cpam", benefit=benefit, asked_again=True)
        assert told.ended is None and "birth_name" in asked_in_need(told)
        first = way("health-cover", for_whom="myself", request="first", fund="cpam", benefit=benefit)
        assert first.ended is None and not {"incomes", "asked_again"} & asked_in_need(first)
        assert papers_in_need(first) == {"vitale"}


def test_who_earns_something_declares_it_and_shows_the_tax_notice() -> None:
    request = way("health-cover", for_whom="myself", request="renewal", fund="cpam", benefit="none")
    assert {"incomes", "housing"} <= asked_in_need(request) and papers_in_need(request) == {"vitale", "tax"}
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
    assert any("allergie" in step.text.text and "école" in step.text.text for step in school.next_steps)


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


def test_who_asks_for_something_is_owed_an_accuse_de_reception() -> None:
    """CRPA L. 112-3; none where a record is just delivered (R. 112-4, 2°), or where the person only tells something."""
    owed = {path.stem for path in SHIPPED if shipped(path.stem).accuse and not shipped(path.stem).prepared}
    assert owed == {
        "electoral-roll",
        "emergency-aid",
        "hosting-certificate",
        "idea-or-complaint",
        "school-registration",
    }


def test_silence_refuses_a_complaint_that_wants_an_answer_and_says_nothing_of_an_idea() -> None:
    """CRPA, L. 231-4, 2°; nobody can be answered without a name."""
    for what, wants, means in (
        ("complaint", True, "refused"),
        ("complaint", False, "none"),
        ("idea", True, "none"),
        ("idea", False, "none"),
    ):
        named = {"given_names": "Fatima", "used_name": "Diallo"} if wants else {}
        assert silence(way("idea-or-complaint", what=what, message="…", wants_answer=wants, **named)).means == means
