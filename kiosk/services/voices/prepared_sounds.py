"""Sounds made before anybody listens: of a voice, or recorded by a person; and what a listener judges them by."""

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from statistics import median

from msgspec import Struct

from kiosk.catalogue.define.catalogue import Catalogue
from kiosk.domain.speech.listening import clauses
from kiosk.process.whole_file import write_whole_file
from kiosk.services.voices.sound import sound_data, voice_programs
from kiosk.services.voices.sound.sound_data import ENDINGS, Clips, Samples, Voice, VoiceFailedError
from kiosk.services.voices.voices import Voices, list_spoken_sentences, spoken_text
from kiosk.words.words import Words

MOST_FAILURES = 5
"""Sentences in a row that a voice may fail at; then it is broken, and its language waits."""


class SoundPlan(Struct, frozen=True):
    """The sounds of one language: its `voice`, None where there is none, and what it is to say, by stem."""

    language: str
    voice: Voice | None
    spoken: dict[str, str]


class SoundProgress(Struct, frozen=True):
    """After one sentence: how many of the language's are `done`, of how many in `all`, and whether it `failed`."""

    language: str
    done: int
    all: int
    failed: bool = False


class FolderFullError(Exception):
    """The folder of sounds has reached its size (`voice_folder_mb`), or the disk has no place."""


def plan(voices: Voices, words: Words, catalogue: Catalogue) -> SoundPlan:
    """What is to be said ahead in a language; a sentence that the town hall has recorded needs no other sound."""
    language = words.language
    voice = voices.speaker.voice_of(language)
    if voice is None:
        return SoundPlan(language, None, {})
    recorded = voices.clips.recorded(language)
    texts = [text for text in list_spoken_sentences(words, catalogue) if sound_data.sentence_id(text) not in recorded]
    said, version = (spoken_text(text, language) for text in texts), voice.version(language)
    spoken = {sound_data.sound_stem(language, voice.name, version, text): text for text in said if text}
    return SoundPlan(language, voice, spoken)


def build_sounds(voices: Voices, planned: list[SoundPlan]) -> Iterator[SoundProgress]:
    """Make what is missing, a sentence at each step, so that whoever asks may stop between two.

    What nobody can ask for any more is deleted first where the folder is full. Raises `FolderFullError`.
    """
    folder = voices.folder
    if folder.bytes() >= folder.most_bytes:
        folder.make_room({stem for language in planned for stem in language.spoken})
    used = folder.bytes()
    for language in planned:
        missing = [(stem, text) for stem, text in language.spoken.items() if not folder.find(stem)]
        done, failures = len(language.spoken) - len(missing), 0
        for stem, text in missing:
            assert language.voice is not None, "who plans sentences has a voice"
            try:
                samples = render_sentence(language.voice, text, language.language)
            except VoiceFailedError:
                failures += 1
                yield SoundProgress(language.language, done, len(language.spoken), failed=True)
                if failures >= MOST_FAILURES:
                    break
                continue
            sound = voice_programs.encode_sound(samples)
            used += len(sound.data)
            if used > folder.most_bytes:
                raise FolderFullError
            try:
                folder.write(stem, sound)
            except OSError as fault:
                raise FolderFullError from fault
            done, failures = done + 1, 0
            yield SoundProgress(language.language, done, len(language.spoken))


def render_sentence(voice: Voice, text: str, language: str) -> Samples:
    parts = [voice.render(part, language) for part in clauses(text)]
    if not parts:
        raise VoiceFailedError("nothing to say")
    samples = Samples(parts[0].rate, b"".join(part.pcm for part in parts))
    return sound_data.louder(samples, sound_data.gain(samples))


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


class TakenRecording(Struct, frozen=True):
    """One file: the `sentence` of its name, and why it was refused, "" where it is a clip now."""

    name: str
    sentence: str
    refused: str = ""


