"""The file by hand: cut or changed anywhere nothing of it passes that is not as it was written."""

import random
import zipfile
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.crypto import keys
from kiosk.domain.events.sealed import open_message, reader_id, seal_message
from kiosk.errors import Refused, Unreadable
from kiosk.files import carried_file
from kiosk.files.carried_file import FileKind, open_carried, write_carried

BUNDLE = "0123456789abcdef" * 2
BOX, HUB = bytes(range(32)), bytes(range(1, 33))
HUB_KEY = keys.verify_key(HUB)
PARTS = {
    "events/0": seal_message(b'{"version": 2}' * 40, BOX, HUB_KEY),
    f"files/{'a' * 32}": seal_message(b"{}", BOX, HUB_KEY),
    f"chunks/{'b' * 64}": bytes(range(256)) * 40,
}


def file_of(parts: Iterable[tuple[str, bytes]]) -> bytes:
    return b"".join(write_carried(BUNDLE, parts))


WHOLE = file_of(PARTS.items())


def refusal(data: bytes) -> str:
    with pytest.raises(Refused) as reason:
        open_carried(BytesIO(data))
    return str(reason.value.code)


def test_parts_come_back_as_they_were_and_are_a_plain_zip() -> None:
    carried = open_carried(BytesIO(WHOLE))
    assert (carried.id, {name: carried.read(name) for name in carried.names}) == (BUNDLE, PARTS)
    assert (list(carried.names_of("files")), carried.read("site"), carried.reader()) == (
        [f"files/{'a' * 32}"], b"", reader_id(HUB_KEY),
    )  # fmt: skip
    with zipfile.ZipFile(BytesIO(WHOLE)) as plain:
        assert {part.date_time for part in plain.infolist()} == {(1980, 1, 1, 0, 0, 0)}, "no day is told"
    name = carried_file.name_carried_file(FileKind.ANSWER, BUNDLE)
    assert name == "reponse-0123456789ab.parvis" and carried_file.is_carried_file_name(FileKind.ANSWER, name)


def test_cut_at_any_byte_it_is_damaged() -> None:
    for place in range(2, len(WHOLE), 7):
        assert refusal(WHOLE[:place]) == "bundle-damaged", place
    assert refusal(b"P") == refusal(b"PARVIS-BUNDLE-1") == "not-a-bundle"


@given(st.integers(0, 8 * len(WHOLE) - 1))
def test_whichever_bit_is_changed_it_is_damaged_or_every_part_is_as_it_was(bit: int) -> None:
    """A bit of a day that no part has changes nothing; no part is ever another."""
    changed = bytearray(WHOLE)
    changed[bit // 8] ^= 1 << bit % 8
    try:
        carried = open_carried(BytesIO(changed))
    except Refused as reason:
        assert reason.code in ("bundle-damaged", "newer-bundle", "not-a-bundle")
        return
    assert {name: carried.read(name) for name in carried.names} == PARTS


@given(st.binary(max_size=400))
def test_whatever_it_is_it_has_a_code(data: bytes) -> None:
    assert refusal(data) in ("bundle-damaged", "newer-bundle", "not-a-bundle")
    assert refusal(b"PK" + data) in ("bundle-damaged", "newer-bundle", "not-a-bundle")


def test_a_real_file_that_was_shortened_inside_is_damaged(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(WHOLE[:4] + WHOLE[900:])
    with (tmp_path / "x").open("rb") as file, pytest.raises(Refused, match="bundle-damaged"):
        open_carried(file)


def test_what_is_packed_or_too_large_or_twice_named_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr(f"{BUNDLE}/events/0", bytes(1_000_000))
    assert refusal(packed.getvalue()) == "bundle-damaged"
    assert refusal(file_of([("events/1", b"")])) == "bundle-damaged", "nothing says for whom it is"
    assert refusal(file_of([("events/0", b""), ("../etc/passwd", b"")])) == "newer-bundle"
    assert refusal(file_of([])) == "bundle-damaged"
    with pytest.warns(UserWarning, match="Duplicate"):
        twice = file_of([("events/0", b""), ("events/0", b"")])
    assert refusal(twice) == "bundle-damaged"
    monkeypatch.setattr(carried_file, "_MOST_PART", 100)
    assert refusal(WHOLE) == "bundle-damaged"


@given(st.binary(max_size=3000), st.randoms(use_true_random=False))
def test_no_changed_bit_of_a_message_passes(content: bytes, dice: random.Random) -> None:
    message = seal_message(content, BOX, HUB_KEY)
    opened = open_message(message, HUB, 3000)
    assert opened.content == content and opened.signer([HUB_KEY, keys.verify_key(BOX)]) == keys.verify_key(BOX)
    changed = bytearray(message)
    changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8)
    for wrong in (bytes(changed), message[: dice.randrange(len(message))]):
        with pytest.raises(Unreadable):
            open_message(wrong, HUB, 3000)


def test_a_message_is_for_one_reader_and_of_one_length() -> None:
    message = seal_message(b"x" * 3000, BOX, HUB_KEY)
    for seed, most in ((BOX, 3000), (HUB, 2999)):
        with pytest.raises(Unreadable):
            open_message(message, seed, most)
    opened = open_message(message, HUB, 3000)
    to_another = seal_message(b"", BOX, keys.verify_key(BOX))
    assert opened.signer([HUB_KEY]) is None
    assert open_message(to_another, BOX, 0).signature != open_message(seal_message(b"", BOX, HUB_KEY), HUB, 0).signature
