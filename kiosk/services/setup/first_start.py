"""What the wizard holds while a box waits to be set up (its one-time code, who typed it, the sign-in to be copied), and
what somebody answers about their town hall, which is kept in the settings file.
"""

import re
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from msgspec import Struct

from kiosk import settings
from kiosk.catalogue.define.catalogue import Catalogue, open_catalogue
from kiosk.clock import Clock
from kiosk.crypto import keys
from kiosk.domain.answers.fields.email import KIND as EMAIL
from kiosk.domain.answers.fields.kind import AnswerFault, FieldKind
from kiosk.domain.answers.fields.phone import KIND as PHONE
from kiosk.domain.language import spelling
from kiosk.domain.places import commune
from kiosk.domain.procedure.procedure import Field
from kiosk.domain.screen.first_day_step import AFTERWARDS, OF_SITE, FirstDayStep
from kiosk.domain.time import opening_hours
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box import catalogue_search, settings_file
from kiosk.services.box.box import Actor, Box, shipped_procedures, take_settings
from kiosk.services.people import first_day, sign_in
from kiosk.services.procedures.look_up import places_near
from kiosk.settings import Settings
from kiosk.settings_file.reader import SITE_CODE
from kiosk.store import cases, people, sessions
from kiosk.store.people import FirstPerson
from kiosk.words import languages
from kiosk.words.words import Words


def propose_login(name: str) -> str:
    """The first name without accents and capitals, of at most 20 signs: « nadia » for « Nadia Roux »."""
    words = spelling.split_name(name)
    return words[0][:20] if words else ""


def list_left_steps(box: Box) -> tuple[FirstDayStep, ...]:
    done = people.select_done_steps(box.store.read()) - {FirstDayStep.OFFICER}  # who is named, not who says so
    if box.enrolment() is not None:
        done |= {FirstDayStep.HUB}
    if box.settings.privacy_officer:
        done |= {FirstDayStep.OFFICER}
    if len(people.select_mediators(box.store.read())) > 1:
        done |= {FirstDayStep.COLLEAGUES}
    if box.settings.lan != "on" or any(sessions.select_enrolled_stations(box.store.read())):
        done |= {FirstDayStep.OTHER_SCREENS}
    return tuple(step for step in AFTERWARDS if step not in done)


def list_reminders(box: Box) -> tuple[FirstDayStep, ...]:
    """What the desk shows of what is left: all until the first case was submitted here, then the sheet for the safe
    alone, until somebody has ticked it."""
    left = list_left_steps(box)
    if cases.read_latest_reference(box.store.read()):
        return tuple(step for step in left if step == FirstDayStep.SHEET_KEPT)
    return left


def dismiss_step(box: Box, step: FirstDayStep) -> None:
    """Somebody says that a step is done, or that this town hall needs none of it."""
    with box.store.write() as db:
        people.insert_done_step(db, step, box.clock.now())


ASKED = (
    "site_code",
    "site_name",
    "site_address",
    "site_phone",
    "site_email",
    "privacy_officer",
    "controllers",
    "site_hours",
    "hours",
    "languages",
    "commune",
    "services",
    "lan",
)
_TOLD_APART = 4
"""No two words of the list begin with the same four letters."""
_BETWEEN = re.compile(r"[\s,;.:0-9)-]+")
"""What people write between words: spaces, commas, the numbers of a list."""
CODE_DIGITS = 8
_DIGITS = re.compile(r"\D", re.ASCII)


def of_wizard(running: Settings, written: Settings) -> Settings:
    """The running settings, with those that the wizard asks for as the file says them; the port, say, stays."""
    return replace(running, **{name: getattr(written, name) for name in ASKED})


class ServiceChoice(Struct, frozen=True):
    """One service: its id as `kiosk.toml` names it, its name, the titles of its procedures."""

    id: str
    name: spelling.Text
    titles: tuple[spelling.Text, ...]


