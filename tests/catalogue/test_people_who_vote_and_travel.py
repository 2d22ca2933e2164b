"""Representative people who vote, travel, host or move: the right questions, stop, papers and silence."""

import re

from kiosk.domain.answers.fields.stop import ANYWAY
from tests.catalogue.people import ELSEWHERE, OURS, asked, exactly, gone, papers, stopped
from tests.catalogue.test_shipped import shipped

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
