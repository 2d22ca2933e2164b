"""The voices of a box: the sound of a sentence from the site's own clips, from what is kept, or made in memory."""

import re
from collections.abc import Callable

from msgspec import Struct

from kiosk.catalogue.define.catalogue import Catalogue
from kiosk.clock import Clock
from kiosk.services.box.voice_notes import VoiceNotes
from kiosk.services.voices import sound_names
from kiosk.services.voices.catalogue_sentences import discreet_titles
from kiosk.services.voices.clips import NAME as CLIP
from kiosk.services.voices.clips import Clips
from kiosk.services.voices.rendering import Rendering
from kiosk.services.voices.sound.espeak_ng import EspeakNg
from kiosk.services.voices.sound.piper import Piper
from kiosk.services.voices.sound_folder import SoundFolder
from kiosk.services.voices.sounds_in_memory import SoundsInMemory
from kiosk.services.voices.speaker import Speaker
from kiosk.services.voices.spoken_text import spoken_text
from kiosk.settings import Settings
from kiosk.words.words import Words

STYLES = ("", "slow", "spell")
_LANGUAGE = re.compile(r"[a-z]{2,3}")


class Wanted(Struct, frozen=True):
    """A sentence to be said; `style` is one of `STYLES`."""

    language: str
    text: str
    style: str = ""


class Answer(Struct, frozen=True):
    """Under which `name` the sound is to be had, which `voice` speaks, and the words that are `spoken`."""

    name: str
    voice: str
    spoken: str


class Voices:
    """One for each box; safe between threads."""

    def __init__(self, settings: Settings, catalogue: Callable[[], Catalogue], notes: VoiceNotes) -> None:
        self._catalogue, self._own_words = catalogue, settings.paths.translations
        self._piper = Piper(settings.paths.voices, notes)
        self.speaker = Speaker((self._piper, EspeakNg()), notes)
        self.folder = SoundFolder(settings.paths.sounds, settings.voice_folder_mb * 1_000_000)
        self.clips = Clips(settings.paths.clips)
        self.memory = SoundsInMemory()
        self._discreet: tuple[object, dict[str, frozenset[str]]] = (None, {})

    def say(self, wanted: Wanted, listener: str, clock: Clock) -> Answer | None:
        """The sound of a sentence; None where no voice speaks its language here.

        Kept sounds are found by what they say; what is not kept is made in memory, for this listener.
        """
        if not _LANGUAGE.fullmatch(wanted.language):
            return None
        spoken = spoken_text(wanted.text, wanted.language, wanted.style)
        if not wanted.style and (clip := self._whole(self.clips.find(wanted.language, wanted.text))):
            return Answer(clip, CLIP, spoken)
        voice = self.speaker.voice_of(wanted.language)
        if voice is None:
            return None
        stem = sound_names.stem(wanted.language, voice.name, voice.version(wanted.language), spoken)
        if name := self._whole(self.folder.find(stem)):
            return Answer(name, voice.name, spoken)
        rendering = self.speaker.say(spoken, wanted.language)
        if rendering is None:
            return None
        name = clock.token()
        self.memory.keep(name, listener, rendering, clock.monotonic())
        return Answer(name, rendering.voice, spoken)

    def kept(self, name: str) -> bytes | None:
        """The kept or recorded sound of that name, None where there is none."""
        return self.folder.read(name) or self.clips.read(name)

    def _whole(self, name: str) -> str:
        """The name, "" where its file is damaged: the next best speaks then."""
        return name if self.kept(name) is not None else ""

    def rendering(self, name: str, listener: str, clock: Clock) -> Rendering | None:
        """The sound in memory of that name, if it is this listener's."""
        return self.memory.get(name, listener, clock.monotonic())

    def warm(self, language: str) -> None:
        """Somebody is about to listen in this language."""
        self._piper.warm(language)

    def stop(self) -> None:
        """Nobody listens any more: end what runs beside."""
        self._piper.stop()

    def is_discreet(self, wanted: Wanted) -> bool:
        """Whether the sentence is the title of a procedure that nobody else should hear of."""
        catalogue = self._catalogue()
        known, titles = self._discreet
        if known is not catalogue:
            known, titles = self._discreet = (catalogue, {})
        if wanted.language not in titles:
            words = Words(wanted.language, own=self._own_words)
            titles[wanted.language] = discreet_titles(words, catalogue)
        return " ".join(wanted.text.split()) in titles[wanted.language]
