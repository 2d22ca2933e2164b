"""Which pages and questions have a clip in sign language."""

from pathlib import Path

import pytest

from kiosk.services.media.signs import clip, report


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
    (told,) = report(folder, ("welcome", "call", "move.first_name"))
    assert (told.language, told.shown, told.missing) == ("fr", ("move.first_name", "welcome"), ("call",))
    assert told.unknown == ("call.mp4", "welcom.webm") and told.bytes == 15
    assert report(folder / "nowhere", ("welcome",)) == []
