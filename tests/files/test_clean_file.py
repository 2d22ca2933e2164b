"""A citizen's file is made harmless in a process of its own, in memory alone, or refused with a reason.
The file by hand: cut or changed anywhere nothing of it passes that is not as it was written.
Twenty megabytes a file, sixty a case.
"""

import random
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from kiosk.crypto import keys
from kiosk.domain.events.sealed import open_message, reader_id, seal_message
from kiosk.error_codes import Refusal
from kiosk.errors import Refused, Unreadable
from kiosk.files import carried_file, clean_file
from kiosk.files.carried_file import FileKind, open_carried, write_carried
from kiosk.files.clean_file import (
    HEIF,
    IMAGE,
    LONGEST_SIDE,
    MOST_BYTES,
    PDF,
    SafeFile,
    check_file_family,
    clean_untrusted_file,
    file_family,
    fits_in_case,
)
from tests.gallery.site.strange_files import FORMATS, hostile_pdf, pdfs, picture, plain_pdf, saved

MEASURE = """
import resource, sys
from kiosk.files.clean_file import clean_untrusted_file
clean_untrusted_file(sys.stdin.buffer.read(), "grand")
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def test_a_photograph_is_taken_under_its_name() -> None:
    cleaned = clean_untrusted_file(picture("HEIF", size=(5000, 200)), "Carte d’identité.HEIC")
    assert isinstance(cleaned, SafeFile)
    assert cleaned.name.startswith("Carte d’identité.")
    assert max(Image.open(BytesIO(cleaned.data)).size) == LONGEST_SIDE


def test_a_pdf_stays_a_pdf_that_others_read() -> None:
    cleaned = clean_untrusted_file(saved(hostile_pdf()), "dossier.pdf")
    assert (cleaned.name, cleaned.media_type) == ("dossier.pdf", "application/pdf")
    assert "Bonjour" in pypdf.PdfReader(BytesIO(cleaned.data)).pages[0].extract_text()


def test_what_cannot_be_taken_is_refused_with_its_reason() -> None:
    for data, code in [
        (b"", "empty-file"),
        (b"\xff\xd8\xff" + bytes(MOST_BYTES), "file-too-large"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not-a-document"),
        (b"\xff\xd8\xff\xe0 and no more", "broken-file"),
        (b"%PDF-1.7 and no more", "broken-file"),
    ]:
        with pytest.raises(Refused) as refused:
            clean_untrusted_file(data, "x")
        assert refused.value.code == code


def test_what_is_plainly_wrong_starts_no_process() -> None:
    assert check_file_family(picture("PNG")) == "image"
    with pytest.raises(Refused, match="not-a-document"):
        check_file_family(b"PK\x03\x04")


def test_too_many_pages_says_how_many_may_be() -> None:
    with pytest.raises(Refused) as refused:
        clean_untrusted_file(saved(plain_pdf(pages=101)), "x.pdf")
    assert (refused.value.code, refused.value.details) == (Refusal.TOO_MANY_PAGES, {"most": 100})


def test_a_pdf_that_swells_ends_its_reader_and_not_the_box() -> None:
    pdf = plain_pdf()
    packed = zlib.compressobj(9)
    bomb = b"".join(packed.compress(bytes(10_000_000)) for _ in range(120)) + packed.flush()
    swelling = pikepdf.Stream(pdf, bomb, Type=pikepdf.Name.ObjStm, N=1, First=4, Filter=pikepdf.Name.FlateDecode)
    pdf.pages[0].obj.Contents = pdf.make_indirect(swelling)
    form = pikepdf.Dictionary(Fields=pikepdf.Array(), NeedAppearances=True)
    pdf.Root.AcroForm = form
    cleaned = clean_untrusted_file(saved(pdf, stream_decode_level=pikepdf.StreamDecodeLevel.none), "bombe.pdf")
    assert len(cleaned.data) < 3_000_000, "it is neither unpacked nor read"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows counts otherwise")
@pytest.mark.parametrize(
    "given",
    [
        lambda: picture("PNG", "RGB", (4960, 7016)),
        lambda: picture("PNG", "L", (7000, 7000)),
        lambda: picture("JPEG", "RGB", (8660, 5773)),
        lambda: picture("HEIF", "RGB", (5712, 4284)),
        lambda: picture("WEBP", "RGB", (3000, 3000)),
    ],
    ids=["page-600-dpi", "grey-49-mp", "photo-50-mp", "apple-24-mp", "webp-9-mp"],
)
def test_the_largest_pictures_take_256_megabytes_at_most(given: Callable[[], bytes]) -> None:
    # A child is charged with what its parent held when it began: a small process asks, since this one is large.
    done = subprocess.run([sys.executable, "-c", MEASURE], input=given(), capture_output=True, check=True)
    assert 30_000 < int(done.stdout) <= 256 * 1024


def test_what_ended_a_reader_is_told_by_its_kind_and_never_in_its_words() -> None:
    for trace, told in [
        (b"Traceback ...\nValueError: Benali, 1945\n", "ValueError"),
        (b"MemoryError\n", "MemoryError"),
        (b"pikepdf._core.PdfError: Benali", "pikepdf._core.PdfError"),
        (b"Benali, Marie", ""),
        (b"", ""),
    ]:
        assert clean_file._kind(trace) == told


def test_every_kind_of_picture_is_known() -> None:
    for format in FORMATS:
        assert file_family(picture(format)) == (HEIF if format == "HEIF" else IMAGE)


def test_pdfs_are_known_also_with_something_before_them() -> None:
    assert {file_family(pdf) for pdf in pdfs()} == {PDF}
    assert file_family(b"\n\n" + pdfs()[0]) == PDF


def test_anything_else_is_not() -> None:
    for other in [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
        b"<?xml version='1.0'?><svg/>",
        b"PK\x03\x04",
        b"MZ\x90",
        b"#!/bin/sh",
        b"RIFF\0\0\0\0WAVE",
        b"\0\0\0\x18ftypmp42",
        b"{\\rtf1",
        b"<html>",
        b"Bonjour",
    ]:
        assert file_family(other) == ""


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


def test_three_full_files_fit_and_not_a_byte_more() -> None:
    assert fits_in_case([], MOST_BYTES)
    assert fits_in_case([MOST_BYTES, MOST_BYTES], MOST_BYTES)
    assert not fits_in_case([MOST_BYTES, MOST_BYTES, MOST_BYTES], 1)


def test_a_file_that_is_too_large_fits_nowhere() -> None:
    assert not fits_in_case([], MOST_BYTES + 1)
