"""The voices of a box: the sound of a sentence from the site's own clips, from what is kept, or made in memory."""

import array
import logging
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import count
from typing import Any

from msgspec import Struct

from kiosk.catalogue.define.catalogue import Catalogue
from kiosk.catalogue.define.procedures import shipped_words
from kiosk.clock import Clock
from kiosk.domain.language.spelling import Text
from kiosk.domain.speech.listening import clauses
from kiosk.domain.speech.said_as import said_as
from kiosk.services.box.in_memory import VoiceNotes
from kiosk.services.voices.sound import sound_data
from kiosk.services.voices.sound.sound_data import Samples, Sound, Voice, VoiceFailedError
from kiosk.services.voices.sound.voice_programs import EspeakNg, Piper
from kiosk.settings import Settings
from kiosk.words import languages, vocalised
from kiosk.words.words import Words

LONGEST_WAIT_S = 30.0
"""Seconds that a listener waits for the next clause; a voice gives up earlier."""


class Rendering:
    """Clauses of one rate, in memory; safe between threads. `voice` is the name of the one that spoke the first."""

    def __init__(self, voice: str, first: Samples) -> None:
        self.voice, self.rate = voice, first.rate
        self._pieces = [first.pcm]
        self._over = False
        self._more = threading.Condition()

    def add(self, samples: Samples) -> None:
        with self._more:
            self._pieces.append(samples.pcm)
            self._more.notify_all()

    def end(self) -> None:
        with self._more:
            self._over = True
            self._more.notify_all()

    @property
    def size(self) -> int:
        with self._more:
            return sum(map(len, self._pieces))

    def whole(self) -> Sound | None:
        with self._more:
            return sound_data.make_wav_sound(Samples(self.rate, b"".join(self._pieces))) if self._over else None

    def chunks(self) -> Iterator[bytes]:
        yield sound_data.make_wav_header(self.rate)
        for number in count():
            piece = self._piece(number)
            if piece is None:
                return
            yield piece

    def _piece(self, number: int) -> bytes | None:
        with self._more:
            self._more.wait_for(lambda: len(self._pieces) > number or self._over, LONGEST_WAIT_S)
            return self._pieces[number] if len(self._pieces) > number else None


ON_NO_PAGE = frozenset(
    {"change", "command", "install", "journal-fault", "mistake", "register", "setting", "settings-file", "unit"}
)
"""Groups of words that commands and papers say, and no page."""
_UNREAD = ("keywords", "file", "examples")
"""What a procedure file says to nobody who fills it in."""
_HOLE = "%("


def list_spoken_sentences(words: Words, catalogue: Catalogue) -> list[str]:
    """Each once, in one language, the interface first. Left out: the titles of discreet procedures, and French that
    stands in for what is not translated, which is said by the French voice.
    """
    discreet = discreet_titles(words, catalogue)
    spoken = (_tidy(line) for text in _texts(words, catalogue) if _HOLE not in text for line in text.split("\n"))
    return [line for line in dict.fromkeys(spoken) if line and line not in discreet]


def discreet_titles(words: Words, catalogue: Catalogue) -> frozenset[str]:
    """Titles of procedures of which nobody else in the room should hear, as they are shown in a language."""
    titles = [procedure.title for procedure in catalogue.procedures if procedure.discreet]
    return frozenset(_tidy(text) for title in titles for text in _said(title, words))


def _texts(words: Words, catalogue: Catalogue) -> Iterator[str]:
    yield from languages.list_template_sentences(words.language, words.own)
    for context, code in languages.all_codes():
        if context not in ON_NO_PAGE and words.has(context, code):
            yield words.code(context, code)
    written = (text for part in (*shipped_words(), *catalogue.procedures) for text in _within(part))
    for text in dict.fromkeys(written):
        yield from _said(text, words)


def _within(part: Any) -> Iterator[Text]:
    if isinstance(part, Text):
        if part:
            yield part
    elif isinstance(part, tuple):
        for item in part:
            yield from _within(item)
    elif isinstance(part, Struct):
        for name in part.__struct_fields__:
            if name not in _UNREAD:
                yield from _within(getattr(part, name))


def _said(text: Text, words: Words) -> list[str]:
    """The text and its plain variant in a language, as far as they are translated."""
    if not words.has_text(text):
        return []
    return [Words(words.language, plain, words.zone, words.own).text(text) for plain in (False, True)]


def _tidy(text: str) -> str:
    return " ".join(text.split())


