"""The search of the canary run finds a word in every form, and none where there is none."""

import base64
import gzip
import os
import zlib
from pathlib import Path

import pytest
import zstandard

from kiosk.store.database import Store
from trials.canary.search import Words, clear_frames, clear_pages, open_files, traces

WORD = "Zqxnamebcdvk"
KEY = b"k" * 32
WORDS = Words([WORD, "06 39 98 01 01", "1945-05-07"])


def found(data: bytes) -> set[tuple[str, str]]:
    return set(WORDS.within(data))


@pytest.mark.parametrize("written", [WORD, WORD.upper(), WORD.lower()])
def test_any_case(written: str) -> None:
    assert found(b"..." + written.encode() + b"...") == {(WORD, "utf-8")}
    assert found(written.encode("utf-16")) == {(WORD, "utf-16")}
    assert found(b"\x20" + written.encode("utf-16-be")) == {(WORD, "utf-16")}
    assert found(written.encode().hex().encode()) == {(WORD, "hexadecimal")}


@pytest.mark.parametrize("before", range(6))
@pytest.mark.parametrize("after", range(3))
@pytest.mark.parametrize("written", [WORD, WORD.upper(), WORD.lower()])
def test_base64_at_each_alignment(before: int, after: int, written: str) -> None:
    clear = b"\xff" * before + written.encode() + b"\xff" * after
    assert found(base64.b64encode(clear)) == {(WORD, "base64")}
    assert found(base64.urlsafe_b64encode(clear)) == {(WORD, "base64")}


@pytest.mark.parametrize("pack", [zlib.compress, gzip.compress, zstandard.ZstdCompressor().compress])
def test_what_is_compressed_is_unpacked_from_wherever_it_begins(pack: object) -> None:
    packed = pack(b"a long story " * 50 + WORD.encode())  # type: ignore[operator]
    assert (WORD, "packed utf-8") in found(b"before" + packed + b"after")
    twice = pack(b"outside" + pack(b"inside " * 50 + WORD.encode()))  # type: ignore[operator]
    assert (WORD, "packed packed utf-8") in found(twice)


def test_what_a_tear_has_left_of_a_compressed_page_is_unpacked() -> None:
    packed = zlib.compress(WORD.encode() + os.urandom(5_000))
    assert (WORD, "packed utf-8") in found(packed[:2_000])


def test_numbers_and_days_are_found_too() -> None:
    assert found("Tél. : 06 39 98 01 01".encode()) == {("06 39 98 01 01", "utf-8")}
    assert found('{"born": "1945-05-07"}'.encode("utf-16-le")) == {("1945-05-07", "utf-16")}


def test_words_that_share_a_beginning_are_told_apart() -> None:
    words = Words([f"Zqxname{mark}vk" for mark in ("bcd", "bcf", "cbd")])
    assert set(words.within(b"zqxnamebcfvk zqxnamecbdv")) == {("Zqxnamebcfvk", "utf-8")}


def test_a_key_is_found_as_it_is_and_not_in_another_case() -> None:
    secret = b"Key of thirty-two bytes, 0123456"
    words = Words([], [secret])
    assert list(words.within(b"x" + secret)) == [(secret[:4].hex(), "bytes")]
    assert not list(words.within(secret.lower()))


def test_nothing_is_found_in_random_bytes() -> None:
    assert not found(os.urandom(3_000_000))


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """One row in the log alone, and one that was deleted where nothing wipes what is."""
    opened = Store(tmp_path / "parvis.db", KEY)
    opened._writer.conn.execute("PRAGMA secure_delete = OFF").fetchall()
    with opened.write() as db:
        db.table("first_day").insert({"step": "said", "value": f"{WORD} {'.' * 9_000}", "at": ""})
    with opened.write() as db:
        db.table("first_day").delete_where()
    assert opened.fold()
    with opened.write() as db:
        db.table("first_day").insert({"step": "said", "value": "06 39 98 01 01", "at": ""})
    for name in ("parvis.db", "parvis.db-wal"):
        (tmp_path / f"kept-{name}").write_bytes((tmp_path / name).read_bytes())
    opened.close()
    for name in ("parvis.db", "parvis.db-wal"):
        (tmp_path / f"kept-{name}").replace(tmp_path / name)
    return tmp_path / "parvis.db"


def test_a_deleted_row_in_a_free_page_is_found(store: Path) -> None:
    assert (WORD, "utf-8") in found(b"".join(clear_pages(store.read_bytes(), KEY)))


def test_a_row_that_is_only_in_the_log_is_found(store: Path) -> None:
    log = store.with_name("parvis.db-wal").read_bytes()
    assert ("06 39 98 01 01", "utf-8") in found(b"".join(clear_frames(log, KEY)))
    assert ("06 39 98 01 01", "utf-8") not in found(b"".join(clear_pages(store.read_bytes(), KEY)))


def test_with_the_key_both_are_traces_and_without_it_neither(store: Path) -> None:
    with_key = {
        (Path(trace.path).name, trace.word, trace.form) for trace in traces([store.parent], WORDS, {store: KEY})
    }
    assert {
        ("parvis.db", WORD, "page utf-8"), ("parvis.db-wal", "06 39 98 01 01", "log page utf-8"),
    } <= with_key  # fmt: skip
    assert not traces([store.parent], WORDS, {})


def test_a_deleted_file_that_is_still_open_is_searched(tmp_path: Path) -> None:
    here, gone = tmp_path / "here", tmp_path / "gone"
    with here.open("w+") as known, gone.open("w+") as secret:
        for file in (known, secret):
            file.write(WORD)
            file.flush()
        gone.unlink()
        met = open_files(os.getpid(), [tmp_path])
        assert [Path(f"/proc/{os.getpid()}/fd/{secret.fileno()}")] == [
            path for path in met if str(tmp_path) in os.readlink(path)
        ]
        assert any(trace.word == WORD for trace in traces(met, WORDS, {}))
