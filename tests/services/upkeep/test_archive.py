"""What one file of a backup takes, how it is sealed, and what it refuses to bring back."""

import errno
import io
import json
import os
import stat
import tarfile
import tempfile
import tracemalloc
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from kiosk.crypto import sealing
from kiosk.error_codes import Refusal
from kiosk.errors import Refused, Unreadable
from kiosk.services.box.box import Box
from kiosk.services.upkeep import archive
from kiosk.services.upkeep.archive import own_files, pack_backup, unpack_backup
from kiosk.services.upkeep.backup import write_backup_file
from tests.gallery.site.cast import SHEET_PAIR
from tests.services.conftest import brought_back, fault_of
from tests.test_unusable_folder import as_somebody_else

CONTENT = {
    "parvis.db": b"pages" * 400_000, "database.key": b"d" * 32, "site.key": b"s" * 32, "procedures/bois.yaml": b"id: b",
}  # fmt: skip

SHEET = sealing.pair_of_private(b"s" * 32)


def private_of(public: bytes) -> bytes:
    assert public == SHEET.public
    return SHEET.private


def in_clear(copy: Path) -> bytes:
    """The tar that a backup seals."""
    return b"".join(archive.read_sealed_archive(copy, SHEET.private))


@pytest.fixture
def members(tmp_path: Path) -> dict[str, Path]:
    """Files to pack, by their name in a backup."""
    made = {name: tmp_path / "from" / name for name in CONTENT}
    for name, path in made.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(CONTENT[name])
    return made


def test_what_was_packed_is_unpacked_byte_for_byte(members: dict[str, Path], tmp_path: Path) -> None:
    pack_backup(tmp_path / "copy", SHEET.public, {"site": "SA"}, members)
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["copy"]
    assert stat.S_IMODE((tmp_path / "copy").stat().st_mode) == 0o600
    (tmp_path / "to").mkdir()
    unpacked = unpack_backup(tmp_path / "copy", tmp_path / "to", private_of)
    assert (unpacked.manifest["site"], unpacked.names) == ("SA", CONTENT.keys())
    assert {name: (tmp_path / "to" / name).read_bytes() for name in CONTENT} == CONTENT
    assert {stat.S_IMODE((tmp_path / "to" / name).stat().st_mode) for name in CONTENT} == {0o600}


def test_a_byte_that_changed_is_found_out(members: dict[str, Path], tmp_path: Path) -> None:
    pack_backup(tmp_path / "copy", SHEET.public, {}, members)
    whole = bytearray(in_clear(tmp_path / "copy"))
    for number, content in enumerate(CONTENT.values()):
        changed = bytearray(whole)
        changed[whole.index(content)] ^= 1
        (tmp_path / "copy").unlink(missing_ok=True)
        archive.write_sealed_archive(tmp_path / "copy", SHEET.public, [bytes(changed)])
        (tmp_path / f"to-{number}").mkdir()
        with pytest.raises(Refused, match=Refusal.DAMAGED_BACKUP):
            unpack_backup(tmp_path / "copy", tmp_path / f"to-{number}", private_of)


def test_a_member_that_is_gone_is_missed(members: dict[str, Path], tmp_path: Path) -> None:
    pack_backup(tmp_path / "copy", SHEET.public, {}, members)
    content, left = io.BytesIO(in_clear(tmp_path / "copy")), io.BytesIO()
    with tarfile.open(fileobj=content) as whole, tarfile.open(fileobj=left, mode="w") as less:
        for member in whole:
            if member.name != "procedures/bois.yaml":
                less.addfile(member, whole.extractfile(member))
    archive.write_sealed_archive(tmp_path / "less", SHEET.public, [left.getvalue()])
    (tmp_path / "to").mkdir()
    with pytest.raises(Refused, match=Refusal.DAMAGED_BACKUP):
        unpack_backup(tmp_path / "less", tmp_path / "to", private_of)


