"""The command of the first day: who this box is, who works here first, the recovery sheet, a printer, the hub."""

from collections.abc import Callable
from pathlib import Path

import click

from kiosk import paths, settings
from kiosk.commands.asking import WORDS, ask, in_words
from kiosk.commands.first_day import questions
from kiosk.commands.people import FACTOR_HELP, FACTORS, hand_over
from kiosk.error_codes import Refusal
from kiosk.errors import ParvisError, Refused
from kiosk.settings import Settings
from kiosk.settings_file import faults

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(name="setup")
@click.argument("login", default="")
@click.argument("name", default="")
@click.option("--factor", type=click.Choice(FACTORS), default=FACTORS[0], show_default=True, help=FACTOR_HELP)
@click.option("--from", "file", type=_FILE, default=None, help="Take the town hall from this file, and ask nothing.")
def setup(login: str, name: str, factor: str, file: Path | None) -> None:
    """The first day: the town hall, its first mediator, the recovery sheet, a printer, the hub."""
    if file is not None:
        take(file)
        return
    alone = not login
    if alone:
        refuse_if_set_up()
        questions.town_hall()
        site_described()
        login, name = questions.person()
    elif not name:
        raise click.UsageError(WORDS.code("command", "login-and-name"))
    first_mediator(login, name, factor)
    if alone:
        questions.printer()
        questions.hub()
        click.echo(WORDS.code("command", "first-day-done"))


def take(file: Path) -> None:
    """Take the settings of a file, which holds no secret; the first mediator is made at the screen.

    Raises what `settings.from_values` raises, and `Refused`: `no-site-code` where the file gives none,
    `unknown-service-line`, `already-set-up`; nothing is written then.
    """
    from kiosk.services.box import offered_services, settings_file
    from kiosk.services.setup import service_choices

    content = file.read_bytes()
    chosen = settings.from_values(file, content)
    if not chosen.site_code:
        raise Refused(Refusal.NO_SITE_CODE, path=str(file))
    box_paths = paths.Paths(paths.default_data())
    offered_services.check_file(file, content, chosen.services, service_choices.known(Settings(box_paths.data)))
    refuse_if_set_up()
    box_paths.create()
    settings_file.write(box_paths.settings, faults.load(file, content))
    site_described()
    click.echo(WORDS.code("command", "site-taken", path=str(box_paths.settings)))


def refuse_if_set_up() -> None:
    """Raise `Refused` (`already-set-up`) where somebody works here already: at once, and not after ten questions."""
    if settings.read(paths.default_data()).site_code:
        site_described()


def site_described() -> None:
    """Let the wizard know that the settings file says it all."""
    from kiosk.operations import first_day
    from kiosk.operations.operation import Nothing

    ask(first_day.site_described, Nothing())


def first_mediator(login: str, name: str, factor: str) -> None:
    """Make the first mediator and the sheet; the sheet is typed back before the sign-in is shown."""
    from kiosk.operations import first_day

    issued = ask(first_day.set_up, first_day.First(login, name, factor))
    click.echo(WORDS.code("command", "sheet"))
    for place, word in enumerate(issued.words.split(), 1):
        click.echo(f"  {place:>2}. {word}")
    until_right(lambda: _sheet_typed_back(issued.words))
    hand_over(issued.factor, issued.pin)


def _sheet_typed_back(shown: str) -> None:
    """Ask for the sheet once. Raises `Refused`: the first word that is wrong, or what the box says of another sheet."""
    from kiosk.operations import first_day
    from kiosk.services.setup import copied_words

    typed = click.prompt(WORDS.code("command", "sheet-words"), hide_input=True)
    words = copied_words.split(typed)
    wrong = copied_words.faults(shown, words)
    if wrong and len(words) == len(shown.split()):
        raise next(iter(wrong.values()))
    ask(first_day.verify_sheet, first_day.Sheet(" ".join(words)))


def until_right(try_once: Callable[[], None]) -> None:
    """Try until nothing is refused, and say each time what was."""
    while True:
        try:
            try_once()
            return
        except ParvisError as fault:
            click.echo(in_words(fault))