log = logging.getLogger(__name__)
KEPT_S = 60.0
MOST_OF_A_SESSION = 48
"""As many as the player knows addresses of (`MOST_KEPT` in `static/js/speech/voice.js`): who goes back hears them."""
MOST = 256
MOST_BYTES = 16_000_000
"""Of all sessions; beyond any of these limits the oldest is forgotten."""
RATE, SECONDS = 16_000, 10
"""A meter set to « slow » takes about a second; ten are played over and over."""
_RAW = 2000.0
STYLES = ("", "slow", "spell")
_LANGUAGE = re.compile(r"[a-z]{2,3}")


class Speaker:
    """The voices in the order in which they are asked; what fails is noted, and the next one speaks."""

    def __init__(self, voices: Sequence[Voice], notes: VoiceNotes) -> None:
        self._voices, self._notes = voices, notes

    def voice_of(self, language: str) -> Voice | None:
        return next((voice for voice in self._voices if voice.version(language)), None)

    def say(self, text: str, language: str) -> Rendering | None:
        """The sound of a text, once its first clause is made; None where no voice speaks this language.

        The rest is made in a thread of its own while the first clause is heard.
        """
        parts = clauses(text)
        spoken = self._spoken(parts[0], language) if parts else None
        if spoken is None:
            return None
        voice, first = spoken
        factor = sound_data.gain(first)
        rendering = Rendering(voice.name, sound_data.louder(first, factor))
        if len(parts) == 1:
            rendering.end()
        else:
            threading.Thread(
                target=self._go_on, args=(rendering, parts[1:], language, factor), name="speech", daemon=True
            ).start()
        return rendering

    def _go_on(self, rendering: Rendering, parts: Sequence[str], language: str, factor: float) -> None:
        """Make the other clauses; one that no voice can say is the last."""
        try:
            for part in parts:
                spoken = self._spoken(part, language)
                if spoken is None:
                    break
                voice, samples = spoken
                at_level = factor if voice.name == rendering.voice else sound_data.gain(samples)
                rendering.add(at_rate(sound_data.louder(samples, at_level), rendering.rate))
        finally:
            rendering.end()

    def _spoken(self, text: str, language: str) -> tuple[Voice, Samples] | None:
        for voice in self._voices:
            if not voice.version(language):
                continue
            try:
                samples = voice.render(text, language)
            except VoiceFailedError as fault:
                log.warning("%s made no sound in %s: %s", voice.name, language, fault)
                self._notes.failed(voice.name, language, str(fault))
            else:
                self._notes.spoke(voice.name, language)
                return voice, samples
        return None


def at_rate(samples: Samples, rate: int) -> Samples:
    """The samples at another rate, by straight lines between them: for the rest of a sentence whose voice broke off."""
    if samples.rate == rate or not samples.pcm:
        return samples
    numbers, step = samples.numbers, samples.rate / rate
    last = len(numbers) - 1
    at = [index * step for index in range(int(len(numbers) / step))]
    drawn = [
        round(numbers[int(place)] + (numbers[min(last, int(place) + 1)] - numbers[int(place)]) * (place % 1))
        for place in at
    ]
    return sound_data.of_numbers(rate, array.array("h", drawn))


class _Kept(Struct, frozen=True):
    session: str
    since_s: float
    rendering: Rendering


class SoundsInMemory:
    """By a random name; safe between threads. Moments are monotonic, in seconds."""

    def __init__(self) -> None:
        self._kept: dict[str, _Kept] = {}
        self._turn = threading.Lock()

    def keep(self, name: str, session: str, rendering: Rendering, now_s: float) -> None:
        with self._turn:
            self._forget(now_s)
            self._kept[name] = _Kept(session, now_s, rendering)
            own = [earlier for earlier, kept in self._kept.items() if kept.session == session]
            for earlier in own[:-MOST_OF_A_SESSION]:
                del self._kept[earlier]
            while len(self._kept) > MOST or (
                sum(kept.rendering.size for kept in self._kept.values()) > MOST_BYTES and len(self._kept) > 1
            ):
                del self._kept[next(iter(self._kept))]

    def get(self, name: str, session: str, now_s: float) -> Rendering | None:
        """The sound of that name, None for another session's or one that is forgotten.

        It may be asked for more than once within its minute: a browser that plays a sound asks again as it likes.
        """
        with self._turn:
            self._forget(now_s)
            kept = self._kept.get(name)
        return kept.rendering if kept and kept.session == session else None

    def end(self, session: str) -> None:
        with self._turn:
            for name in [name for name, kept in self._kept.items() if kept.session == session]:
                del self._kept[name]

    def __len__(self) -> int:
        return len(self._kept)

    def _forget(self, now_s: float) -> None:
        for name in [name for name, kept in self._kept.items() if now_s - kept.since_s > KEPT_S]:
            del self._kept[name]


