"""A program that speaks can neither write a file, nor hold much memory, nor go on for ever."""

import sys
from pathlib import Path

import pytest

from kiosk.services.voices.sound.sound_data import VoiceFailedError
from kiosk.services.voices.sound.voice_programs import run_confined

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits of Linux")
ECHO = "import sys; sys.stdout.buffer.write(sys.stdin.buffer.read()[::-1])"


def program(code: str) -> list[str]:
    return [sys.executable, "-I", "-c", code]


def test_bytes_go_in_and_come_out() -> None:
    assert run_confined(program(ECHO), b"abc", 20) == b"cba"


def test_it_writes_no_file(tmp_path: Path) -> None:
    wanted = tmp_path / "kept"
    writes = f"import os, sys; os.write(os.open({str(wanted)!r}, os.O_CREAT | os.O_WRONLY), sys.stdin.buffer.read())"
    with pytest.raises(VoiceFailedError):
        run_confined(program(writes), b"typed", 20)
    assert wanted.read_bytes() == b""


def test_it_holds_little_memory() -> None:
    with pytest.raises(VoiceFailedError):
        run_confined(program("import sys; sys.stdin.read(); x = bytearray(400_000_000); print(len(x))"), b"", 20)


def test_it_is_ended_when_it_takes_too_long() -> None:
    with pytest.raises(VoiceFailedError, match="too long"):
        run_confined(program("import time; time.sleep(60)"), b"", 0.3)


def test_what_fails_never_says_what_it_was_given() -> None:
    with pytest.raises(VoiceFailedError) as failed:
        run_confined(program("import sys; sys.exit(sys.stdin.read())"), b"Benali", 20)
    assert "Benali" not in str(failed.value)
    with pytest.raises(VoiceFailedError):
        run_confined(["/nowhere/espeak-ng"], b"Benali", 20)


def test_it_is_not_told_our_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIOSK_SECRET", "yes")
    assert run_confined(program("import os; print('KIOSK_SECRET' in os.environ)"), b"", 20) == b"False\n"
