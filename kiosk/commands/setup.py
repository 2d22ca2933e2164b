"""`kiosk setup`, the questions of the first day asked in a terminal, and `kiosk lan`."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk import paths, settings
from kiosk.commands.asking import WORDS, ask_yes_or_no, box_settings, describe_error, run_operation
from kiosk.commands.people import FACTOR_HELP, FACTORS, echo_sign_in
from kiosk.domain.places import site
from kiosk.domain.screen.first_day_step import FirstDayStep
from kiosk.domain.time import opening_hours
from kiosk.domain.time.opening_hours import WEEK
from kiosk.error_codes import Refusal
from kiosk.errors import ParvisError, Refused
from kiosk.settings import Settings
from kiosk.settings_file import reader

if TYPE_CHECKING:
    from kiosk.services.setup.first_start import SiteAnswer

_TEXTS = {
    FirstDayStep.NAME: (("name", "site_name", "site-name"),),
    FirstDayStep.CODE: (("code", "site_code", "site-code"),),
    FirstDayStep.CONTACT: (
        ("address", "site_address", "site-address"),
        ("phone", "site_phone", "site-phone"),
        ("email", "site_email", "site-email"),
    ),
    FirstDayStep.PRIVACY: (("officer", "privacy_officer", "site-officer"),),
}
"""By step: the fields of its form, each with the setting that it fills and the words of its question."""
_STATES = ("on", "off")
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def town_hall() -> None:
    """Ask what the town hall is and offers, and which screens it serves; each answer is kept at once."""
    from kiosk.services.box import settings_file

    paths.Paths(paths.default_data()).create()
    _text(FirstDayStep.NAME)
    _communes()
    _text(FirstDayStep.CODE)
    _text(FirstDayStep.CONTACT)
    _text(FirstDayStep.PRIVACY)
    _hours()
    _languages()
    _services()
    opens = ask_yes_or_no(WORDS.code("command", "other-screens"), usual=box_settings().lan == "on")
    settings_file.write_settings(box_settings().paths.settings, {"lan": "on" if opens else "off"})


def ask_mediator_names() -> tuple[str, str]:
    """Ask who works here first, until both names can be used: gives login and name."""
    from kiosk.services.people import first_day
    from kiosk.services.setup.first_start import propose_login

    name = ""
    while True:
        name = _asked("name-of-person", name)
        login = _asked("login-of-person", propose_login(name)) if name else ""
        try:
            return first_day.clean_mediator_names(login, name)
        except ParvisError as fault:
            click.echo(describe_error(fault))


def printer() -> None:
    """Search for printers, add the one that is chosen and print a test page; nothing where none is."""
    from kiosk.operations import printers

    click.echo(WORDS.code("command", "searching-printers"))
    found = run_operation(printers.run_list_printers, True).found
    for place, printer in enumerate(found, 1):
        click.echo(f"  {place}. {printer.name}")
    if not found:
        click.echo(WORDS.code("command", "no-printer-found"))
        return
    chosen = _places("which-printer", len(found))
    if not chosen:
        return
    printer = found[chosen[0]]
    try:
        new = printers.PrinterToAdd(printer.name, printer.kind, dict(printer.settings), printer.paper, printer.model)
        run_operation(printers.run_add_printer, new)
        run_operation(printers.run_choose_printer, printer.name)
        run_operation(printers.try_out, printer.name)
        click.echo(WORDS.code("command", "test-page-queued"))
    except ParvisError as fault:
        click.echo(describe_error(fault))


def hub() -> None:
    """Ask for the hub's address and code until it takes them; an empty address is « later », an empty code another."""
    from kiosk.operations import exchange
    from kiosk.services.exchange.enrol import address_of

    while url := address_of(_asked("hub-address", "")):
        while code := _asked("hub-code", ""):
            try:
                enrolled = run_operation(exchange.run_enrolment, url, code)
                click.echo(WORDS.code("command", "enrolled", hub=url, name=enrolled.name))
                return
            except ParvisError as fault:
                click.echo(describe_error(fault))
                if fault.code != Refusal.WRONG_CODE:
                    break


