"""A citizen's file is made harmless in a process of its own, in memory alone, or refused with a reason."""

import subprocess
import sys
import zlib
from collections.abc import Callable
from io import BytesIO

import pikepdf
import pypdf
import pytest
from PIL import Image

from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.files import clean_file
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
