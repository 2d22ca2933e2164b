"""Asks both factors again before a sensitive action, so that whoever finds an open screen cannot do it."""

from collections.abc import Mapping

from hub.hub import Hub
from hub.people.people import Staff, check_passphrase
from hub.people.second_factor import check_code
from kiosk.error_codes import Refusal
from kiosk.errors import Refused

PASSPHRASE, CODE = "passphrase", "code"
"""Names of the fields that `hub/_prove.html` adds to a form."""


def prove(hub: Hub, person: Staff, form: Mapping[str, str]) -> None:
    """Check the passphrase and the code in this form; wrong ones count, and the fifth in a row locks the person.

    Raises `Refused`: `wrong-sign-in`, `wrong-code`.
    """
    proven = check_passphrase(hub, person.login, form.get(PASSPHRASE, ""))
    if proven.id != person.id:
        raise Refused(Refusal.WRONG_SIGN_IN)
    check_code(hub, person, form.get(CODE, ""))