@cache
def make_pink_noise() -> Sound:
    """Ten seconds of pink noise, which like speech has as much power in each octave, at the loudness of voices."""
    raw = _pink(RATE * SECONDS)
    return sound_data.make_wav_sound(sound_data.louder(raw, sound_data.gain(raw)))


def _pink(count: int) -> Samples:
    """White noise through three low-passes whose sum falls by 3 dB an octave (Kellet's economy filter).

    The white noise is a Lehmer generator's (Park and Miller, 48271), the same each time.
    """
    b0 = b1 = b2 = 0.0
    numbers = array.array("h")
    state = 20_251_127
    for _ in range(count):
        state = (state * 48_271) % 0x7FFFFFFF
        white = state / 0x3FFFFFFF - 1
        b0 = 0.99765 * b0 + white * 0.0990460
        b1 = 0.96300 * b1 + white * 0.2965164
        b2 = 0.57000 * b2 + white * 1.0526913
        numbers.append(round(_RAW * (b0 + b1 + b2 + white * 0.1848)))
    return sound_data.of_numbers(RATE, numbers)


def spoken_text(text: str, language: str, style: str = "") -> str:
    """The words to be spoken; an Arabic sentence that ships has its short vowels.

    `style` is "", `slow` (by groups) or `spell` (sign by sign).
    """
    if language == vocalised.LANGUAGE and style != "spell":
        text = vocalised.vocalise_text(text)
    return " ".join(said_as(text, vocalised.read_lexicon(language), style).split())


class SpeechRequest(Struct, frozen=True):
    """A sentence to be said; `style` is one of `STYLES`."""

    language: str
    text: str
    style: str = ""


class SpeechAnswer(Struct, frozen=True):
    """Under which `name` the sound is to be had, which `voice` speaks, and the words that are `spoken`."""

    name: str
    voice: str
    spoken: str


class Voices:
    """One for each box; safe between threads."""

    def __init__(self, settings: Settings, catalogue: Callable[[], Catalogue], notes: VoiceNotes) -> None:
        self._catalogue, self._own_words = catalogue, settings.paths.translations
        self.piper = Piper(settings.paths.voices, notes)
        self.speaker = Speaker((self.piper, EspeakNg()), notes)
        self.folder = sound_data.SoundFolder(settings.paths.sounds, settings.voice_folder_mb * 1_000_000)
        self.clips = sound_data.Clips(settings.paths.clips)
        self.memory = SoundsInMemory()
        self._discreet: tuple[object, dict[str, frozenset[str]]] = (None, {})

    def say(self, wanted: SpeechRequest, listener: str, clock: Clock) -> SpeechAnswer | None:
        """The sound of a sentence; None where no voice speaks its language here.

        Kept sounds are found by what they say; what is not kept is made in memory, for this listener.
        """
        if not _LANGUAGE.fullmatch(wanted.language):
            return None
        spoken = spoken_text(wanted.text, wanted.language, wanted.style)
        if not wanted.style and (clip := self._whole(self.clips.find(wanted.language, wanted.text))):
            return SpeechAnswer(clip, sound_data.CLIP, spoken)
        voice = self.speaker.voice_of(wanted.language)
        if voice is None:
            return None
        stem = sound_data.sound_stem(wanted.language, voice.name, voice.version(wanted.language), spoken)
        if name := self._whole(self.folder.find(stem)):
            return SpeechAnswer(name, voice.name, spoken)
        rendering = self.speaker.say(spoken, wanted.language)
        if rendering is None:
            return None
        name = clock.token()
        self.memory.keep(name, listener, rendering, clock.monotonic())
        return SpeechAnswer(name, rendering.voice, spoken)

    def kept(self, name: str) -> bytes | None:
        return self.folder.read(name) or self.clips.read(name)

    def _whole(self, name: str) -> str:
        """The name, "" where its file is damaged: the next best speaks then."""
        return name if self.kept(name) is not None else ""

    def is_discreet(self, wanted: SpeechRequest) -> bool:
        """Whether the sentence is the title of a procedure that nobody else should hear of."""
        catalogue = self._catalogue()
        known, titles = self._discreet
        if known is not catalogue:
            known, titles = self._discreet = (catalogue, {})
        if wanted.language not in titles:
            words = Words(wanted.language, own=self._own_words)
            titles[wanted.language] = discreet_titles(words, catalogue)
        return " ".join(wanted.text.split()) in titles[wanted.language]
