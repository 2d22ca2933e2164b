"""The id by which a request names its session: the browser's cookie, or in a training the one kept beside it."""

from flask import Response, request

from kiosk.http.cookies import guarded
from kiosk.web.request.request_state import request_state

COOKIE = "parvis"


def sent() -> str:
    """The id of this request's session, "" where it has none yet."""
    training = request_state().training
    return training.token if training else "" if _is_plain() else request.cookies.get(COOKIE, "")


def send(response: Response, token: str) -> None:
    """Have the session's id sent with the next request; a training's stays here, where the browser cannot lose it."""
    training = request_state().training
    if training:
        training.token = token
    elif not _is_plain() and request.cookies.get(COOKIE) != token:
        response.set_cookie(COOKIE, token, **guarded(request.is_secure))


def _is_plain() -> bool:
    """Whether everybody in the local network can read this line: no session goes over it."""
    visit = request_state().lan
    return visit is not None and visit.plain
