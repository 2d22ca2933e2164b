"""`kiosk hub signing-key`: add, list, remove; the passphrase is asked for and shown nowhere."""

from datetime import UTC, datetime
from pathlib import Path

from tests.gallery.site.certified import PASSPHRASE, SUBJECT, p12
from tests.hub.test_commands import run


def test_a_certificate_is_added_listed_and_removed(tmp_path: Path) -> None:
    file = tmp_path / "service.p12"
    file.write_bytes(p12(datetime.now(UTC)))
    code, said = run(tmp_path, "signing-key", "add", "etat-civil", str(file), typed=f"{PASSPHRASE}\n")
    assert code == 0 and SUBJECT in said and PASSPHRASE not in said
    assert SUBJECT in run(tmp_path, "signing-key", "list")[1]
    assert run(tmp_path, "signing-key", "remove", "etat-civil")[0] == 0
    assert run(tmp_path, "signing-key", "list") == (0, "")


def test_a_wrong_passphrase_is_told_plainly(tmp_path: Path) -> None:
    file = tmp_path / "service.p12"
    file.write_bytes(p12(datetime.now(UTC)))
    code, said = run(tmp_path, "signing-key", "add", "etat-civil", str(file), typed="une autre\n")
    assert code == 1 and "ou la phrase secrète n’est pas la sienne" in said
