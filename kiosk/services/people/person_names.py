"""Reads the name of somebody who works here, and the short name that they sign in with, as they were typed."""

from kiosk.domain.language import spelling
from kiosk.error_codes import Refusal
from kiosk.errors import Refused

LONGEST_NAME, LONGEST_LOGIN = 120, 40
"""Most characters of each."""


def checked(login: str, name: str) -> tuple[str, str]:
    """The login without spaces and the name on one line, both without characters that cannot be shown.

    Raises `Refused`: `empty-name`, and `text-too-long` with the `field` (`login` or `name`) that is.
    """
    login, name = "".join(_shown(login).split()), _shown(name)
    if not login or not name:
        raise Refused(Refusal.EMPTY_NAME)
    for field, text, most in (("name", name, LONGEST_NAME), ("login", login, LONGEST_LOGIN)):
        if len(text) > most:
            raise Refused(Refusal.TEXT_TOO_LONG, most=most, field=field)
    return login, name


def _shown(typed: str) -> str:
    return spelling.line("".join(character for character in typed if spelling.readable(character)))
