"""Codes in strangers' pictures: read apart, whatever the picture is."""

import subprocess
import sys
from io import BytesIO

import pytest

from kiosk.errors import Refused
from kiosk.files import clean_file
from kiosk.files.decoder_process import decode_picture_codes
from tests.gallery.site.strange_files import picture
from tests.services.people.test_badges import shown


def saved(data: str, kind: str) -> bytes:
    out = BytesIO()
    shown(data, module=4, turned=20).convert("RGB").save(out, kind)
    return out.getvalue()


def test_a_code_is_read_in_every_kind_of_picture() -> None:
    for kind in ["PNG", "JPEG", "WEBP", "GIF", "TIFF", "BMP"]:
        assert decode_picture_codes(saved("SA 1042 X", kind)) == ["SA 1042 X"]
        assert decode_picture_codes(picture(kind)) == []


def test_it_is_read_by_a_process_of_its_own() -> None:
    assert clean_file.read_picture_codes(saved("SA 1042 X", "PNG")) == ["SA 1042 X"]
    command = [sys.executable, "-I", "-B", "-m", "kiosk.files.decoder_process", "codes"]
    done = subprocess.run(command, input=b"%PDF-1.4", capture_output=True, check=True)
    assert done.stdout == b'{"code": "not-a-picture", "details": {}}\n'


def test_what_is_no_picture_is_refused() -> None:
    for data, code in [
        (b"", "empty-file"),
        (b"<svg/>", "not-a-document"),
        (b"%PDF-1.4", "not-a-picture"),
        (b"\x89PNG\r\n\x1a\nxx", "broken-file"),
    ]:
        with pytest.raises(Refused, match=code):
            clean_file.read_picture_codes(data)
