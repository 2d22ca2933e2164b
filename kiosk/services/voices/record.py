"""Take in sentences that somebody of the town hall has recorded: each is checked, brought to one loudness, and kept."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from kiosk.services.voices import sound_folder
from kiosk.services.voices.sound import level, opus, wav
from kiosk.services.voices.sound.voice import Samples, VoiceFailedError
from kiosk.services.voices.sound_folder import ENDINGS, Clips, write_whole

COLUMNS = ("id", "text", "recorded")
SLOWEST, FASTEST = 2.0, 45.0
"""Signs a second between which a voice reads; outside them it is another sentence, or half of one."""
LEAST_S, MOST_S = 0.3, 120.0
QUIETEST_DBFS = -45.0
"""Below this a microphone heard the room and nobody."""
MOST_CLIPPED = 20
"""Samples at full scale that may be chance."""
LEAST_RATE = 16_000
MOST_BYTES = 50_000_000


class Taken(Struct, frozen=True):
    """One file: the `sentence` of its name, and why it was refused, "" where it is a clip now."""

    name: str
    sentence: str
    refused: str = ""


def listed(clips: Clips, language: str, sentences: list[str]) -> str:
    """The sentences as a table (CSV) for who reads them before a microphone: their id, which names the file."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(COLUMNS)
    recorded = clips.recorded(language)
    for text in sentences:
        sentence = sound_folder.sentence_id(text)
        rows.writerow((sentence, text, "x" if sentence in recorded else ""))
    return out.getvalue()


def take(clips: Clips, language: str, sentences: list[str], folder: Path) -> Iterator[Taken]:
    """Take every WAV and Opus file of a folder, named by the id of its sentence. Raises `OSError` for a full disk."""
    texts = {sound_folder.sentence_id(text): text for text in sentences}
    for path in sorted(path for path in folder.iterdir() if path.suffix.lower()[1:] in ENDINGS):
        text = texts.get(path.stem.lower(), "")
        refused = _kept(clips, language, text, path) if text else "unknown-sentence"
        yield Taken(path.name, text, refused)


def what_is_wrong(samples: Samples, text: str) -> str:
    """Why a recording is none of this sentence: a code of the words `recording`; "" where it is well."""
    if samples.rate < LEAST_RATE:
        return "low-rate"
    if not LEAST_S <= samples.seconds <= MOST_S:
        return "bad-length"
    if not SLOWEST <= len(text) / samples.seconds <= FASTEST and len(text) > SLOWEST * 10:
        return "bad-length"
    measured = level.measure(samples)
    if measured.level < QUIETEST_DBFS:
        return "too-quiet"
    return "clipped" if measured.clipped > MOST_CLIPPED else ""


def _kept(clips: Clips, language: str, text: str, path: Path) -> str:
    if path.stat().st_size > MOST_BYTES:
        return "bad-length"
    try:
        samples = opus.decoded(path.read_bytes())
    except VoiceFailedError:
        return "unreadable"
    if wrong := what_is_wrong(samples, text):
        return wrong
    sound = opus.encoded(level.louder(samples, level.gain(samples)))
    ending = "wav" if sound.media_type == wav.MEDIA_TYPE else "opus"
    sentence = sound_folder.sentence_id(text)
    write_whole(clips.place(language, sentence, ending), sound.data)
    for other in ENDINGS:
        if other != ending:
            clips.place(language, sentence, other).unlink(missing_ok=True)
    return ""
