"""An authority publishes, and its signing key."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from kiosk.crypto import keys
from kiosk.domain.published.documents import Role
from kiosk.errors import Refused
from kiosk.services.box.box import shipped_procedures
from kiosk.services.published import publishing, signing_key

NOW, UNTIL = datetime(2026, 11, 2, 9, tzinfo=UTC), date(2027, 1, 31)
CENSUS = (shipped_procedures() / "census-at-16.yaml").read_bytes()


@pytest.fixture
def seed() -> bytes:
    return keys.new_signing_key()


@pytest.fixture
def folder(tmp_path: Path, seed: bytes) -> Path:
    role = Role(keys=(keys.verify_key(seed),), threshold=1)
    (tmp_path / "procedures").mkdir()
    publishing.new_root(tmp_path, role, role, UNTIL)
    publishing.sign_root(tmp_path, [seed])
    return tmp_path


def test_a_site_has_a_list_of_its_own_and_keeps_one_when_its_folder_goes(folder: Path, seed: bytes) -> None:
    own = folder / "sites" / "SA" / "procedures"
    own.mkdir(parents=True)
    (own / "census.yaml").write_bytes(CENSUS)
    first = publishing.sign_lists(folder, [seed], NOW, UNTIL)
    assert [(signed.list.scope, len(signed.list.items), signed.complete) for signed in first] == [
        ("", 0, True),
        ("SA", 1, True),
    ]
    (own / "census.yaml").unlink()
    own.rmdir()
    own.parent.rmdir()
    again = publishing.sign_lists(folder, [seed], NOW, UNTIL)
    assert [(signed.list.scope, signed.list.number, len(signed.list.items)) for signed in again] == [
        ("", 2, 0),
        ("SA", 2, 0),
    ], "an empty list takes what was published away"


def test_a_file_of_a_site_is_judged_beside_everyones(folder: Path, seed: bytes) -> None:
    own = folder / "sites" / "SA" / "procedures"
    own.mkdir(parents=True)
    (folder / "procedures" / "census.yaml").write_bytes(CENSUS)
    (own / "other-name.yaml").write_bytes(CENSUS)
    assert [fault.code for fault in publishing.faults(folder, NOW.date())] == ["repeated-procedure"]
    with pytest.raises(Refused, match="faulty-publication"):
        publishing.sign_lists(folder, [seed], NOW, UNTIL)
    assert not (folder / "list.json").exists()


def test_a_folder_without_a_root_signs_nothing(tmp_path: Path, seed: bytes) -> None:
    for sign in (
        lambda: publishing.sign_root(tmp_path, [seed]),
        lambda: publishing.sign_lists(tmp_path, [seed], NOW, UNTIL),
        lambda: publishing.bundle(tmp_path),
    ):
        with pytest.raises(Refused, match="no-root"):
            sign()


WORDS = "le vent sur la lande"


def test_the_file_opens_to_the_half_that_it_names(tmp_path: Path) -> None:
    file = tmp_path / "a.key"
    public = signing_key.make(file, WORDS)
    assert keys.verify_key(signing_key.seed_of(file, WORDS)) == public == signing_key.public_of(file)
    assert file.stat().st_mode & 0o077 == 0
    with pytest.raises(Refused, match="wrong-key-passphrase"):
        signing_key.seed_of(file, WORDS + "s")


def test_a_short_passphrase_and_another_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="passphrase-too-short"):
        signing_key.make(tmp_path / "a.key", "court")
    for content in (b"", b"[]", b'{"sort": "parvis-signing-key"}', b'{"sort": 1, "key": "zz"}'):
        (tmp_path / "b.key").write_bytes(content)
        with pytest.raises(Refused, match="not-a-signing-key"):
            signing_key.public_of(tmp_path / "b.key")
