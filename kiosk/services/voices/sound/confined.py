"""Run a program that speaks or encodes: bytes in, bytes out, no file written, bounded memory and time."""

import os
import subprocess
from contextlib import suppress

from kiosk.services.voices.sound.voice import VoiceFailedError

MOST_MEMORY = 256 * 1024 * 1024
"""Bytes of its own that such a program may hold (RLIMIT_DATA)."""
MOST_SECONDS = 20
"""Of processor time."""
ENVIRONMENT = ("PATH", "LANG", "SYSTEMROOT")
"""What a program is told of our environment; the rest may hold secrets."""


def run(command: list[str], data: bytes, timeout_s: float) -> bytes:
    """What the program writes when it is given `data`. Raises `VoiceFailedError` where it fails or writes nothing.

    The limits are set before it is given anything to read. Windows has only the time limit.
    """
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=os.path.sep,
            env={name: os.environ[name] for name in ENVIRONMENT if name in os.environ},
        )
    except OSError as fault:
        raise VoiceFailedError(f"{command[0]} does not start") from fault
    with process:
        confine(process.pid)
        try:
            written, _ = process.communicate(data, timeout_s)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise VoiceFailedError(f"{command[0]} took too long") from None
    if process.returncode or not written:
        raise VoiceFailedError(f"{command[0]} ended with {process.returncode}")
    return written


def confine(pid: int, memory: int = MOST_MEMORY, seconds: int = MOST_SECONDS) -> None:
    """Limit a process that has just begun: no file, no core, so much memory of its own and so much processor time."""
    try:
        import resource
    except ImportError:
        return
    if not hasattr(resource, "prlimit"):
        return
    with suppress(ProcessLookupError, PermissionError):  # it is over already, or the system gives no say in it
        for limit, most in (
            (resource.RLIMIT_DATA, memory),
            (resource.RLIMIT_CPU, seconds),
            (resource.RLIMIT_FSIZE, 0),
            (resource.RLIMIT_CORE, 0),
        ):
            resource.prlimit(pid, limit, (most, most))
