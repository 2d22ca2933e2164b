"""A sound can be heard while it is being made."""

import threading

from kiosk.services.voices.rendering import Rendering
from kiosk.services.voices.sound import wav
from kiosk.services.voices.sound.voice import Samples

PIECE = Samples(16000, b"\x01\x00" * 1600)


def test_the_beginning_comes_before_the_end_is_made() -> None:
    rendering = Rendering("piper", PIECE)
    assert rendering.whole() is None
    chunks = rendering.chunks()
    assert next(chunks) == wav.head(16000) and next(chunks) == PIECE.pcm
    threading.Timer(0.05, lambda: (rendering.add(PIECE), rendering.end())).start()
    assert list(chunks) == [PIECE.pcm]


def test_once_it_is_made_it_is_a_file_of_known_length() -> None:
    rendering = Rendering("piper", PIECE)
    rendering.add(PIECE)
    rendering.end()
    whole = rendering.whole()
    assert whole is not None and whole.seconds == 0.2 and rendering.size == 6400
    assert whole.data.startswith(wav.head(16000, 6400))
