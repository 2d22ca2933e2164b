"""Make the sounds of the catalogues' sentences ahead: only those missing, one after another, in a bounded folder."""

from collections.abc import Iterator

from msgspec import Struct

from kiosk.catalogue.define.catalogue import Catalogue
from kiosk.domain.speech.listening import clauses
from kiosk.services.voices import sound_folder
from kiosk.services.voices.catalogue_sentences import sentences
from kiosk.services.voices.sound import level, opus
from kiosk.services.voices.sound.voice import Samples, Voice, VoiceFailedError
from kiosk.services.voices.voices import Voices, spoken_text
from kiosk.words.words import Words

MOST_FAILURES = 5
"""Sentences in a row that a voice may fail at; then it is broken, and its language waits."""


class Planned(Struct, frozen=True):
    """The sounds of one language: its `voice`, None where there is none, and what it is to say, by stem."""

    language: str
    voice: Voice | None
    spoken: dict[str, str]


class Progress(Struct, frozen=True):
    """After one sentence: how many of the language's are `done`, of how many in `all`, and whether it `failed`."""

    language: str
    done: int
    all: int
    failed: bool = False


class FolderFullError(Exception):
    """The folder of sounds has reached its size (`voice_folder_mb`), or the disk has no place."""


def plan(voices: Voices, words: Words, catalogue: Catalogue) -> Planned:
    """What is to be said ahead in a language; a sentence that the town hall has recorded needs no other sound."""
    language = words.language
    voice = voices.speaker.voice_of(language)
    if voice is None:
        return Planned(language, None, {})
    recorded = voices.clips.recorded(language)
    texts = [text for text in sentences(words, catalogue) if sound_folder.sentence_id(text) not in recorded]
    version = voice.version(language)
    spoken = (spoken_text(text, language) for text in texts)
    return Planned(
        language, voice, {sound_folder.sound_stem(language, voice.name, version, text): text for text in spoken if text}
    )


def build(voices: Voices, planned: list[Planned]) -> Iterator[Progress]:
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
                samples = whole(language.voice, text, language.language)
            except VoiceFailedError:
                failures += 1
                yield Progress(language.language, done, len(language.spoken), failed=True)
                if failures >= MOST_FAILURES:
                    break
                continue
            sound = opus.encoded(samples)
            used += len(sound.data)
            if used > folder.most_bytes:
                raise FolderFullError
            try:
                folder.write(stem, sound)
            except OSError as fault:
                raise FolderFullError from fault
            done, failures = done + 1, 0
            yield Progress(language.language, done, len(language.spoken))


def whole(voice: Voice, text: str, language: str) -> Samples:
    """A whole sentence by one voice, at the stated loudness. Raises `VoiceFailedError`."""
    parts = [voice.render(part, language) for part in clauses(text)]
    if not parts:
        raise VoiceFailedError("nothing to say")
    samples = Samples(parts[0].rate, b"".join(part.pcm for part in parts))
    return level.louder(samples, level.gain(samples))
