"""Reads what somebody answers about their town hall, in the wizard or at the desk, and writes it into the settings."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from msgspec import Struct, field

from kiosk.domain.answers.fields.email import KIND as EMAIL
from kiosk.domain.answers.fields.kind import AnswerFault, FieldKind
from kiosk.domain.answers.fields.phone import KIND as PHONE
from kiosk.domain.language.spelling import EMPTY
from kiosk.domain.places.commune import LONGEST, Commune
from kiosk.domain.procedure.procedure import Field
from kiosk.domain.screen.first_day_step import OF_SITE, FirstDayStep
from kiosk.domain.time import opening_hours
from kiosk.domain.time.opening_hours import WEEK, Rule, WeekForm
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box import settings_file
from kiosk.services.box.box import Actor, Box, take_settings
from kiosk.services.procedures.look_up import places_near
from kiosk.services.published import received
from kiosk.services.setup import first_start
from kiosk.settings import Settings
from kiosk.settings_file.reader import SITE_CODE
from kiosk.store.people import journal, people
from kiosk.words import languages
from kiosk.words.words import Words

DAY = "day-"
"""How the fields of the week's days begin; a number from 0, Monday, follows."""
MOST = 120
"""Most characters of a name, an address, or the hours."""
LAN = ("off", "on")
"""What the setting of that name may be, the usual one first."""
Form = Mapping[str, Sequence[str]]
"""The values of each field of a form."""


class SiteAnswer(Struct, frozen=True):
    """The settings that a form gives, what is wrong with it by field, and the communes that a search found.

    `week` are the hours as they were typed. Nothing is kept while anything is wrong or a search goes on.
    """

    values: dict[str, Any] = field(default_factory=dict)
    faults: dict[str, Refused] = field(default_factory=dict)
    found: tuple[Commune, ...] = ()
    searched: bool = False
    week: WeekForm | None = None


def read_site_answer(known: Settings, step: FirstDayStep, form: Form) -> SiteAnswer:
    """What a form says for one step of the town hall; `known` are the settings as they are."""
    match step:
        case FirstDayStep.NAME:
            return _name(form)
        case FirstDayStep.COMMUNE:
            return _communes(known, form)
        case FirstDayStep.CODE:
            return _code(form)
        case FirstDayStep.CONTACT:
            return _contact(form)
        case FirstDayStep.HOURS:
            return _hours(known, form)
        case FirstDayStep.CLOSINGS:
            return _closings(known, form)
        case FirstDayStep.LANGUAGES:
            return _languages(known, form)
        case FirstDayStep.SERVICES:
            return _services(known, form)
        case FirstDayStep.SCREENS:
            return _screens(form)
    return SiteAnswer()


def save_site_answer(box: Box, step: FirstDayStep, values: Mapping[str, Any]) -> None:
    """Write a step's settings into the settings file, then note that the step is done."""
    if values:
        settings_file.write_settings(box.settings.paths.settings, values)
    with box.store.write() as db:
        people.insert_done_step(db, step, box.clock.now())


def change_place(box: Box, step: FirstDayStep, values: Mapping[str, Any], actor: Actor) -> None:
    """Change what the town hall says of itself, from now on and in the settings file.

    Raises `Refused`: `not-in-training`; `not-supervisor` for who does not decide for the town hall; and what
    `settings_file.write_settings` raises.
    """
    if box.training:
        raise Refused(Refusal.NOT_IN_TRAINING)
    if not received.decides(box.store.read(), actor):
        raise Refused(Refusal.NOT_SUPERVISOR, service="")
    settings_file.write_settings(box.settings.paths.settings, values)
    take_settings(box, replace(box.settings, **values))
    with box.store.write() as db:
        journal.insert_journal_line_by(db, box.clock.now(), JournalAction.PLACE_CHANGED, actor, detail=step)


def list_closings(known: Settings, today: date) -> list[tuple[int, Rule]]:
    """The closings and exceptional hours of the town hall that are not over, each with its place among all rules."""
    rules = opening_hours.parse_opening_hours(known.hours).rules
    return [(number, rule) for number, rule in enumerate(rules) if rule.last is not None and rule.last >= today]


def note_all(box: Box) -> None:
    """Note every step of the town hall as done: the settings file says it all. Raises `Refused` (`already-set-up`)."""
    sheet = people.read_recovery_sheet(box.store.read())
    if sheet is not None and sheet.verified_at is not None:
        raise Refused(Refusal.ALREADY_SET_UP)
    with box.store.write() as db:
        for step in OF_SITE:
            people.insert_done_step(db, step, box.clock.now())


def communes(known: Settings, insee_codes: Sequence[str]) -> tuple[Commune, ...]:
    """The communes with these INSEE codes, each once; those that do not exist are left out."""
    places = places_near(known.site_address)
    return tuple(rows[0] for code in dict.fromkeys(insee_codes) if (rows := places.of(code)))


def languages_offered(known: Settings) -> list[str]:
    """The languages that this box can speak, those of the settings' default first."""
    spoken = languages.list_languages(known.paths.translations)
    usual = [code for code in Settings().languages if code in spoken]
    return [*usual, *(code for code in spoken if code not in usual)]


def _name(form: Form) -> SiteAnswer:
    name = _text(form, "name")
    if not name:
        return SiteAnswer(faults={"name": Refused(Refusal.SITE_NAME_MISSING)})
    return SiteAnswer({"site_name": name}, _too_long({"name": name}))


