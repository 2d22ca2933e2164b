"""A file is what its bytes say, whatever it is called."""

from kiosk.files.file_type import HEIF, IMAGE, PDF, family
from tests.gallery.site.strange_files import FORMATS, pdfs, picture


def test_every_kind_of_picture_is_known() -> None:
    for format in FORMATS:
        assert family(picture(format)) == (HEIF if format == "HEIF" else IMAGE)


def test_pdfs_are_known_also_with_something_before_them() -> None:
    assert {family(pdf) for pdf in pdfs()} == {PDF}
    assert family(b"\n\n" + pdfs()[0]) == PDF


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
        assert family(other) == ""
