"""What the database alone does not give away."""

import pytest

from hub.hub import Hub
from hub.secrets import secrets_at_rest
from kiosk.errors import Unreadable


def test_what_is_locked_opens_under_its_own_name_only(hub: Hub) -> None:
    locked = secrets_at_rest.lock(hub, b"clear", "one")
    assert b"clear" not in locked
    assert secrets_at_rest.unlock(hub, locked, "one") == b"clear"
    with pytest.raises(Unreadable):
        secrets_at_rest.unlock(hub, locked, "two")


def test_a_fingerprint_depends_on_the_key_and_the_purpose(hub: Hub) -> None:
    made = {secrets_at_rest.keyed(hub, text, about) for text in ("a", "b") for about in ("one", "two")}
    assert len(made) == 4 and all(len(fingerprint) == 64 for fingerprint in made)
    assert secrets_at_rest.keyed(hub, "a", "one") in made
