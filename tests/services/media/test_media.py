"""Pictograms of the town hall's own are drawings and nothing else; clips in sign language are found by their names."""

from pathlib import Path

import lxml.etree
import pytest

from kiosk.services.media.pictograms import MOST_BYTES, clean_drawing, clip, pictogram, report_sign_clips

DRAWING = b"""<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 10 10"
  onload="alert(1)"><script>alert(1)</script><style>@import "http://x"</style><title>x</title>
  <image href="http://x/y.png"/><use xlink:href="http://x#y"/><foreignObject><p>x</p></foreignObject>
  <g fill="url(http://x)" onclick="x()"><path d="M0 0h10" stroke="#123" style="fill:url(http://x)"/></g></svg>"""
PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 20


def test_only_shapes_are_left() -> None:
    clean = clean_drawing(DRAWING)
    assert clean is not None
    assert b'<path d="M0 0h10" stroke="#123"></path>' in clean and b'viewBox="0 0 10 10"' in clean
    for word in (b"script", b"alert", b"http://x", b"style", b"image", b"<use", b"onclick", b"foreign", b"title"):
        assert word not in clean, word


def test_what_is_no_plain_drawing_is_not_shown() -> None:
    for drawing in [
        b'<html xmlns="http://www.w3.org/1999/xhtml"/>', b"<svg", b"", b"GIF89a", b"<path/>",
        '<!DOCTYPE svg><svg xmlns="http://www.w3.org/2000/svg"/>'.encode("utf-16"),
    ]:  # fmt: skip
        assert clean_drawing(drawing) is None


def test_an_entity_of_the_drawing_s_own_is_never_told_out() -> None:
    bomb = b'<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><svg viewBox="0 0 1 1"><path d="&b;"/>&b;</svg>'
    clean = clean_drawing(bomb)
    assert clean is not None and b"aaaa" not in clean and b"ENTITY" not in clean


def test_what_is_left_is_well_formed() -> None:
    for drawing in (DRAWING, b"<svg><g><path d='\"<>&'><script></svg><b></svg>", b"<svg><svg><g></svg><rect/></g>"):
        assert lxml.etree.fromstring(clean_drawing(drawing) or b"").tag.endswith("svg")


def test_a_drawing_comes_before_a_png_and_neither_from_elsewhere(tmp_path: Path) -> None:
    folder = tmp_path / "pictograms"
    folder.mkdir()
    (folder / "creche.png").write_bytes(PNG)
    assert pictogram(folder, "creche") == ("image/png", PNG)
    (folder / "creche.svg").write_bytes(DRAWING)
    shown = pictogram(folder, "creche")
    assert shown is not None and shown[0] == "image/svg+xml"
    (tmp_path / "secret.png").write_bytes(PNG)
    for name in ("../secret", "..", "", "creche.png", "Creche", "creche/../creche", "none"):
        assert pictogram(folder, name) is None


def test_a_file_that_is_no_picture_or_too_large_is_none(tmp_path: Path) -> None:
    (tmp_path / "page.png").write_bytes(b"<html>")
    (tmp_path / "photo.png").write_bytes(PNG + b"x" * MOST_BYTES)
    assert pictogram(tmp_path, "page") is None and pictogram(tmp_path, "photo") is None


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "signs" / "fr").mkdir(parents=True)
    (tmp_path / "signs" / "fr" / "welcome.webm").write_bytes(b"x" * 10)
    (tmp_path / "signs" / "fr" / "move.first_name.webm").write_bytes(b"x" * 5)
    (tmp_path / "outside.webm").write_bytes(b"secret")
    return tmp_path / "signs"


def test_a_clip_is_found_by_its_language_and_what_it_says(folder: Path) -> None:
    assert clip(folder, "fr", "welcome") == folder / "fr" / "welcome.webm"
    assert clip(folder, "fr", "move.first_name") is not None
    assert clip(folder, "ar", "welcome") is None and clip(folder, "fr", "call") is None


def test_no_other_file_can_be_asked_for(folder: Path) -> None:
    for language, clip_id in [
        ("fr", "../../outside"), ("..", "outside"), ("fr/..", "../outside"), ("fr", ""), ("", "welcome"),
        ("fr", "/etc/passwd"), ("fr", "welcome.webm/.."), ("fr", "..\\outside"), ("fr", "welcome\x00"),
    ]:  # fmt: skip
        assert clip(folder, language, clip_id) is None


def test_a_link_to_another_file_is_no_clip(folder: Path) -> None:
    (folder / "fr" / "call.webm").symlink_to(folder.parent / "outside.webm")
    assert clip(folder, "fr", "call") is None


def test_the_report_says_what_is_there_what_lacks_and_what_nothing_asks_for(folder: Path) -> None:
    (folder / "fr" / "welcom.webm").write_bytes(b"x")
    (folder / "fr" / "call.mp4").write_bytes(b"x")
    (told,) = report_sign_clips(folder, ("welcome", "call", "move.first_name"))
    assert (told.language, told.shown, told.missing) == ("fr", ("move.first_name", "welcome"), ("call",))
    assert told.unknown == ("call.mp4", "welcom.webm") and told.bytes == 15
    assert report_sign_clips(folder / "nowhere", ("welcome",)) == []
