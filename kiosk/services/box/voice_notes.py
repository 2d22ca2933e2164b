"""What is wrong with the voices of the running box, for `kiosk doctor`: who failed, in which language, since when."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(slots=True)
class VoiceNotes:
    """Failures by voice and language, each until that voice has spoken that language again; safe between threads."""

    process: int = 0
    """The process that speaks with Piper, 0 while none runs: its memory is told apart from ours."""
    _failed: dict[tuple[str, str], str] = field(default_factory=dict)
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def failed(self, voice: str, language: str, why: str) -> None:
        """Note that a voice made no sound; `why` is for who mends it and never holds what was to be said."""
        with self._turn:
            self._failed[voice, language] = why

    def spoke(self, voice: str, language: str) -> None:
        """Note that a voice is well."""
        if self._failed:
            with self._turn:
                self._failed.pop((voice, language), None)

    def all(self) -> Mapping[tuple[str, str], str]:
        """Why, by voice and language."""
        with self._turn:
            return dict(self._failed)