def test_what_could_not_be_brought_back_is_not_packed(
    members: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (tmp_path / "film").open("wb") as film:
        film.truncate(archive.LARGEST_BYTES + 1)
    monkeypatch.setattr(archive, "MOST_FILES", len(members))
    for given in ({**members, "procedures/film": tmp_path / "film"}, {**members, "procedures/x": members["site.key"]}):
        with pytest.raises(Refused, match=Refusal.BACKUP_TOO_LARGE):
            pack_backup(tmp_path / "copy", SHEET.public, {}, given)
    assert not (tmp_path / "copy").exists()


def test_own_files_are_those_a_person_put_there(tmp_path: Path) -> None:
    own = ("procedures/b.yaml", "procedures/a/c.yaml", "pictograms/sun.svg", "audio/fr/welcome.opus")
    for name in (*own, "procedures/.git/HEAD", "elsewhere/d.yaml", "sounds/fr.opus", "signs/fr/x.webm", "kiosk.toml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "procedures" / "gone.yaml").symlink_to(tmp_path / "nowhere")
    assert own_files(tmp_path) == {name: tmp_path / name for name in own}
    assert own_files(tmp_path / "nowhere") == {}


def member(name: str, content: bytes = b"x", kind: bytes = tarfile.REGTYPE) -> Callable[[tarfile.TarFile], None]:
    info = tarfile.TarInfo(name)
    info.size, info.type, info.linkname = len(content), kind, "/etc/passwd"
    return lambda archive: archive.addfile(info, io.BytesIO(content))


DIGESTS = dict.fromkeys(("parvis.db", "database.key", "site.key"), sha256(b"x").hexdigest())


def whole(*names: str) -> Callable[[tarfile.TarFile], None]:
    """A manifest that names the members of `SOUND`, and these."""
    files = {**DIGESTS, **dict.fromkeys(names, sha256(b"x").hexdigest())}
    return member("manifest.json", json.dumps({"format": archive.FORMAT, "files": files}).encode())


SOUND = (whole(), member("parvis.db"), member("database.key"), member("site.key"))


def sparse(name: str) -> Callable[[tarfile.TarFile], None]:
    """A member of 512 bytes that says it is a hole of 8 GB."""
    info = tarfile.TarInfo(name)
    info.pax_headers = {"GNU.sparse.major": "0", "GNU.sparse.minor": "1", "GNU.sparse.map": "0,1,8000000000,0",
                        "GNU.sparse.size": "8000000000"}  # fmt: skip
    info.size = 1
    return lambda archive: archive.addfile(info, io.BytesIO(b"x"))


ESCAPES = (
    "procedures/../../escape", "procedures", "procedures/", "procedures//escape", "/procedures/escape",
    "elsewhere/escape", "procedures/.escape", "translations/./escape", "../procedures/escape",
)  # fmt: skip


def test_what_is_no_copy_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    copy, again = tmp_path / "copy", tmp_path / "again"
    for members in [
        (),
        SOUND[:2],
        (whole("../escape"), *SOUND[1:], member("../escape")),
        (whole("extra"), *SOUND[1:], member("extra")),
        *((member("manifest.json", said), *SOUND[1:]) for said in (b"[]", b"\xff", b'{"format": 1}')),
        *((member("manifest.json", b'{"format": %d, "files": {}}' % number), *SOUND[1:]) for number in (0, 2)),
        (*SOUND[:3], member("site.key", b"", tarfile.SYMTYPE)),
        (*SOUND[:2], SOUND[3], member("database.key", b"", tarfile.SYMTYPE)),
        (*SOUND, member("site.key")),
        (*SOUND[:3], sparse("site.key")),
        *((whole(name), *SOUND[1:], member(name)) for name in ESCAPES),
        *(
            (whole("procedures/a"), *SOUND[1:], member("procedures/a", b"", kind))
            for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE)
        ),
        (whole("procedures/a", "procedures/a/b"), *SOUND[1:], member("procedures/a"), member("procedures/a/b")),
    ]:
        inside = io.BytesIO()
        with tarfile.open(fileobj=inside, mode="w") as opened:
            for add in members:
                add(opened)
        copy.unlink(missing_ok=True)
        archive.write_sealed_archive(copy, SHEET_PAIR.public, [inside.getvalue()])
        with pytest.raises(Refused, match=Refusal.NOT_A_BACKUP):
            brought_back(copy, again, str)
        assert not [path for path in again.rglob("*") if path.is_file()]
        assert not list(tmp_path.rglob("escape"))


def test_a_copy_cut_short_is_refused(box: Box, tmp_path: Path) -> None:
    write_backup_file(box, tmp_path / "copy")
    whole = (tmp_path / "copy").read_bytes()
    for length in (0, 20, 100, 700, len(whole) // 2, len(whole) - 1):
        (tmp_path / "copy").write_bytes(whole[:length])
        with pytest.raises(Refused) as refused:
            brought_back(tmp_path / "copy", tmp_path / "again", str)
        assert fault_of(refused) == (Refusal.DAMAGED_BACKUP if length else Refusal.NOT_A_BACKUP)


CANARIES = (b"Mairie de Saint-Aubin", b"Benali", b"SA1001G", b"kiosk.toml", b"SQLite format 3")


def test_a_stick_that_is_found_reveals_nothing(tmp_path: Path) -> None:
    archive.write_sealed_archive(tmp_path / "copy", SHEET.public, [b" ".join(CANARIES)] * 100)
    found = (tmp_path / "copy").read_bytes()
    assert not [word for word in CANARIES if word in found]
    assert archive.is_sealed(tmp_path / "copy") and archive.read_archive_public_key(tmp_path / "copy") == SHEET.public
    with pytest.raises(Unreadable):
        list(archive.read_sealed_archive(tmp_path / "copy", b"o" * 32))


def test_a_folder_of_another_account_is_named() -> None:
    with tempfile.TemporaryDirectory(dir="/tmp") as place:  # where every account may look
        Path(place).chmod(0o555)
        with as_somebody_else(), pytest.raises(Refused) as refused:
            archive.write_sealed_archive(Path(place, "copy"), SHEET.public, [b"pages"])
    assert (fault_of(refused), refused.value.details) == (Refusal.NO_ACCESS, {"path": place})


def test_a_flipped_bit_anywhere_is_found_out(tmp_path: Path) -> None:
    content = b"pages" * 40_000
    archive.write_sealed_archive(tmp_path / "copy", SHEET.public, [content])
    whole = (tmp_path / "copy").read_bytes()
    assert b"".join(archive.read_sealed_archive(tmp_path / "copy", SHEET.private)) == content
    start = len(archive.MARK) + 32
    for place in (start, start + 79, start + 80, start + 110, len(whole) // 2, len(whole) - 1):
        changed = bytearray(whole)
        changed[place] ^= 1
        (tmp_path / "changed").write_bytes(changed)
        with pytest.raises(Unreadable):
            list(archive.read_sealed_archive(tmp_path / "changed", SHEET.private))


def test_a_large_store_takes_the_memory_of_a_few_pieces(tmp_path: Path) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(64):
            yield bytes(1 << 20)

    tracemalloc.start()
    archive.write_sealed_archive(tmp_path / "copy", SHEET.public, pieces())
    size = sum(len(chunk) for chunk in archive.read_sealed_archive(tmp_path / "copy", SHEET.private))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size == 64 << 20
    assert most < 8 << 20


@pytest.mark.parametrize(("number", "code"), [
    (errno.ENOSPC, Refusal.NO_ROOM), (errno.EFBIG, Refusal.BACKUP_TOO_LARGE), (errno.EIO, Refusal.BACKUP_NOT_WRITTEN),
])  # fmt: skip
def test_a_stick_that_is_full_too_small_or_pulled_out_leaves_no_half_backup(
    number: int, code: Refusal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fsync(descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(Refused) as refused:
        archive.write_sealed_archive(tmp_path / "copy", SHEET.public, [b"pages"])
    assert fault_of(refused) == code
    assert os.strerror(number) not in str(refused.value.details), "the system's English is no part of the sentence"
    assert not list(tmp_path.iterdir())


def test_what_the_disk_gives_back_otherwise_is_no_backup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    really = os.fsync

    def forgets(descriptor: int) -> None:
        really(descriptor)
        os.truncate(tmp_path / ".copy.part", 1000)

    monkeypatch.setattr(os, "fsync", forgets)
    with pytest.raises(Refused, match=Refusal.BACKUP_NOT_WRITTEN):
        archive.write_sealed_archive(tmp_path / "copy", SHEET.public, [b"pages" * 1000])
    assert not list(tmp_path.iterdir())