@lru_cache(maxsize=1)
def list_service_choices() -> tuple[ServiceChoice, ...]:
    """The services of the procedures that ship and are on."""
    by_id: dict[str, ServiceChoice] = {}
    for procedure in _shipped().procedures:
        if procedure.switched_off:
            continue
        service, before = procedure.service, by_id.get(procedure.service.id)
        titles = (*(before.titles if before else ()), procedure.title)
        by_id[service.id] = ServiceChoice(service.id, before.name if before else service.name, titles)
    return tuple(sorted(by_id.values(), key=lambda choice: choice.name.text.casefold()))


def list_known_services(settings: Settings) -> frozenset[str]:
    """The services that ship, and those that the town hall's own procedures name."""
    own = open_catalogue([settings.paths.procedures])
    return frozenset(catalogue_search.ids(_shipped()) | catalogue_search.ids(own))


def make_services_setting(settings: Settings, typed: Sequence[str]) -> tuple[str, ...]:
    """The setting that these ids are; empty, which is every service there will be, where none that ships is missing.

    Raises `Refused`: `no-service-chosen`, `unknown-service`.
    """
    wanted = {service for service in typed if service}
    if not wanted:
        raise Refused(Refusal.NO_SERVICE_CHOSEN)
    catalogue_search.check_known_services(sorted(wanted), list_known_services(settings))
    return () if wanted >= {choice.id for choice in list_service_choices()} else tuple(sorted(wanted))


@lru_cache(maxsize=1)
def _shipped() -> Catalogue:
    return open_catalogue([shipped_procedures()])


def split_words(typed: str) -> list[str]:
    return [word for word in _BETWEEN.split(typed) if word]


def check_copied_word(shown: str, place: int, typed: str) -> None:
    """`place` counts from 1; capitals and accents do not count. Raises `Refused`: `word-missing`, `another-word`."""
    if not typed.strip():
        raise Refused(Refusal.WORD_MISSING, place=place)
    if _beginning(typed) != _beginning(shown.split()[place - 1]):
        raise Refused(Refusal.ANOTHER_WORD, place=place)


def word_faults(shown: str, typed: Sequence[str]) -> dict[int, Refused]:
    """What is wrong with each word, by its place counted from 1; empty where all are right."""
    wrong: dict[int, Refused] = {}
    for place in range(1, len(shown.split()) + 1):
        try:
            check_copied_word(shown, place, typed[place - 1] if place <= len(typed) else "")
        except Refused as refused:
            wrong[place] = refused
    return wrong


def _beginning(word: str) -> str:
    return spelling.fold_accents(word.strip())[:_TOLD_APART]


@dataclass(frozen=True, slots=True)
class ToCopy:
    """The first mediator's sign-in and the words of the recovery sheet, in memory until both were typed back."""

    issued: first_day.IssuedSignIn = field(repr=False)
    sheet: str = field(repr=False)
    sheet_copied: bool = False


@dataclass(eq=False, slots=True)
class FirstStart:
    """The wizard of one box. `file` holds the code, for whoever looks after the machine.

    `tell` is handed each new code; `admitted` are the hashes of the sessions that typed one. Everything in here is in
    memory only: after a power cut the code is asked again, and a sign-in that nobody had copied yet is made anew.
    """

    file: Path
    clock: Clock
    tell: Callable[[str], None]
    code: str = field(default="", repr=False)
    admitted: set[str] = field(default_factory=set, repr=False)
    to_copy: ToCopy | None = field(default=None, repr=False)
    turn: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def begin(self) -> None:
        try:
            self.code = _digits(keys.read_secret_file(self.file).decode("ascii", "replace"))
        except (Refused, OSError):
            self.code = ""
        if len(self.code) == CODE_DIGITS:
            self.tell(self.code)
        else:
            self._new_code()

    def admit(self, typed: str) -> None:
        """Check a typed code, and make another one, because each serves once. Raises `Refused`: `wrong-set-up-code`."""
        with self.turn:
            if not keys.are_same_secrets(_digits(typed), self.code):
                raise Refused(Refusal.WRONG_SET_UP_CODE)
            self._new_code()

    def end(self) -> None:
        """The wizard is over: its code opens nothing any more, and nothing is left to be copied."""
        self.file.unlink(missing_ok=True)
        self.admitted.clear()
        self.code, self.to_copy = "", None

    def _new_code(self) -> None:
        self.code = self.clock.digits(CODE_DIGITS)
        self.file.unlink(missing_ok=True)
        keys.write_secret_file(self.file, self.code.encode())
        self.tell(self.code)


