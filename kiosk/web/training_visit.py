"""Takes a mediator's requests into their training, and ends it where they lock, leave, or have gone.

This is the one place that decides. Everything after it asks for `session.box()` and for the session as always.
"""

from flask import request

from kiosk.crypto import keys
from kiosk.domain.screen.station import StationRole
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.training.training import answer_training_cases
from kiosk.store import people
from kiosk.web import session
from kiosk.web.request_state import Session, app_state, request_state

ENDS = frozenset(
    {"lock.post_lock", "sign_in.post_sign_out", "sign_in.show", "sign_in.post_sign_in", "training.post_training_end"}
)
"""Endpoints of which a request ends the training before it is answered for real."""
REAL = frozenset({"bell", "control", "measured", "static_file"})
"""Blueprints and endpoints that stay real: a citizen who calls from a terminal is heard in a training too."""
REFUSED = frozenset(
    {
        "badge",
        "departure",
        "hub",
        "left_to_do",
        "printer_choices",
        "printers",
        "printer_test",
        "second_desk",
        "station",
        "team",
    }
)
"""Blueprints that change who works here, what a screen is, where papers come out or where cases go: not to be tried."""
HOME = "desk.show"


def enter_training() -> None:
    """Begin a training for the mediator at this screen; the next page is inside it.

    Whoever is in one stays in it. Raises `Refused`: `no-training-here` (a public terminal), `shift-over`.
    """
    if request_state().training:
        return
    current, box = session.current_session(), session.box()
    token_hash = session.station_token_hash()
    kept = people.read_station(box.store.read(), token_hash) if token_hash else None
    if current.role != StationRole.DESK or kept is None:
        raise Refused(Refusal.NO_TRAINING_HERE)
    state = app_state()
    training = state.trainings.begin(box, current.actor, kept, token_hash, prints=state.printing is not None)
    if _go_in(current):
        request_state().session = Session(
            training.token, current.station, current.preferences, current.comfort, current.speech
        )
        session.begin_mediator(current.mediator_id, current.mediator_name)


def load_training_session() -> None:
    """Before a request: its session, and its training where it is in one. Raises `Refused` (`not-in-training`)."""
    trainings, sent = app_state().trainings, keys.token_hash(session.session_token())
    session.load_session()
    real = session.current_session_or_none()
    trainings.end_left_alone(session.box())
    if real is None or request.blueprint in REAL or request.endpoint in REAL or trainings.of(sent) is None:
        return
    if not real.signed_in or real.role != StationRole.DESK:
        trainings.end(sent)
    elif _go_in(real):
        session.load_session()
        inside = session.current_session()
        if request.endpoint in ENDS or not inside.mediator_id:
            _end(real, turned=not inside.signed_in)
        elif request.blueprint in REFUSED and inside.signed_in:
            raise Refused(Refusal.NOT_IN_TRAINING)
        elif request.endpoint == HOME:
            training = request_state().training
            assert training is not None, "`_go_in` has set it"
            answer_training_cases(training.box)


def _go_in(real: Session) -> bool:
    training = app_state().trainings.of(keys.token_hash(real.token))
    if training is None or not training.enter():
        return False
    request_state().training, request_state().beside = training, real
    return True


def _end(real: Session, turned: bool) -> None:
    """Go back to what is real; a screen that was `turned` to somebody else, or locked, asks for the PIN there too."""
    state = request_state()
    leave_training(None)
    app_state().trainings.end(keys.token_hash(real.token))
    state.session = real
    if turned:
        session.lock_session()
        session.load_session()


def leave_training(_: BaseException | None) -> None:
    """After a request: the training is free to be destroyed."""
    state = request_state()
    training, state.training, state.beside = state.training, None, None
    if training is not None:
        training.leave()
