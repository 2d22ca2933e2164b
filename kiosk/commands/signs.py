"""Command that says which clips in sign language are there, and which are still to be recorded."""

import click

from kiosk import paths
from kiosk.commands.asking import WORDS


@click.group()
def signs() -> None:
    """The clips in sign language of this town hall."""


@signs.command()
@click.option("--missing", is_flag=True, help="Name each page and question that has no clip yet.")
def report(missing: bool) -> None:
    """Say, for each language, which clips are shown and which files nothing asks for."""
    # Imported here: most commands need none of it.
    from kiosk.catalogue.define.catalogue import each_procedure
    from kiosk.services.box.box import shipped_procedures
    from kiosk.services.media.pictograms import PAGES, report

    place = paths.Paths(paths.default_data())
    own = [place.procedures] if place.procedures.is_dir() else []
    by_id = {
        procedure.id: procedure for folder in (shipped_procedures(), *own) for procedure in each_procedure(folder, [])
    }
    wanted = [*PAGES]
    for procedure in by_id.values():
        wanted += [procedure.id, *(f"{procedure.id}.{field.id}" for field in procedure.fields())]
    told = report(place.signs, wanted)
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