def _text(step: FirstDayStep) -> None:
    """Ask for the texts of a step until none is wrong; Enter gives what is kept already, or a code from the name."""
    asked, given = _TEXTS[step], dict[str, list[str]]()
    while asked:
        for name, setting, question in asked:
            known = box_settings()
            usual = str(getattr(known, setting))
            if setting == "site_code" and not usual:
                usual = site.propose_site_code(known.site_name)
            if setting == "site_name" and usual == Settings().site_name:
                usual = ""
            given[name] = [_asked(question, usual)]
        answer = _answer(step, given)
        asked = tuple(row for row in _TEXTS[step] if row[0] in answer.faults)


def _answer(step: FirstDayStep, form: dict[str, list[str]]) -> "SiteAnswer":
    """Judge an answer, say what is wrong with it, and keep it where nothing is and no search goes on."""
    from kiosk.services.box import settings_file
    from kiosk.services.setup import first_start

    known = box_settings()
    answer = first_start.read_site_answer(known, step, form)
    for fault in dict.fromkeys(map(describe_error, answer.faults.values())):
        click.echo(fault)
    if answer.values and not answer.faults:
        settings_file.write_settings(known.paths.settings, answer.values)
    return answer


def _communes() -> None:
    """Ask for communes by name or postal code until one is found and chosen; several numbers are several communes."""
    from kiosk.services.box import settings_file

    while True:
        answer = _answer(FirstDayStep.COMMUNE, {"q": [_asked("site-commune", "")]})
        for place, commune in enumerate(answer.found, 1):
            click.echo(f"  {place}. {commune.label}")
        only = "1" if len(answer.found) == 1 else ""
        if chosen := [answer.found[place] for place in _places("which-communes", len(answer.found), only)]:
            codes = tuple(dict.fromkeys(commune.insee for commune in chosen))
            settings_file.write_settings(box_settings().paths.settings, {"commune": codes})
            return


def _hours() -> None:
    from kiosk.services.setup.first_start import DAY

    click.echo(WORDS.code("command", "hours-how"))
    given = dict[str, list[str]]()
    usual = opening_hours.make_week_form(opening_hours.parse_opening_hours(box_settings().hours)).texts
    asked: Sequence[int] = range(WEEK)
    while asked:
        for day in asked:
            given[f"{DAY}{day}"] = [_asked("hours-of-day", usual[day], day=WORDS.weekday(day).capitalize())]
        answer = _answer(FirstDayStep.HOURS, given)
        asked = [day for day in range(WEEK) if f"{DAY}{day}" in answer.faults]


def _languages() -> None:
    from kiosk.services.setup.first_start import languages_offered

    faults = True
    while faults:
        known = box_settings()
        typed = _asked("site-languages", " ".join(known.languages), offered=" ".join(languages_offered(known)))
        faults = bool(_answer(FirstDayStep.LANGUAGES, {"language": typed.replace(",", " ").split()}).faults)


def _services() -> None:
    """Ask for the services to offer until all of them exist; Enter keeps those that are chosen, or all."""
    from kiosk.services.setup import first_start

    listed = first_start.list_service_choices()
    for choice in listed:
        click.echo(f"  {choice.id}: {WORDS.text(choice.name)}")
    usual = " ".join(box_settings().services or (choice.id for choice in listed))
    faults = True
    while faults:
        typed = _asked("site-services", usual).replace(",", " ").split()
        faults = bool(_answer(FirstDayStep.SERVICES, {"service": typed}).faults)


def _places(question: str, count: int, default: str = "") -> list[int]:
    """Ask for numbers of a list until all are in it; gives places from 0, none for Enter or a list without lines."""
    while count:
        typed = _asked(question, default).replace(",", " ").split()
        if all(number.isdecimal() and 1 <= int(number) <= count for number in typed):
            return [int(number) - 1 for number in typed]
        click.echo(WORDS.code("command", "not-in-list", count=count))
    return []


