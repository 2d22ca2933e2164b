"""A scanner is asked through SANE's command; a script in its place says what it would."""

import stat
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from kiosk.errors import Refused
from kiosk.files.clean_file import clean_untrusted_file
from kiosk.services.drafts import join_files
from kiosk.services.drafts.join_files import Device
from tests.gallery.site.strange_files import picture

SCRIPT = """#!/bin/sh
here=$(dirname "$0")
echo "$@" >> "$here/asked"
case "$1" in
  --formatted-device-list*) printf 'genesys:libusb:001:004\\tCanon  LiDE 220\\nnet:10.0.0.9:epson\\tEpson DS-1630\\n' ;;
  *) [ "$2" = "genesys:libusb:001:004" ] && exec cat "$here/page.png"; echo 'open of device failed' >&2; exit 7 ;;
esac
"""


@pytest.fixture
def plugged_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two scanners, of which one is switched on."""
    script = tmp_path / "scanimage"
    script.write_text(SCRIPT, "utf-8")
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    (tmp_path / "page.png").write_bytes(picture("PNG", size=(170, 234)))
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    return tmp_path


def test_a_machine_without_sane_has_no_scanner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not join_files.is_usable()
    with pytest.raises(Refused, match="no-scanner-software"):
        join_files.list_scanners()


def test_the_scanners_are_listed_as_their_makers_call_them(plugged_in: Path) -> None:
    assert join_files.is_usable()
    assert join_files.list_scanners() == [
        Device("genesys:libusb:001:004", "Canon LiDE 220"),
        Device("net:10.0.0.9:epson", "Epson DS-1630"),
    ]


def test_a_page_goes_from_the_scanner_to_memory_and_is_cleaned_like_any_file(plugged_in: Path) -> None:
    there = {path.name for path in plugged_in.iterdir()}
    page = join_files.scan_page("genesys:libusb:001:004")
    assert Image.open(BytesIO(clean_untrusted_file(page, "Page 1").data)).size == (170, 234)
    assert "--resolution=200" in (plugged_in / "asked").read_text("utf-8")
    assert {path.name for path in plugged_in.iterdir()} - there == {"asked"}, "no file of the page"


def test_a_scanner_that_is_off_is_said(plugged_in: Path) -> None:
    with pytest.raises(Refused, match="scanner-failed"):
        join_files.scan_page("net:10.0.0.9:epson")


def test_what_is_no_scanner_never_reaches_the_command(plugged_in: Path) -> None:
    for strange in ["", "--batch=/etc/x", "-d", "a b", "a\nb"]:
        with pytest.raises(Refused, match="no-such-scanner"):
            join_files.scan_page(strange)
        assert not (plugged_in / "asked").exists()
