"""Pages of the wizard about people: the first mediator, what they note, the recovery sheet, the first sign-in."""

from enum import StrEnum

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from kiosk.domain.keys.ring import FactorKind
from kiosk.domain.screen.first_day_step import OF_SITE, PAGES
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.people import sign_in as mediators
from kiosk.services.people.sign_in import LONGEST, SHEET_WORDS
from kiosk.services.setup import first_start
from kiosk.services.setup.first_start import ToCopy, propose_login
from kiosk.store.people import people
from kiosk.store.people.people import FirstPerson
from kiosk.web.edge import first_start_gate
from kiosk.web.edge.pages import page
from kiosk.web.parts.form_rows import refusals
from kiosk.web.request import session
from kiosk.web.visit import citizen_aside
from printers import qr

screen = Blueprint("first_mediator", __name__, url_prefix="/set-up/person")
AT: dict[StrEnum, str] = {Refusal.EMPTY_NAME: "name", Refusal.NO_SUCH_FACTOR: "factor"}
"""The field that a refusal is about."""
PLACES = tuple(str(place) for place in range(1, SHEET_WORDS + 1))
"""The places of the sheet's words."""


@screen.get("")
def show() -> ResponseReturnValue:
    if not first_start.site_is_described(session.box()):
        return redirect(url_for("town_hall.begin"), 303)
    return _person()


@screen.post("")
def make() -> ResponseReturnValue:
    """Make the sign-in and the sheet; pressed again, both are made anew and the former ones open nothing."""
    if not first_start.site_is_described(session.box()):
        return redirect(url_for("town_hall.begin"), 303)
    form = request.form
    name, kind = form.get("name", ""), form.get("factor", FactorKind.PASSPHRASE)
    login = form.get("login", "").strip() or propose_login(name)
    try:
        first_start.make_mediator(session.box(), first_start_gate.running(), login, name, kind)
    except Refused as refused:
        if not _at(refused):
            raise
        return _person(FirstPerson(form.get("login", ""), name, kind), refused)
    session.store(session.current())  # making people anew ends every stored session
    return redirect(url_for(".sign_in_to_note"), 303)


@screen.get("/to-note")
def sign_in_to_note() -> ResponseReturnValue:
    copying = _copying()
    if copying is None:
        return redirect(url_for(".show"), 303)
    issued, picture = copying.issued, None
    if issued.mediator.factor == FactorKind.BADGE:
        picture = Markup(qr.svg(issued.factor, session.words().code("paper", "badge-alt")))  # nosec B704: drawn by us
    groups = mediators.spelled(issued.factor)
    return _page("setup/first_mediator/to_note.html", 2, ".show", issued=issued, picture=picture, groups=groups)


@screen.get("/sheet")
def sheet() -> ResponseReturnValue:
    copying = _copying()
    if copying is None:
        return redirect(url_for(".show"), 303)
    return _page("setup/first_mediator/sheet.html", 3, ".sign_in_to_note", sheet=copying.sheet.split())


@screen.get("/sheet/typed")
def sheet_typed() -> ResponseReturnValue:
    return _sheet_typed([]) if _copying() else redirect(url_for(".show"), 303)


@screen.post("/sheet/typed")
def check_sheet() -> ResponseReturnValue:
    """Check all words; each that is wrong is named."""
    if _copying() is None:
        return redirect(url_for(".show"), 303)
    typed = _words_typed()
    faults = first_start.sheet_is_copied(first_start_gate.running(), typed)
    return _sheet_typed(typed, faults) if faults else redirect(url_for(".enter"), 303)


@screen.post("/sheet/word/<place>")
def check_word(place: str) -> ResponseReturnValue:
    """Check one word as soon as it is typed; htmx puts the answer under it."""
    copying, fault = _copying(), None
    if copying is None or place not in PLACES:
        return Response(status=204)
    typed = request.form.get(f"word-{place}", "")
    try:
        first_start.check_word(copying.sheet, PLACES.index(place) + 1, typed)
    except Refused as refused:
        fault = refused if typed.strip() else None
    return page("setup/first_mediator/_word.html", place=place, fault=fault, typed=typed.strip())


@screen.get("/enter")
def enter() -> ResponseReturnValue:
    copying = _copying()
    if copying is None or not copying.sheet_copied:
        return redirect(url_for(".sheet_typed" if copying else ".show"), 303)
    return _enter(copying)


@screen.post("/enter")
def sign_in() -> ResponseReturnValue:
    """The first sign-in, with what was noted: the wizard ends with it."""
    copying = _copying()
    if copying is None or not copying.sheet_copied:
        return redirect(url_for(".enter"), 303)
    file = request.files.get("key-file")
    factor = request.form.get("passphrase", "") or (file.read(LONGEST).decode("utf-8", "replace") if file else "")
    faults = first_start.check_sign_in(copying, factor, request.form.get("pin", ""))
    if faults:
        return _enter(copying, faults)
    box, start = session.box(), first_start_gate.running()
    issued = first_start.first_sign_in(box, start, session.current().actor)
    if issued is None:
        return redirect(url_for(".show"), 303)
    first_start_gate.finish()
    citizen_aside.begin_visit(issued.mediator.id, issued.mediator.name)
    return redirect(url_for("left_to_do.show"), 303)


def _at(refused: Refused) -> str:
    """The field that a refusal is about, "" for one that no answer can mend."""
    return str(refused.details.get("field") or AT.get(refused.code, ""))


def _copying() -> ToCopy | None:
    return first_start_gate.running().to_copy


def _words_typed() -> list[str]:
    """The twelve words; all of them may have been typed or pasted into the first field."""
    typed = [request.form.get(f"word-{place}", "").strip() for place in PLACES]
    together = first_start.split(typed[0])
    return together if len(together) > 1 and not any(typed[1:]) else typed


def _person(typed: FirstPerson | None = None, refused: Refused | None = None) -> Response:
    kept = people.first_person(session.box().store.read())
    given = typed or kept or FirstPerson("", "", FactorKind.PASSPHRASE)
    back = url_for("town_hall.show", step=OF_SITE[-1])
    return page(
        "setup/first_mediator/page.html",
        422 if refused else 200,
        number=len(OF_SITE) + 1,
        pages=PAGES,
        back=back,
        given=given,
        faults={_at(refused): session.words().refused(refused)} if refused else {},
        kinds=list(FactorKind),
        again=bool(kept),
        stopped=bool(kept) and not _copying(),
    )


def _sheet_typed(typed: list[str], faults: dict[int, Refused] | None = None) -> Response:
    return _page(
        "setup/first_mediator/sheet_typed.html",
        3,
        ".sheet",
        422 if faults else 200,
        typed=typed,
        faults=refusals({f"word-{place}": fault for place, fault in (faults or {}).items()}, session.words()),
        count=SHEET_WORDS,
    )


def _enter(copying: ToCopy, faults: dict[str, Refused] | None = None) -> Response:
    said, status = refusals(faults or {}, session.words()), 422 if faults else 200
    return _page(
        "setup/first_mediator/enter.html", 4, ".sheet_typed", status, kind=copying.issued.mediator.factor, faults=said
    )


def _page(template: str, number: int, back: str, status: int = 200, **values: object) -> Response:
    """A page of the wizard; `number` counts from the first mediator."""
    place = len(OF_SITE) + number
    return page(template, status, number=place, pages=PAGES, back=url_for(back), **values)
