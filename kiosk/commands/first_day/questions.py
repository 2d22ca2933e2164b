"""The questions that `kiosk setup` asks in a terminal; a wrong answer is said and asked again, a right one is kept."""

import click

from kiosk import paths, settings
from kiosk.commands.asking import WORDS, agreed, ask, in_words
from kiosk.domain.places import site
from kiosk.domain.screen.first_day_step import FirstDayStep
from kiosk.domain.time import hours_as_written
from kiosk.domain.time.opening_hours import WEEK
from kiosk.error_codes import Refusal
from kiosk.errors import ParvisError
from kiosk.settings import Settings

_TEXTS = {
    FirstDayStep.NAME: (("name", "site_name", "site-name"),),
    FirstDayStep.CODE: (("code", "site_code", "site-code"),),
    FirstDayStep.CONTACT: (
        ("address", "site_address", "site-address"),
        ("phone", "site_phone", "site-phone"),
        ("email", "site_email", "site-email"),
    ),
}
"""By step: the fields of its form, each with the setting that it fills and the words of its question."""


def town_hall() -> None:
    """Ask what the town hall is and offers, from its name to its services; each answer is kept at once."""
    paths.Paths(paths.default_data()).create()
    _text(FirstDayStep.NAME)
    _communes()
    _text(FirstDayStep.CODE)
    _text(FirstDayStep.CONTACT)
    _hours()
    _languages()
    _services()
    _screens()


def person() -> tuple[str, str]:
    """Ask who works here first, until both names can be used: gives login and name."""
    from kiosk.services.people import person_names
    from kiosk.services.setup.logins import propose_login

    name = ""
    while True:
        name = _asked("name-of-person", name)
        login = _asked("login-of-person", propose_login(name)) if name else ""
        try:
            return person_names.checked(login, name)
        except ParvisError as fault:
            click.echo(in_words(fault))


def printer() -> None:
    """Search for printers, add the one that is chosen and print a test page; nothing where none is."""
    from kiosk.operations import printers

    click.echo(WORDS.code("command", "searching-printers"))
    found = ask(printers.show, printers.Search(True)).found
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
        new = printers.NewPrinter(printer.name, printer.kind, dict(printer.settings), printer.paper, printer.model)
        ask(printers.add, new)
        ask(printers.use, printers.Use(printer.name))
        ask(printers.try_out, printers.Name(printer.name))
        click.echo(WORDS.code("command", "test-page-queued"))
    except ParvisError as fault:
        click.echo(in_words(fault))


def hub() -> None:
    """Ask for the hub's address and code until it takes them; an empty address is « later ».

    A wrong code is asked again, an empty one leads back to the address.
    """
    from kiosk.operations import enrol
    from kiosk.services.exchange.enrol import address_of

    while url := address_of(_asked("hub-address", "")):
        while code := _asked("hub-code", ""):
            try:
                enrolled = ask(enrol.enroll, enrol.Invitation(url, code))
                click.echo(WORDS.code("command", "enrolled", name=enrolled.name))
                return
            except ParvisError as fault:
                click.echo(in_words(fault))
                if fault.code != Refusal.WRONG_CODE:
                    break


def _text(step: FirstDayStep) -> None:
    """Ask for the texts of a step until none is wrong."""
    from kiosk.services.box import settings_file
    from kiosk.services.setup import site_answers

    asked, given = _TEXTS[step], dict[str, str]()
    while asked:
        known = _known()
        given |= {name: _asked(question, _proposed(known, setting)) for name, setting, question in asked}
        answer = site_answers.read(known, step, {name: [text] for name, text in given.items()})
        for fault in answer.faults.values():
            click.echo(in_words(fault))
        asked = tuple(row for row in _TEXTS[step] if row[0] in answer.faults)
    settings_file.write(known.paths.settings, answer.values)


def _communes() -> None:
    """Ask for communes by name or postal code until one is found and chosen; several numbers are several communes."""
    from kiosk.services.box import settings_file
    from kiosk.services.setup import site_answers

    while True:
        known = _known()
        answer = site_answers.read(known, FirstDayStep.COMMUNE, {"q": [_asked("site-commune", "")]})
        for fault in answer.faults.values():
            click.echo(in_words(fault))
        for place, commune in enumerate(answer.found, 1):
            click.echo(f"  {place}. {commune.label}")
        only = "1" if len(answer.found) == 1 else ""
        if chosen := [answer.found[place] for place in _places("which-communes", len(answer.found), only)]:
            settings_file.write(
                known.paths.settings, {"commune": tuple(dict.fromkeys(commune.insee for commune in chosen))}
            )
            return


def _hours() -> None:
    """Ask for the hours of each day until none is wrong; a day without hours is closed."""
    from kiosk.services.box import settings_file
    from kiosk.services.setup import site_answers

    click.echo(WORDS.code("command", "hours-how"))
    known, given = _known(), dict[str, list[str]]()
    usual = hours_as_written.form_of(hours_as_written.read(known.hours)).texts
    asked = list(range(WEEK))
    while asked:
        for day in asked:
            given[f"{site_answers.DAY}{day}"] = [
                _asked("hours-of-day", usual[day], day=WORDS.weekday(day).capitalize())
            ]
        answer = site_answers.read(known, FirstDayStep.HOURS, given)
        for fault in dict.fromkeys(map(in_words, answer.faults.values())):
            click.echo(fault)
        asked = [day for day in range(WEEK) if f"{site_answers.DAY}{day}" in answer.faults]
    settings_file.write(known.paths.settings, answer.values)


def _languages() -> None:
    from kiosk.services.box import settings_file
    from kiosk.services.setup import site_answers

    while True:
        known = _known()
        offered = " ".join(site_answers.languages_offered(known))
        typed = _asked("site-languages", " ".join(known.languages), offered=offered)
        answer = site_answers.read(known, FirstDayStep.LANGUAGES, {"language": typed.replace(",", " ").split()})
        if not answer.faults:
            settings_file.write(known.paths.settings, answer.values)
            return
        click.echo(in_words(answer.faults["language"]))


def _services() -> None:
    """Ask for the services to offer until all of them exist; Enter keeps those that are chosen, or all."""
    from kiosk.services.box import settings_file
    from kiosk.services.setup import service_choices, site_answers

    listed = service_choices.choices()
    for choice in listed:
        click.echo(f"  {choice.id}: {WORDS.text(choice.name)}")
    while True:
        known = _known()
        usual = " ".join(known.services or (choice.id for choice in listed))
        typed = _asked("site-services", usual).replace(",", " ").split()
        answer = site_answers.read(known, FirstDayStep.SERVICES, {"service": typed})
        if not answer.faults:
            settings_file.write(known.paths.settings, answer.values)
            return
        click.echo(in_words(answer.faults["service"]))


def _screens() -> None:
    """Ask whether other screens of the building are served too."""
    from kiosk.services.box import settings_file

    opens = agreed(WORDS.code("command", "other-screens"), usual=_known().lan == "on")
    settings_file.write(_known().paths.settings, {"lan": "on" if opens else "off"})


def _proposed(known: Settings, setting: str) -> str:
    """What Enter gives: what is kept already, or a code from the name."""
    if setting == "site_code" and not known.site_code:
        return site.propose_site_code(known.site_name)
    kept = str(getattr(known, setting))
    return "" if setting == "site_name" and kept == Settings().site_name else kept


def _known() -> Settings:
    return settings.read(paths.default_data())


def _places(question: str, count: int, default: str = "") -> list[int]:
    """Ask for numbers of a list of `count` lines until all of them are in it; gives places from 0, none for Enter.

    A list without lines is not asked about.
    """
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
