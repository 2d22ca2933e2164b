"""The person in front of a screen."""

from kiosk.crypto import keys
from kiosk.domain.keys.ring import Ring
from kiosk.domain.language.preferences import Preferences
from kiosk.domain.screen.station import StationRole
from kiosk.web.request.person import Session, Station

HELD = Ring({"desk": b"k" * 32})


def session(role: StationRole = StationRole.DESK, **more: object) -> Session:
    return Session("t" * 43, Station("s", role), Preferences("fr"), **more)  # type: ignore[arg-type]


def test_a_mediator_is_signed_in_while_their_keys_are_at_hand_and_they_are_there() -> None:
    there = {"mediator_id": "nadia", "ring": HELD}
    assert session(**there).signed_in
    assert not session(mediator_id="nadia").signed_in
    assert not session(**there, idle=True).signed_in
    assert not session(**there, confirming="case").signed_in


def test_a_terminal_is_a_citizens_until_a_mediator_signs_in() -> None:
    assert session(StationRole.TERMINAL).terminal
    assert not session(StationRole.TERMINAL, mediator_id="nadia", ring=HELD).terminal
    assert not session(StationRole.DESK).terminal


def test_the_store_knows_a_session_by_a_hash_and_only_once_it_is_kept() -> None:
    assert session().actor.session == ""
    assert session(kept=True).actor.session == keys.token_hash("t" * 43)
    assert len(session().actor.session_key) == 32