def is_awaited(box: Box) -> bool:
    """Whether this box is still to be set up: it has no code, nobody who helps, or an untyped sheet of the wizard's."""
    db = box.store.read()
    sheet = people.read_recovery_sheet(db)
    if not box.settings.site_code or sheet is None:
        return True
    return sheet.verified_at is None and FirstDayStep.MEDIATOR in people.select_done_steps(db)


def reread(box: Box) -> None:
    """Let the box be what the settings file now says of the town hall. Raises what `read_settings` raises."""
    chosen = of_wizard(box.settings, settings.read_settings(box.settings.data))
    if FirstDayStep.SCREENS not in people.select_done_steps(box.store.read()):
        chosen = replace(chosen, lan=box.settings.lan)  # as `kiosk run --lan` began, until somebody answers
    if chosen != box.settings:
        take_settings(box, chosen)


def make_mediator(box: Box, start: FirstStart, login: str, name: str, kind: str) -> None:
    """Make the first mediator and the recovery sheet, anew where nobody has used them. Raises as `first_day.first`."""
    issued, words = first_day.first(box, login, name, kind)
    with box.store.write() as db:
        person = FirstPerson(issued.mediator.login, issued.mediator.name, kind)
        people.save_first_person(db, person, box.clock.now())
    start.to_copy = ToCopy(issued, words)


def sheet_is_copied(start: FirstStart, words: list[str]) -> dict[int, Refused]:
    """What is wrong with each word of the sheet as typed back; where nothing is, the sheet counts as copied."""
    copying = start.to_copy
    if copying is None:
        return {}
    faults = word_faults(copying.sheet, words)
    if not faults:
        start.to_copy = replace(copying, sheet_copied=True)
    return faults


def check_sign_in(copying: ToCopy, factor: str, pin: str) -> dict[str, Refused]:
    """What is wrong with the sign-in as typed back, by field: `passphrase` or `pin`. It counts no wrong try."""
    faults: dict[str, Refused] = {}
    shown = copying.issued
    if sign_in.read_factor(factor) != sign_in.read_factor(shown.factor):
        words = split_words(factor)
        wrong = word_faults(shown.factor, words) if shown.mediator.factor == "passphrase" else {}
        faults["passphrase"] = next(iter(wrong.values()), Refused(Refusal.NOT_THIS_FACTOR))
    if not keys.are_same_secrets(_digits(pin), shown.pin):
        faults["pin"] = Refused(Refusal.NOT_THIS_PIN)
    return faults


def first_sign_in(box: Box, start: FirstStart, actor: Actor) -> first_day.IssuedSignIn | None:
    """Sign the first mediator in and note that the sheet was typed back, after which the box is set up.

    None where there is nothing to sign in with: the machine stopped meanwhile, or the sheet is not copied.
    """
    copying = start.to_copy
    if copying is None or not copying.sheet_copied:
        return None
    sign_in.sign_in_mediator(box, copying.issued.mediator.login, copying.issued.factor, copying.issued.pin, actor)
    first_day.verify_recovery_sheet(box, copying.sheet)
    return copying.issued


def site_is_described(box: Box) -> bool:
    return people.select_done_steps(box.store.read()) >= set(OF_SITE)


