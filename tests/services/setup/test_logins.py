"""The name to sign in with that is proposed from somebody's name."""

from kiosk.services.setup.logins import LONGEST, propose_login


def test_the_first_name_is_proposed() -> None:
    for name, login in [
        ("Nadia Roux", "nadia"), ("Éloïse d’Été", "eloise"), ("Jean-Marc", "jean"), ("  ", ""), ("", ""),
        ("x" * 99, "x" * LONGEST),
    ]:  # fmt: skip
        assert propose_login(name) == login
