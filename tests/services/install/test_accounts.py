"""The accounts: each with a home that it alone can read, and no way to sign in."""

from pathlib import Path

from kiosk.services.install import accounts


def test_an_account_is_written_as_systemd_makes_it() -> None:
    users, folders = accounts.files(accounts.BOX)
    assert users.path == Path("/etc/sysusers.d/parvis.conf")
    assert users.text.splitlines() == [
        'u parvis - "Parvis" /var/lib/parvis /usr/sbin/nologin', "m parvis lp", "m parvis dialout",
    ]  # fmt: skip
    assert folders.text == "d /var/lib/parvis 0700 parvis parvis -\n"


def test_the_screen_is_not_in_a_group_of_the_box() -> None:
    assert accounts.BOX.name not in accounts.SCREEN.groups
    assert accounts.SCREEN.home != accounts.BOX.home
