"""What the pages of a public terminal hold that no other has."""

import pytest
from flask import Flask

from kiosk.domain.keys.ring import Ring
from kiosk.domain.language.words import Preferences
from kiosk.domain.screen.station import USUAL, Comfort, StationRole, ends_after
from kiosk.web.parts import terminal_parts
from kiosk.web.request.person import Session, Station
from kiosk.web.request.request_state import request_state

MEDIATOR = {"mediator_id": "nadia", "ring": Ring({"desk": b"k" * 32})}


def asked(app: Flask, path: str, role: StationRole = StationRole.TERMINAL, **more: object) -> dict[str, int] | None:
    with app.test_request_context(path):
        request_state().session = Session("t", Station("s", role), Preferences("fr"), **more)  # type: ignore[arg-type]
        result = terminal_parts.asks_who()
    return {name: result[name] for name in ("after", "within")} if result else None


def test_a_first_page_where_nothing_is_chosen_asks_nothing(app: Flask) -> None:
    assert asked(app, "/") is None
    assert asked(app, "/", kept=True) == {"after": 300, "within": 45}
    assert asked(app, "/procedures") == {"after": 300, "within": 45}


def test_more_time_is_twice_as_much(app: Flask) -> None:
    assert asked(app, "/procedures", comfort=Comfort(time="slow")) == {"after": 600, "within": 90}


def test_where_no_script_runs_the_page_leaves_once_the_box_has_ended_the_session(app: Flask) -> None:
    with app.test_request_context("/procedures"):
        request_state().session = Session("t", Station("s", StationRole.TERMINAL), Preferences("fr"))
        result = terminal_parts.asks_who()
    assert result and result["ends"] > ends_after(5, USUAL).total_seconds()


@pytest.mark.parametrize("more", [{}, MEDIATOR])
def test_a_desk_asks_nothing(app: Flask, more: dict[str, object]) -> None:
    assert asked(app, "/procedures", StationRole.DESK, **more) is None


def test_a_mediator_at_a_terminal_is_asked_when_a_desk_would_lock(app: Flask) -> None:
    assert asked(app, "/desk", kept=True, **MEDIATOR) == {"after": 600, "within": 45}


def test_a_page_that_is_refused_before_anybody_is_known_has_none_of_it(app: Flask) -> None:
    answer = app.test_client().get("/static/js/none.js")
    assert answer.status_code == 404
    assert b"data-door" not in answer.data and b'id="idle"' not in answer.data