def _asked(code: str, default: str, **values: str) -> str:
    """Ask one question; Enter takes the default, which is shown unless it is empty."""
    words = WORDS.code("command", code, **values)
    return str(click.prompt(words, default=default, show_default=bool(default))).strip()


@click.command()
@click.argument("state", type=click.Choice(_STATES))
def lan(state: str) -> None:
    """Serve the other screens of the building too (on), or this machine alone (off), from the next start on."""
    from kiosk.services.box import settings_file
    from kiosk.services.lan import local_network

    box_paths = paths.Paths(paths.default_data())
    box_paths.create()
    settings_file.write_settings(box_paths.settings, {"lan": state})
    port = box_settings().lan_port
    click.echo(WORDS.code("command", "lan-on" if state == "on" else "lan-off", path=str(box_paths.settings), port=port))
    if needed := local_network.needs(port) if state == "on" else ():
        click.echo("\n    ".join((WORDS.code("command", "lan-firewall"), *needed)))


@click.command(name="setup")
@click.argument("login", default="")
@click.argument("name", default="")
@click.option("--factor", type=click.Choice(FACTORS), default=FACTORS[0], show_default=True, help=FACTOR_HELP)
@click.option("--from", "file", type=_FILE, default=None, help="Take the town hall from this file, and ask nothing.")
def setup(login: str, name: str, factor: str, file: Path | None) -> None:
    """The first day: the town hall, its first mediator, the recovery sheet, a printer, the hub."""
    if file is not None:
        _take_settings_file(file)
        return
    alone = not login
    if alone:
        refuse_if_set_up()
        town_hall()
        _record_site_described()
        login, name = ask_mediator_names()
    elif not name:
        raise click.UsageError(WORDS.code("command", "login-and-name"))
    first_mediator(login, name, factor)
    if alone:
        printer()
        hub()
        click.echo(WORDS.code("command", "first-day-done"))


def _take_settings_file(file: Path) -> None:
    """Take the settings of a file, which holds no secret; the first mediator is made at the screen.

    Raises what `SettingsReader.from_values` raises, and `Refused`: `no-site-code` where the file gives none,
    `unknown-service-line`, `already-set-up`; nothing is written then.
    """
    from kiosk.services.box import catalogue_search, settings_file
    from kiosk.services.setup import first_start

    content = file.read_bytes()
    chosen = settings.READER.from_values(file, content)
    if not chosen.site_code:
        raise Refused(Refusal.NO_SITE_CODE, path=str(file))
    box_paths = paths.Paths(paths.default_data())
    catalogue_search.check_file(
        file, content, chosen.services, first_start.list_known_services(Settings(box_paths.data))
    )
    refuse_if_set_up()
    box_paths.create()
    settings_file.write_settings(box_paths.settings, reader.load_settings_values(file, content))
    _record_site_described()
    click.echo(WORDS.code("command", "site-taken", path=str(box_paths.settings)))


def refuse_if_set_up() -> None:
    """Raise `Refused` (`already-set-up`) where somebody works here already: at once, and not after ten questions."""
    if box_settings().site_code:
        _record_site_described()


def _record_site_described() -> None:
    """Let the wizard know that the settings file says it all."""
    from kiosk.operations import people

    run_operation(people.run_site_described)


def first_mediator(login: str, name: str, factor: str) -> None:
    """Make the first mediator and the sheet; the sheet is typed back before the sign-in is shown."""
    from kiosk.operations import people
    from kiosk.services.setup import first_start

    issued = run_operation(people.set_up, login, name, factor)
    click.echo(WORDS.code("command", "sheet"))
    for place, word in enumerate(issued.words.split(), 1):
        click.echo(f"  {place:>2}. {word}")
    while True:
        typed = click.prompt(WORDS.code("command", "sheet-words"), hide_input=True)
        try:
            words = first_start.split_words(typed)
            wrong = first_start.word_faults(issued.words, words)
            if wrong and len(words) == len(issued.words.split()):
                raise next(iter(wrong.values()))
            run_operation(people.run_verify_sheet, " ".join(words))
            break
        except ParvisError as fault:
            click.echo(describe_error(fault))
    echo_sign_in(issued.factor, issued.pin)
