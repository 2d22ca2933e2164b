"""What is there of a file is what the store has, chunk by chunk; no two files share an object."""

from pathlib import Path

from hub.files import kept_file
from hub.files.kept_file import KeptFile
from hub.objects.objects import Folder
from kiosk.domain.answers.file_chunks import CHUNK_BYTES

NAMES = (b"1" * 32, b"2" * 32, b"3" * 32)
FILE = KeptFile("a" * 32, "c" * 32, "e" * 32, "SA", 600_000, b"", b"", NAMES)


def test_what_is_missing_is_told_by_place_and_byte(tmp_path: Path) -> None:
    store = Folder(tmp_path)
    assert kept_file.missing(FILE, kept_file.held(store, FILE)) == [(0, 0), (1, 0), (2, 0)]
    store.put(FILE.object_of(NAMES[0]), bytes(CHUNK_BYTES))
    store.put(FILE.object_of(NAMES[1]) + kept_file.PART, bytes(77))
    store.put(FILE.object_of(NAMES[2]), bytes(5))
    store.put(f"{kept_file.folder_of(FILE.id)}.draft-x", b"")
    assert kept_file.missing(FILE, kept_file.held(store, FILE)) == [(1, 77), (2, 0)], "one cut short by a disk is none"
    kept_file.keep_only(store, FILE)
    assert len(list(store.below(""))) == 2


def test_two_files_of_the_same_chunks_have_objects_of_their_own() -> None:
    other = KeptFile("b" * 32, "c" * 32, "e" * 32, "SA", 600_000, b"", b"", NAMES)
    assert FILE.object_of(NAMES[0]) != other.object_of(NAMES[0])


def test_bytes_are_counted_as_they_pass() -> None:
    counted = kept_file.Digest()
    assert list(counted.passed([b"a", b"bc"])) == [b"a", b"bc"]
    assert (counted.size, counted.sha256[:8]) == (3, "ba7816bf")