def _digits(typed: str) -> str:
    return _DIGITS.sub("", typed)


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

    values: dict[str, Any] = {}
    faults: dict[str, Refused] = {}
    found: tuple[commune.Commune, ...] = ()
    searched: bool = False
    week: opening_hours.WeekForm | None = None


def read_site_answer(known: Settings, step: FirstDayStep, form: Form) -> SiteAnswer:
    """What a form says for one step of the town hall; `known` are the settings as they are."""
    match step:
        case FirstDayStep.NAME:
            name = line_in(form, "name")
            if not name:
                return SiteAnswer(faults={"name": Refused(Refusal.SITE_NAME_MISSING)})
            return SiteAnswer({"site_name": name}, _too_long({"name": name}))
        case FirstDayStep.COMMUNE:
            return _communes(known, form)
        case FirstDayStep.CODE:
            code = line_in(form, "code").upper()
            faults = {} if SITE_CODE.fullmatch(code) else {"code": Refused(Refusal.BAD_SITE_CODE)}
            return SiteAnswer({"site_code": code}, faults)
        case FirstDayStep.CONTACT:
            return _contact(form)
        case FirstDayStep.PRIVACY:
            return _privacy(known, form)
        case FirstDayStep.HOURS:
            return _hours(known, form)
        case FirstDayStep.LANGUAGES:
            # In the usual order; `first`, where it is given, is the one that screens begin in.
            spoken = tuple(code for code in languages_offered(known) if code in form.get("language", ()))
            if not spoken:
                return SiteAnswer(faults={"language": Refused(Refusal.NO_LANGUAGE_CHOSEN)})
            first = line_in(form, "first")
            return SiteAnswer({"languages": tuple(sorted(spoken, key=lambda code: code != first))})
        case FirstDayStep.SERVICES:
            typed = form.get("service", ())
            try:
                return SiteAnswer({"services": make_services_setting(known, typed)})
            except Refused as refused:
                return SiteAnswer({"services": tuple(typed)}, {"service": refused})
        case FirstDayStep.SCREENS:
            # Nobody opens a box to a network without having said so.
            chosen = (form.get("lan") or ("",))[0]
            if chosen not in LAN:
                return SiteAnswer(faults={"lan": Refused(Refusal.CHOOSE_SCREENS)})
            return SiteAnswer({"lan": chosen})
    return SiteAnswer()


def save_site_answer(box: Box, step: FirstDayStep, values: Mapping[str, Any]) -> None:
    """Write a step's settings into the settings file, then note that the step is done."""
    if values:
        settings_file.write_settings(box.settings.paths.settings, values)
    with box.store.write() as db:
        people.insert_done_step(db, step, box.clock.now())


def note_all(box: Box) -> None:
    """Note every step of the town hall as done: the settings file says it all. Raises `Refused` (`already-set-up`)."""
    sheet = people.read_recovery_sheet(box.store.read())
    if sheet is not None and sheet.verified_at is not None:
        raise Refused(Refusal.ALREADY_SET_UP)
    with box.store.write() as db:
        for step in OF_SITE:
            people.insert_done_step(db, step, box.clock.now())


def communes(known: Settings, insee_codes: Sequence[str]) -> tuple[commune.Commune, ...]:
    """The communes with these INSEE codes, each once; those that do not exist are left out."""
    places = places_near(known.site_address)
    return tuple(rows[0] for code in dict.fromkeys(insee_codes) if (rows := places.of(code)))


def languages_offered(known: Settings) -> list[str]:
    """The languages that this box can speak, those of the settings' default first."""
    spoken = languages.list_languages(known.paths.translations)
    usual = [code for code in Settings().languages if code in spoken]
    return [*usual, *(code for code in spoken if code not in usual)]


def _rank(named: set[str], place: commune.Commune) -> int:
    """Lower the longer a commune's name is, 0 for one that is not among these words."""
    words = set(commune.split_commune_name(place.name))
    return -len(words) if words <= named else 0


