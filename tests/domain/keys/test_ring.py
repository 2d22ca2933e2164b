"""What a signed-in mediator carries."""

import pytest

from kiosk.domain.keys.ring import DESK, NOBODY, Ring

SECRET = b"a private half of thirty-two byte"


def test_nobody_holds_nothing() -> None:
    assert not NOBODY and NOBODY.services == frozenset()
    assert not Ring()


def test_a_ring_says_which_services_it_opens() -> None:
    ring = Ring({"etat-civil": SECRET, DESK: SECRET})
    assert ring and ring.services == {"etat-civil", "desk"}


def test_a_ring_that_is_logged_shows_no_key() -> None:
    assert repr(SECRET)[2:-1] not in repr(Ring({"ccas": SECRET}))
    assert "private half" not in f"{Ring({'ccas': SECRET})!s}"


def test_a_ring_cannot_be_given_another_content() -> None:
    with pytest.raises(AttributeError):
        Ring().privates = {"ccas": SECRET}  # type: ignore[misc]
