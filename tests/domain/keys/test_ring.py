"""What a signed-in mediator carries."""

from kiosk.domain.keys.ring import Ring

SECRET = b"a private half of thirty-two byte"


def test_a_ring_that_is_logged_shows_no_key() -> None:
    assert repr(SECRET)[2:-1] not in repr(Ring({"ccas": SECRET}))
    assert "private half" not in f"{Ring({'ccas': SECRET})!s}"
