"""Commands for what is heard and signed: sounds made ahead, recordings of the town hall, clips in sign language."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec.structs import asdict

from kiosk import paths
from kiosk.commands.asking import WORDS, box_settings
from kiosk.process import hardening
from kiosk.settings import Settings
from kiosk.words import languages
from kiosk.words.words import Words

if TYPE_CHECKING:
    from kiosk.catalogue.define.catalogue import Catalogue
    from kiosk.services.voices.voices import Voices

_TOLD_EVERY = 100
"""Sentences between two lines of progress."""


@click.group()
def audio() -> None:
    """The voices of this town hall, and the sounds that are kept."""


@audio.command(name="build")
@click.option("--language", "chosen", multiple=True, help="This language alone; every one of the town hall by default.")
@click.option("--quiet", is_flag=True, help="Say nothing but what went wrong.")
@click.option(
    "--with-parent", is_flag=True, hidden=True, help="End when standard input does, as the box that began it."
)
def build_sounds_command(chosen: tuple[str, ...], quiet: bool, with_parent: bool) -> None:
    """Make the sounds of every sentence that pages say; only those missing, so it may be stopped and begun again."""
    if with_parent:
        hardening.end_with_it()
    from kiosk.services.voices import prepared_sounds

    with _voices() as (settings, voices, catalogue):
        planned = [prepared_sounds.plan(voices, words, catalogue) for words in _words(settings, chosen)]
        for language in planned:
            if language.voice is None:
                click.echo(WORDS.code("audio", "no-voice", language=WORDS.tongue(language.language)), err=True)
        failed = False
        try:
            for step in prepared_sounds.build_sounds(voices, planned):
                failed = failed or step.failed
                if not quiet and (step.done % _TOLD_EVERY == 0 or step.done == step.all):
                    _say("progress", step.language, done=step.done, all=step.all)
        except prepared_sounds.FolderFullError:
            click.echo(WORDS.code("audio", "folder-full", most=settings.voice_folder_mb), err=True)
            sys.exit(1)
        if not quiet:
            for language in planned:
                kept = sum(1 for stem in language.spoken if voices.folder.find(stem))
                _say("built", language.language, count=kept)
        if failed:
            click.echo(WORDS.code("audio", "voice-fails"), err=True)
            sys.exit(1)


@audio.command()
@click.argument("language")
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--list", "table", type=click.Path(dir_okay=False, path_type=Path), help="Write the sentences to read.")
def record(language: str, folder: Path | None, table: Path | None) -> None:
    """Take the sentences that somebody recorded, each a WAV or Opus file named by its number in the list."""
    from kiosk.services.voices import prepared_sounds
    from kiosk.services.voices.voices import list_spoken_sentences

    if folder is None and table is None:
        raise click.UsageError(WORDS.code("audio", "what-to-record"))
    with _voices() as (settings, voices, catalogue):
        (words,) = _words(settings, (language,))
        texts = list_spoken_sentences(words, catalogue)
        if table is not None:
            table.write_text(prepared_sounds.make_sentence_table(voices.clips, language, texts), "utf-8-sig")
            click.echo(WORDS.code("audio", "listed", count=len(texts), file=table))
        if folder is None:
            return
        recordings = list(prepared_sounds.take_recordings(voices.clips, language, texts, folder))
        wrong = [taken for taken in recordings if taken.refused]
        for taken in wrong:
            click.echo(f"✗ {taken.name} {WORDS.code('recording', taken.refused)}", err=True)
        click.echo(WORDS.code("audio", "taken", count=len(recordings) - len(wrong)))
        if wrong:
            sys.exit(1)


@audio.command(name="report")
@click.option("--measure", type=click.IntRange(0), default=40, show_default=True, help="Sounds to measure; 0: all.")
def report_sounds_command(measure: int) -> None:
    """Say of each language who speaks it, what is kept and recorded, and how loud that is."""
    from kiosk.services.voices import prepared_sounds

    with _voices() as (settings, voices, catalogue):
        for words in _words(settings, ()):
            told = prepared_sounds.report_sounds(voices, words, catalogue, measure)
            voice = told.voice or WORDS.code("audio", "nobody")
            _say("report", told.language, voice=voice, kept=told.kept, sentences=told.sentences, clips=told.clips)
            levels = told.levels
            if levels.measured or levels.unreadable:
                loudness = {"low": levels.lowest, "middle": levels.middle, "high": levels.highest}
                loud = {name: WORDS.number(round(number, 1)) for name, number in loudness.items()}
                click.echo("    " + WORDS.code("audio", "levels", **asdict(levels) | loud))


@contextmanager
def _voices() -> "Iterator[tuple[Settings, Voices, Catalogue]]":
    """The voices of this data folder, whether a box is running or not: it takes files that are written whole."""
    from kiosk.catalogue.define.catalogue import open_catalogue
    from kiosk.services.box.box import shipped_procedures
    from kiosk.services.box.in_memory import VoiceNotes
    from kiosk.services.voices.voices import Voices

    settings = box_settings()
    catalogue = open_catalogue([shipped_procedures(), settings.paths.procedures])
    voices = Voices(settings, lambda: catalogue, VoiceNotes())
    try:
        yield settings, voices, catalogue
    finally:
        voices.piper.stop()


def _words(settings: Settings, chosen: tuple[str, ...]) -> list[Words]:
    """The words of the languages that were chosen, of all of the town hall's by default."""
    own = settings.paths.translations
    for language in chosen:
        if language not in languages.list_languages(own):
            raise click.UsageError(WORDS.code("audio", "unknown-language", language=language))
    return [Words(language, False, settings.zone, own) for language in chosen or settings.languages]


def _say(code: str, language: str, **values: object) -> None:
    click.echo(WORDS.code("audio", code, language=WORDS.tongue(language), **values))


@click.group()
def signs() -> None:
    """The clips in sign language of this town hall."""


@signs.command(name="report")
@click.option("--missing", is_flag=True, help="Name each page and question that has no clip yet.")
def report_signs_command(missing: bool) -> None:
    """Say, for each language, which clips are shown and which files nothing asks for."""
    # Imported here: most commands need none of it.
    from kiosk.catalogue.define.catalogue import each_procedure
    from kiosk.services.box.box import shipped_procedures
    from kiosk.services.media.pictograms import PAGES, report_sign_clips

    place = paths.Paths(paths.default_data())
    own = [place.procedures] if place.procedures.is_dir() else []
    by_id = {
        procedure.id: procedure for folder in (shipped_procedures(), *own) for procedure in each_procedure(folder, [])
    }
    wanted = [*PAGES]
    for procedure in by_id.values():
        wanted += [procedure.id, *(f"{procedure.id}.{field.id}" for field in procedure.fields())]
    told = report_sign_clips(place.signs, wanted)
    if not told:
        click.echo(WORDS.code("signs", "none", folder=place.signs))
    for language in told:
        megabytes = WORDS.number(round(language.bytes / 1_000_000, 1))
        counts = {"shown": len(language.shown), "missing": len(language.missing), "megabytes": megabytes}
        click.echo(WORDS.code("signs", "language", language=language.language, **counts))
        for clip_id in language.missing if missing else ():
            click.echo("  " + clip_id)
        for name in language.unknown:
            click.echo("  " + WORDS.code("signs", "unknown", name=name))
