"""A copy that is said to be there has to be, and nobody alone certifies an original."""

from kiosk.domain.answers.attachment import JOINED, answer_of_state, check_claim
from kiosk.domain.answers.case import Answer


def test_a_copy_has_to_be_there_to_be_said() -> None:
    assert check_claim(answer_of_state(JOINED), None, True, "") == Answer({"": (JOINED,)}, JOINED)
    assert check_claim(answer_of_state(JOINED), None, False, "Nadia Roux").fault == "nothing-joined"
    assert check_claim(answer_of_state("with_me"), None, False, "") == answer_of_state("with_me")


def test_nobody_alone_certifies_an_original() -> None:
    """Review of the screens, B3: a citizen alone could tick « Original vu au guichet », and the receipt said so."""
    seen = answer_of_state("seen")
    refused = check_claim(seen, None, False, "")
    assert (refused.value, refused.fault, refused.by) == (None, "only-a-mediator", "")
    assert check_claim(seen, answer_of_state("with_me"), False, "").fault == "only-a-mediator"


def test_who_saw_an_original_is_kept_whoever_comes_after() -> None:
    by_nadia = check_claim(answer_of_state("seen"), answer_of_state("with_me"), False, "Nadia Roux")
    assert (by_nadia.value, by_nadia.fault, by_nadia.by) == ("seen", "", "Nadia Roux")
    for later in ("", "Jean Petit"):
        assert check_claim(answer_of_state("seen"), by_nadia, False, later) == by_nadia
