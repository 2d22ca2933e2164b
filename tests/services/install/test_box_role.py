"""The plan of a box."""

from msgspec.structs import replace

from kiosk.services.install.box_role import plan
from tests.services.install.image import LAYOUT


def test_a_box_has_its_account_its_service_and_its_command() -> None:
    made = plan(LAYOUT)
    files = {str(file.path): file for file in made.files}
    assert [account.name for account in made.accounts] == ["parvis"]
    assert made.services == ("parvis.service",) and made.ports == (8600,)
    assert "ExecStart=/opt/parvis/bin/python -m kiosk run" in files["/etc/systemd/system/parvis.service"].text
    assert files["/usr/local/bin/kiosk"].mode == 0o755
    assert "/etc/systemd/system/media-parvis.mount" in files and "media-parvis.mount" not in made.services


def test_where_cups_prints_its_spool_lies_in_memory() -> None:
    made = plan(replace(LAYOUT, has_cups=True))
    files = {str(file.path): file.text for file in made.files}
    assert "Where=/var/spool/cups" in files["/etc/systemd/system/var-spool-cups.mount"]
    assert "MemorySwapMax=0" in files["/etc/systemd/system/cups.service.d/parvis.conf"]
    assert "var-spool-cups.mount" in made.services


def test_a_machine_without_a_line_becomes_a_box_without_a_voice() -> None:
    """What speaks is wished for: `kiosk doctor` tells that it is missing."""
    assert [(package.name, package.wished) for package in plan(LAYOUT).packages] == [
        ("espeak-ng", True), ("opus-tools", True),
    ]  # fmt: skip
