"""Plans are values that add up."""

from pathlib import Path

from kiosk.services.install.plan import File, Package, Plan


def test_what_two_roles_share_is_made_once() -> None:
    shared, own = File(Path("/etc/a"), "a"), File(Path("/etc/b"), "b")
    cage = Package("cage", Path("/usr/bin/cage"))
    whole = Plan(files=(shared,), ports=(8600,)) + Plan(packages=(cage,), files=(shared, own))
    assert whole == Plan(packages=(cage,), files=(shared, own), ports=(8600,))


def test_a_terminal_that_is_a_desk_too_is_held_as_a_terminal() -> None:
    whole = Plan(files=(File(Path("/etc/p.json"), "strict"),)) + Plan(files=(File(Path("/etc/p.json"), "open"),))
    assert [file.text for file in whole.files] == ["strict"]