def _communes(known: Settings, form: Form) -> SiteAnswer:
    """Chosen communes are ticked; what was typed is searched for, those that the town hall’s name names first, and a
    single find counts as chosen."""
    typed = line_in(form, "q")[: commune.LONGEST]
    chosen = communes(known, form.get("commune", ()))
    codes = tuple(place.insee for place in chosen)
    if typed:
        found = tuple({place.insee: place for place in places_near(known.site_address).like(typed)}.values())
        named = set(commune.split_commune_name(known.site_name))
        fresh = tuple(sorted((place for place in found if place.insee not in codes), key=partial(_rank, named)))
        if not found:
            return SiteAnswer({"commune": codes}, {"q": Refused(Refusal.NO_SUCH_COMMUNE, typed=typed)}, searched=True)
        return SiteAnswer({"commune": codes}, {}, fresh, searched=True)
    if not chosen:
        return SiteAnswer(faults={"q": Refused(Refusal.CHOOSE_COMMUNE)})
    return SiteAnswer({"commune": codes})


def _contact(form: Form) -> SiteAnswer:
    address, phone, email = (line_in(form, name) for name in ("address", "phone", "email"))
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


CCAS = "ccas"
"""The service of the social action centre, which answers for its data itself where the commune has one."""


def split_controller(known: Settings) -> tuple[str, str]:
    """What is said of the CCAS: `yes`, `no` or "" where nobody has said, and its name and address."""
    for entry in known.controllers:
        service, _, told = entry.partition(":")
        if service == CCAS:
            return ("yes", told.strip()) if told.strip() else ("no", "")
    return "", ""


def _privacy(known: Settings, form: Form) -> SiteAnswer:
    """Who answers for the data, and whom to ask; each may be left empty. A name says by itself that there is a CCAS."""
    officer, ccas, name = (line_in(form, field) for field in ("officer", "ccas", "ccas-name"))
    if "ccas-name" not in form:  # a terminal asks for the officer alone
        return SiteAnswer({"privacy_officer": officer}, _too_long({"officer": officer}))
    others = tuple(entry for entry in known.controllers if entry.partition(":")[0] != CCAS)
    told = {"no": f"{CCAS}:", "yes": f"{CCAS}: {name or 'CCAS'}"}.get("yes" if name else ccas)
    values = {"privacy_officer": officer, "controllers": (*others, told) if told else others}
    return SiteAnswer(values, _too_long({"officer": officer, "ccas-name": name}))


def _hours(known: Settings, form: Form) -> SiteAnswer:
    """The hours of each day, from Monday on; a week that is given replaces the town hall's own words for it."""
    days = [f"{DAY}{number}" for number in range(opening_hours.WEEK)]
    week = opening_hours.parse_week_form([line_in(form, day) for day in days])
    faults = {day: fault for day, fault in zip(days, week.faults, strict=True) if fault is not None}
    faults |= _too_long(dict(zip(days, week.texts, strict=True)))
    if faults:
        return SiteAnswer(faults=faults, week=week)
    opening = opening_hours.replace_week(opening_hours.parse_opening_hours(known.hours), week)
    tables = tuple(opening_hours.write_hour_tables(opening))
    return SiteAnswer({"hours": tables} | ({"site_hours": ""} if tables else {}))


def line_in(form: Form, name: str) -> str:
    """A field's text on one line, without characters that no printer and no screen shows."""
    line = " ".join((form.get(name) or ("",))[0].split())
    return "".join(character for character in line if character.isprintable())


def _too_long(texts: Mapping[str, str]) -> dict[str, Refused]:
    return {name: Refused(Refusal.TEXT_TOO_LONG, most=MOST) for name, text in texts.items() if len(text) > MOST}


def _judged(kind: FieldKind, typed: str) -> str:
    return str(kind.judge(_field(kind), {"": (typed,)}, date.min))


def _field(kind: FieldKind) -> Field:
    return Field("site", kind.kind, spelling.EMPTY)
