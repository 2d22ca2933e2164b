"""The name to sign in with that is proposed from somebody's name."""

import pytest

from kiosk.services.setup.logins import LONGEST, propose_login


@pytest.mark.parametrize(
    ("name", "login"),
    [
        ("Nadia Roux", "nadia"),
        ("Éloïse d’Été", "eloise"),
        ("Jean-Marc", "jean"),
        ("  ", ""),
        ("", ""),
        ("x" * 99, "x" * LONGEST),
    ],
)
def test_the_first_name_is_proposed(name: str, login: str) -> None:
    assert propose_login(name) == login
