"""What the wizard holds while a box waits to be set up: its one-time code, who typed it, the sign-in to be copied."""

import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from msgspec import Struct

from kiosk import settings
from kiosk.catalogue.define.catalogue import Catalogue, open_catalogue
from kiosk.clock import Clock
from kiosk.crypto import keys
from kiosk.domain.language import spelling
from kiosk.domain.language.spelling import Text
from kiosk.domain.screen.first_day_step import AFTERWARDS, OF_SITE, FirstDayStep
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box import catalogue_search
from kiosk.services.box.box import Actor, Box, shipped_procedures, take_settings
from kiosk.services.people import first_day, sign_in
from kiosk.services.people.first_day import IssuedSignIn
from kiosk.settings import Settings
from kiosk.store.cases import cases
from kiosk.store.people import people, sessions
from kiosk.store.people.people import FirstPerson

LONGEST = 20


def propose_login(name: str) -> str:
    """The first name without accents and capitals: « nadia » for « Nadia Roux »."""
    words = spelling.split_name(name)
    return words[0][:LONGEST] if words else ""


def list_left_steps(box: Box) -> tuple[FirstDayStep, ...]:
    """The steps that are neither done nor put away, in their order."""
    done = people.select_done_steps(box.store.read()) | _seen_to_be_done(box)
    return tuple(step for step in AFTERWARDS if step not in done)


def reminds(box: Box) -> bool:
    """Whether the desk shows what is left: until the first case was submitted here, or all is done."""
    return not cases.read_latest_reference(box.store.read()) and bool(list_left_steps(box))


def dismiss_step(box: Box, step: FirstDayStep) -> None:
    """Somebody says that a step is done, or that this town hall needs none of it."""
    with box.store.write() as db:
        people.insert_done_step(db, step, box.clock.now())


def _seen_to_be_done(box: Box) -> set[FirstDayStep]:
    """The steps that the box knows to be done without anybody saying so."""
    done = set()
    if box.enrolment() is not None:
        done.add(FirstDayStep.HUB)
    if len(people.select_mediators(box.store.read())) > 1:
        done.add(FirstDayStep.COLLEAGUES)
    if box.settings.lan != "on" or any(sessions.select_enrolled_stations(box.store.read())):
        done.add(FirstDayStep.OTHER_SCREENS)
    return done


ASKED = (
    "site_code",
    "site_name",
    "site_address",
    "site_phone",
    "site_email",
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
    name: Text
    titles: tuple[Text, ...]


@lru_cache(maxsize=1)
def list_service_choices() -> tuple[ServiceChoice, ...]:
    """The services of the procedures that ship, by name."""
    by_id: dict[str, ServiceChoice] = {}
    for procedure in _shipped().procedures:
        service, before = procedure.service, by_id.get(procedure.service.id)
        titles = (*(before.titles if before else ()), procedure.title)
        by_id[service.id] = ServiceChoice(service.id, before.name if before else service.name, titles)
    return tuple(sorted(by_id.values(), key=lambda choice: choice.name.text.casefold()))


def list_known_services(settings: Settings) -> frozenset[str]:
    """The ids of the services that ship, and of those that the town hall's own procedures name."""
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
    return () if wanted >= catalogue_search.ids(_shipped()) else tuple(sorted(wanted))


@lru_cache(maxsize=1)
def _shipped() -> Catalogue:
    return open_catalogue([shipped_procedures()])


def split_words(typed: str) -> list[str]:
    """The words in a text, without what stands between them."""
    return [word for word in _BETWEEN.split(typed) if word]


def check_copied_word(shown: str, place: int, typed: str) -> None:
    """Check the word at a place, counted from 1, of words that were shown. Capitals and accents do not count.

    Raises `Refused`: `word-missing`, `another-word`.
    """
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

    issued: IssuedSignIn = field(repr=False)
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
        """Take the code that the file holds, or make one, and tell it."""
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
    """Make the first mediator and the recovery sheet, or make both anew where nobody has used them yet.

    Raises `Refused`: what `first_day.first` raises.
    """
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


def first_sign_in(box: Box, start: FirstStart, actor: Actor) -> IssuedSignIn | None:
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
    """Whether every step of the town hall is done."""
    return people.select_done_steps(box.store.read()) >= set(OF_SITE)


def _digits(typed: str) -> str:
    return _DIGITS.sub("", typed)