def _communes(known: Settings, form: Form) -> SiteAnswer:
    """Chosen communes are ticked; what was typed is searched for, and a single find counts as chosen."""
    typed = _text(form, "q")[:LONGEST]
    chosen = communes(known, form.get("commune", ()))
    codes = tuple(place.insee for place in chosen)
    if typed:
        found = tuple({place.insee: place for place in places_near(known.site_address).like(typed)}.values())
        fresh = tuple(place for place in found if place.insee not in codes)
        if not found:
            return SiteAnswer({"commune": codes}, {"q": Refused(Refusal.NO_SUCH_COMMUNE, typed=typed)}, searched=True)
        return SiteAnswer({"commune": codes}, {}, fresh, searched=True)
    if not chosen:
        return SiteAnswer(faults={"q": Refused(Refusal.CHOOSE_COMMUNE)})
    return SiteAnswer({"commune": codes})


def _code(form: Form) -> SiteAnswer:
    code = _text(form, "code").upper()
    if not SITE_CODE.fullmatch(code):
        return SiteAnswer({"site_code": code}, {"code": Refused(Refusal.BAD_SITE_CODE)})
    return SiteAnswer({"site_code": code})


def _contact(form: Form) -> SiteAnswer:
    """Address, telephone and e-mail; each may be left empty."""
    address, phone, email = (_text(form, name) for name in ("address", "phone", "email"))
    faults = _too_long({"address": address})
    if phone:
        try:
            phone = PHONE.shown(_field(PHONE), _judged(PHONE, phone), Words())
        except AnswerFault:
            faults["phone"] = Refused(Refusal.BAD_SITE_PHONE)
    if email:
        try:
            email = _judged(EMAIL, email)
        except AnswerFault:
            faults["email"] = Refused(Refusal.BAD_SITE_EMAIL)
    return SiteAnswer({"site_address": address, "site_phone": phone, "site_email": email}, faults)


def _hours(known: Settings, form: Form) -> SiteAnswer:
    """The hours of each day, from Monday on; a week that is given replaces the town hall's own words for it."""
    days = [f"{DAY}{number}" for number in range(WEEK)]
    week = opening_hours.parse_week_form([_text(form, day) for day in days])
    faults = {day: fault for day, fault in zip(days, week.faults, strict=True) if fault is not None}
    faults |= _too_long(dict(zip(days, week.texts, strict=True)))
    if faults:
        return SiteAnswer(faults=faults, week=week)
    opening = opening_hours.replace_week(opening_hours.parse_opening_hours(known.hours), week)
    tables = tuple(opening_hours.write_hour_tables(opening))
    return SiteAnswer({"hours": tables} | ({"site_hours": ""} if tables else {}))


def _closings(known: Settings, form: Form) -> SiteAnswer:
    """One more closing, or exceptional hours, of one or several days; those that are ticked are taken away."""
    typed = {name: _text(form, name) for name in ("from", "until", "open")}
    gone = {int(number) for number in form.get("gone", ()) if number.isdecimal()}
    tables = [table for number, table in enumerate(known.hours) if number not in gone]
    if any(typed.values()):
        table = {"date": typed["from"], "until": typed["until"] or typed["from"], "open": typed["open"]}
        try:
            tables += opening_hours.write_hour_tables(opening_hours.parse_opening_hours([table]))
        except Refused as fault:
            wrong = "from" if fault.code == Refusal.HOURS_NO_DAY else "open"
            if fault.code == Refusal.HOURS_DATE:
                wrong = "until" if typed["until"] and opening_hours.is_date(typed["from"]) else "from"
            told = Refused(fault.code, **fault.details | {"value": typed[wrong]})
            return SiteAnswer({**typed, "gone": tuple(map(str, gone))}, {wrong: told})
    return SiteAnswer({"hours": tuple(tables)})


def _languages(known: Settings, form: Form) -> SiteAnswer:
    """The languages in their usual order; `first`, where it is given, is the one that screens begin in."""
    chosen = tuple(code for code in languages_offered(known) if code in form.get("language", ()))
    if not chosen:
        return SiteAnswer(faults={"language": Refused(Refusal.NO_LANGUAGE_CHOSEN)})
    first = _text(form, "first")
    return SiteAnswer({"languages": tuple(sorted(chosen, key=lambda code: code != first))})


def _services(known: Settings, form: Form) -> SiteAnswer:
    """The services that are ticked; the setting stays empty where all are."""
    typed = form.get("service", ())
    try:
        return SiteAnswer({"services": first_start.make_services_setting(known, typed)})
    except Refused as refused:
        return SiteAnswer({"services": tuple(typed)}, {"service": refused})


def _screens(form: Form) -> SiteAnswer:
    """Whether other screens of the building are served too; nobody opens a box to a network without having said so."""
    chosen = (form.get("lan") or ("",))[0]
    if chosen not in LAN:
        return SiteAnswer(faults={"lan": Refused(Refusal.CHOOSE_SCREENS)})
    return SiteAnswer({"lan": chosen})


def _text(form: Form, name: str) -> str:
    """A field's text on one line, without characters that no printer and no screen shows."""
    line = " ".join((form.get(name) or ("",))[0].split())
    return "".join(character for character in line if character.isprintable())


def _too_long(texts: Mapping[str, str]) -> dict[str, Refused]:
    return {name: Refused(Refusal.TEXT_TOO_LONG, most=MOST) for name, text in texts.items() if len(text) > MOST}


def _judged(kind: FieldKind, typed: str) -> str:
    return str(kind.judge(_field(kind), {"": (typed,)}, date.min))


def _field(kind: FieldKind) -> Field:
    return Field("site", kind.kind, EMPTY)
