"""The id by which a request names its session: the browser's cookie, or in a training the one kept beside it."""

from typing import TypedDict

from flask import Response, request

from kiosk.web.request.request_state import request_state

COOKIE = "parvis"


class CookieFlags(TypedDict):
    """How a cookie is guarded, as the arguments of `Response.set_cookie`."""

    httponly: bool
    samesite: str
    secure: bool


def sent() -> str:
    """The id of this request's session, "" where it has none yet."""
    training = request_state().training
    return training.token if training else request.cookies.get(COOKIE, "")


def guarded() -> CookieFlags:
    """Flags under which no script can read a cookie and no other site can have it sent."""
    return CookieFlags(httponly=True, samesite="Strict", secure=request.is_secure)


def send(response: Response, token: str) -> None:
    """Have the session's id sent with the next request; a training's stays here, where the browser cannot lose it."""
    training = request_state().training
    if training:
        training.token = token
    elif request.cookies.get(COOKIE) != token:
        response.set_cookie(COOKIE, token, **guarded())