def make_sentence_table(clips: Clips, language: str, sentences: list[str]) -> str:
    """The sentences as a table (CSV) for who reads them before a microphone: their id, which names the file."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(COLUMNS)
    recorded = clips.recorded(language)
    for text in sentences:
        sentence = sound_data.sentence_id(text)
        rows.writerow((sentence, text, "x" if sentence in recorded else ""))
    return out.getvalue()


def take_recordings(clips: Clips, language: str, sentences: list[str], folder: Path) -> Iterator[TakenRecording]:
    """Take every WAV and Opus file of a folder, named by the id of its sentence. Raises `OSError` for a full disk."""
    texts = {sound_data.sentence_id(text): text for text in sentences}
    for path in sorted(path for path in folder.iterdir() if path.suffix.lower()[1:] in ENDINGS):
        text = texts.get(path.stem.lower(), "")
        refused = _take_recording(clips, language, text, path) if text else "unknown-sentence"
        yield TakenRecording(path.name, text, refused)


def _find_recording_fault(samples: Samples, text: str) -> str:
    """Why a recording is none of this sentence: a code of the words `recording`; "" where it is well."""
    if samples.rate < LEAST_RATE:
        return "low-rate"
    if not LEAST_S <= samples.seconds <= MOST_S:
        return "bad-length"
    if not SLOWEST <= len(text) / samples.seconds <= FASTEST and len(text) > SLOWEST * 10:
        return "bad-length"
    measured = sound_data.measure_level(samples)
    if measured.level < QUIETEST_DBFS:
        return "too-quiet"
    return "clipped" if measured.clipped > MOST_CLIPPED else ""


def _take_recording(clips: Clips, language: str, text: str, path: Path) -> str:
    if path.stat().st_size > MOST_BYTES:
        return "bad-length"
    try:
        samples = voice_programs.decode_sound(path.read_bytes())
    except VoiceFailedError:
        return "unreadable"
    if wrong := _find_recording_fault(samples, text):
        return wrong
    sound = voice_programs.encode_sound(sound_data.louder(samples, sound_data.gain(samples)))
    ending = "wav" if sound.media_type == sound_data.MEDIA_TYPE else "opus"
    sentence = sound_data.sentence_id(text)
    place = clips.place(language, sentence, ending)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_whole_file(place, [sound.data])
    for other in ENDINGS:
        if other != ending:
            clips.place(language, sentence, other).unlink(missing_ok=True)
    return ""


MEASURED = 40
"""Sounds of a language that are measured, spread over all of them."""


class Levels(Struct, frozen=True):
    """Of `measured` sounds: the lowest, median and highest loudness in dBFS, how many clip, how many cannot be read."""

    measured: int = 0
    lowest: float = 0.0
    middle: float = 0.0
    highest: float = 0.0
    clipped: int = 0
    unreadable: int = 0


class SoundReport(Struct, frozen=True):
    """One language: `voice` is "" where nobody speaks it, `sentences` how many could be kept, `kept` how many are."""

    language: str
    voice: str
    sentences: int
    kept: int
    clips: int
    levels: Levels


def report_sounds(voices: Voices, words: Words, catalogue: Catalogue, most: int = MEASURED) -> SoundReport:
    """What there is in a language; at most so many of its sounds are measured."""
    planned = plan(voices, words, catalogue)
    found = [name for stem in planned.spoken if (name := voices.folder.find(stem))]
    paths = [voices.folder.path / planned.language / name for name in found]
    recorded = voices.clips.recorded(planned.language)
    clips = [voices.clips.place(planned.language, sentence, ending) for sentence in recorded for ending in ENDINGS]
    there = [*paths, *(path for path in clips if path.exists())]
    return SoundReport(
        planned.language,
        planned.voice.name if planned.voice else "",
        len(planned.spoken),
        len(found),
        len(recorded),
        levels(there[:: max(1, -(-len(there) // most)) if most else 1]),
    )


def levels(paths: Iterable[Path]) -> Levels:
    results, unreadable = [], 0
    for path in paths:
        try:
            results.append(sound_data.measure_level(voice_programs.decode_sound(path.read_bytes())))
        except (OSError, VoiceFailedError):
            unreadable += 1
    if not results:
        return Levels(unreadable=unreadable)
    values = [result.level for result in results]
    clipped = sum(1 for result in results if result.clipped)
    return Levels(len(values), min(values), median(values), max(values), clipped, unreadable)
