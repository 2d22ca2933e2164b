"""The wizard of the first start: its one-time code, the town hall, the first mediator and the recovery sheet."""

from dataclasses import fields
from enum import StrEnum
from typing import Any

from flask import Blueprint, Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.crypto import keys
from kiosk.domain.keys.ring import FactorKind
from kiosk.domain.places import site
from kiosk.domain.screen import first_day_step
from kiosk.domain.screen.first_day_step import OF_SITE, PAGES, FirstDayStep
from kiosk.domain.time import opening_hours
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.lan import local_network
from kiosk.services.people.sign_in import LONGEST, SHEET_WORDS, group_badge_letters
from kiosk.services.setup import first_start
from kiosk.services.setup.first_start import DAY, ServiceChoice, SiteAnswer, ToCopy, propose_login
from kiosk.settings import Settings
from kiosk.store import people
from kiosk.web import guards, rate_limits, session, shift_memory
from kiosk.web.page_parts import draw_badge
from kiosk.web.pages import render_page
from kiosk.web.questions import FormOption, refusals
from kiosk.words import languages

door_screen = Blueprint("door", __name__, url_prefix="/set-up")


@door_screen.get("/start", endpoint="show")
def show_setup_code() -> Response:
    return _door_page()


@door_screen.post("/start")
def post_setup_code() -> ResponseReturnValue:
    typed, start = request.form.get("code", ""), guards.require_first_start()
    try:
        rate_limits.count_screen_try("set-up")
        start.admit(typed)
    except Refused as refused:
        return _door_page(typed, refused)
    rate_limits.uncount_screen_try("set-up")
    session.ensure_session_stored()  # under a new id, which the wizard remembers
    start.admitted.add(keys.token_hash(session.current_session().token))
    return redirect(url_for("town_hall.redirect_to_setup_step"), 303)


def _door_page(typed: str = "", refused: Refused | None = None) -> Response:
    file = guards.require_first_start().file
    return render_page("setup/door/page.html", 422 if refused else 200, typed=typed, refused=refused, file=file)


PAGE_OF: dict[FirstDayStep, str] = {
    FirstDayStep.NAME: "setup/town_hall/page.html",
    FirstDayStep.COMMUNE: "setup/town_hall/commune.html",
    FirstDayStep.CODE: "setup/town_hall/code.html",
    FirstDayStep.CONTACT: "setup/town_hall/contact.html",
    FirstDayStep.PRIVACY: "setup/town_hall/privacy.html",
    FirstDayStep.HOURS: "setup/town_hall/hours.html",
    FirstDayStep.LANGUAGES: "setup/town_hall/languages.html",
    FirstDayStep.SERVICES: "setup/town_hall/services.html",
    FirstDayStep.SCREENS: "setup/town_hall/screens.html",
}
town_hall_screen = Blueprint("town_hall", __name__, url_prefix="/set-up")


@town_hall_screen.get("")
def redirect_to_setup_step() -> ResponseReturnValue:
    step = first_day_step.next_of_site(_done())
    return redirect(url_for(".show", step=step) if step else url_for("first_mediator.show"), 303)


@town_hall_screen.get("/<step>", endpoint="show")
def show_town_hall_step(step: str) -> Response:
    return _town_hall_page(_step(step))


@town_hall_screen.post("/<step>")
def post_town_hall_step(step: str) -> ResponseReturnValue:
    box, asked = session.box(), _step(step)
    given = first_start.read_site_answer(box.settings, asked, request.form.to_dict(flat=False))
    if given.faults or given.searched:
        return _town_hall_page(asked, given)
    first_start.save_site_answer(box, asked, given.values)
    first_start.reread(box)
    return redirect(url_for(".redirect_to_setup_step"), 303)


def _step(name: str) -> FirstDayStep:
    if name not in OF_SITE:
        abort(404)
    return FirstDayStep(name)


def _done() -> frozenset[str]:
    return people.select_done_steps(session.box().store.read())


def _town_hall_page(step: FirstDayStep, given: SiteAnswer | None = None) -> Response:
    """The page of a step: with what was typed where something is wrong with it, else with what is kept."""
    before = first_day_step.find_previous_step(step)
    given = given or SiteAnswer(_kept(step))
    return render_page(
        PAGE_OF[step],
        422 if given.faults else 200,
        step=step,
        number=OF_SITE.index(step) + 1,
        pages=PAGES,
        action=url_for(".post_town_hall_step", step=step),
        back=url_for(".show", step=before) if before else url_for("door.show"),
        given=given.values,
        faults=refusals(given.faults, session.page_words()),
        found=given.found,
        searched=given.searched,
        typed=request.form.get("q", ""),
        **list_choices(step, given),
    )


def read_settings_values(settings: Settings) -> dict[str, Any]:
    """The settings as they are, by name; the services of a town hall that offers all of them are each named."""
    values = {field.name: getattr(settings, field.name) for field in fields(settings)}
    return values | {"services": settings.services or tuple(choice.id for choice in first_start.list_service_choices())}


def _kept(step: FirstDayStep) -> dict[str, Any]:
    """The settings as they are; a name or a code is proposed where nobody gave one yet."""
    settings, done = session.box().settings, _done()
    kept = read_settings_values(settings)
    if step == FirstDayStep.NAME and step not in done:
        kept["site_name"] = ""
    if step == FirstDayStep.CODE and not settings.site_code:
        kept["site_code"] = site.propose_site_code(settings.site_name)
    return kept


def list_choices(step: FirstDayStep, given: SiteAnswer) -> dict[str, Any]:
    """What a page lists beside its question."""
    box = session.box()
    if step == FirstDayStep.COMMUNE:
        chosen = first_start.communes(box.settings, given.values.get("commune", ()))
        return {"offered": [FormOption(place.insee, place.label, place.area) for place in (*given.found, *chosen)]}
    if step == FirstDayStep.LANGUAGES:
        return {
            "offered": [
                (code, languages.find_language_name(code)) for code in first_start.languages_offered(box.settings)
            ]
        }
    if step == FirstDayStep.HOURS:
        week, words = given.week or opening_hours.make_week_form(box.site.opening), session.page_words()
        return {"days": [(f"{DAY}{number}", words.weekday(number), text) for number, text in enumerate(week.texts)]}
    if step == FirstDayStep.PRIVACY:
        said, name = first_start.split_controller(box.settings)
        return {"ccas": request.form.get("ccas", said), "ccas_name": request.form.get("ccas-name", name)}
    if step == FirstDayStep.SERVICES:
        return {"offered": [_service(choice) for choice in first_start.list_service_choices()]}
    if step == FirstDayStep.SCREENS:
        port = box.settings.lan_port
        return {"port": port, "firewall": local_network.needs(port)}
    return {}


def _service(choice: ServiceChoice) -> FormOption:
    text = session.page_words().text
    return FormOption(choice.id, text(choice.name), " · ".join(text(title) for title in choice.titles))


first_mediator_screen = Blueprint("first_mediator", __name__, url_prefix="/set-up/person")
AT: dict[StrEnum, str] = {Refusal.EMPTY_NAME: "name", Refusal.NO_SUCH_FACTOR: "factor"}
"""The field that a refusal is about."""
PLACES = tuple(str(place) for place in range(1, SHEET_WORDS + 1))
"""The places of the sheet's words."""


@first_mediator_screen.get("", endpoint="show")
def show_first_mediator() -> ResponseReturnValue:
    if not first_start.site_is_described(session.box()):
        return redirect(url_for("town_hall.redirect_to_setup_step"), 303)
    return _person()


@first_mediator_screen.post("")
def post_first_mediator() -> ResponseReturnValue:
    """Make the sign-in and the sheet; pressed again, both are made anew and the former ones open nothing."""
    if not first_start.site_is_described(session.box()):
        return redirect(url_for("town_hall.redirect_to_setup_step"), 303)
    form = request.form
    name, kind = form.get("name", ""), form.get("factor", FactorKind.PASSPHRASE)
    login = form.get("login", "").strip() or propose_login(name)
    try:
        first_start.make_mediator(session.box(), guards.require_first_start(), login, name, kind)
    except Refused as refused:
        if not _at(refused):
            raise
        return _person(people.FirstPerson(form.get("login", ""), name, kind), refused)
    session.store_session(session.current_session())  # making people anew ends every stored session
    return redirect(url_for(".show_issued_sign_in"), 303)


@first_mediator_screen.get("/to-note")
def show_issued_sign_in() -> ResponseReturnValue:
    issued = _require_copying().issued
    picture = draw_badge(issued)
    groups = group_badge_letters(issued.factor)
    return _mediator_page(
        "setup/first_mediator/to_note.html", 2, ".show", issued=issued, picture=picture, groups=groups
    )


@first_mediator_screen.get("/sheet")
def show_recovery_sheet() -> ResponseReturnValue:
    words = _require_copying().sheet.split()
    return _mediator_page("setup/first_mediator/sheet.html", 3, ".show_issued_sign_in", sheet=words)


@first_mediator_screen.get("/sheet/typed")
def show_sheet_words() -> ResponseReturnValue:
    _require_copying()
    return _sheet_typed([])


@first_mediator_screen.post("/sheet/typed")
def post_sheet_words() -> ResponseReturnValue:
    _require_copying()
    typed = [request.form.get(f"word-{place}", "").strip() for place in PLACES]
    together = first_start.split_words(typed[0])  # all may have been typed or pasted into the first field
    typed = together if len(together) > 1 and not any(typed[1:]) else typed
    faults = first_start.sheet_is_copied(guards.require_first_start(), typed)
    return _sheet_typed(typed, faults) if faults else redirect(url_for(".show_first_sign_in"), 303)


@first_mediator_screen.post("/sheet/word/<place>")
def post_sheet_word(place: str) -> ResponseReturnValue:
    """Check one word as soon as it is typed; htmx puts the answer under it."""
    copying, fault = _copying(), None
    if copying is None or place not in PLACES:
        return Response(status=204)
    typed = request.form.get(f"word-{place}", "")
    try:
        first_start.check_copied_word(copying.sheet, PLACES.index(place) + 1, typed)
    except Refused as refused:
        fault = refused if typed.strip() else None
    return render_page("setup/first_mediator/_word.html", fault=fault, typed=typed.strip())


@first_mediator_screen.get("/enter")
def show_first_sign_in() -> ResponseReturnValue:
    copying = _require_copying()
    return _enter(copying) if copying.sheet_copied else redirect(url_for(".show_sheet_words"), 303)


@first_mediator_screen.post("/enter")
def post_first_sign_in() -> ResponseReturnValue:
    """The first sign-in, with what was noted: the wizard ends with it."""
    copying = _require_copying()
    if not copying.sheet_copied:
        return redirect(url_for(".show_first_sign_in"), 303)
    file = request.files.get("key-file")
    factor = request.form.get("passphrase", "") or (file.read(LONGEST).decode("utf-8", "replace") if file else "")
    faults = first_start.check_sign_in(copying, factor, request.form.get("pin", ""))
    if faults:
        return _enter(copying, faults)
    box, start = session.box(), guards.require_first_start()
    issued = first_start.first_sign_in(box, start, session.current_actor())
    if issued is None:
        return redirect(url_for(".show"), 303)
    guards.finish_first_start()
    shift_memory.begin_at_screen(issued.mediator.id, issued.mediator.name)
    return redirect(url_for("left_to_do.show"), 303)


def _at(refused: Refused) -> str:
    """The field that a refusal is about, "" for one that no answer can mend."""
    return str(refused.details.get("field") or AT.get(refused.code, ""))


def _copying() -> ToCopy | None:
    return guards.require_first_start().to_copy


def _require_copying() -> ToCopy:
    """What is being copied; where nothing is, the answer is a redirect to the first page."""
    return _copying() or abort(redirect(url_for(".show"), 303))


def _person(typed: people.FirstPerson | None = None, refused: Refused | None = None) -> Response:
    kept = people.read_first_person(session.box().store.read())
    given = typed or kept or people.FirstPerson("", "", FactorKind.PASSPHRASE)
    back = url_for("town_hall.show", step=OF_SITE[-1])
    return render_page(
        "setup/first_mediator/page.html",
        422 if refused else 200,
        number=len(OF_SITE) + 1,
        pages=PAGES,
        back=back,
        given=given,
        faults={_at(refused): session.page_words().refused(refused)} if refused else {},
        kinds=list(FactorKind),
        again=bool(kept),
        stopped=bool(kept) and not _copying(),
    )


def _sheet_typed(typed: list[str], faults: dict[int, Refused] | None = None) -> Response:
    return _mediator_page(
        "setup/first_mediator/sheet_typed.html",
        3,
        ".show_recovery_sheet",
        422 if faults else 200,
        typed=typed,
        faults=refusals({f"word-{place}": fault for place, fault in (faults or {}).items()}, session.page_words()),
        count=SHEET_WORDS,
    )


def _enter(copying: ToCopy, faults: dict[str, Refused] | None = None) -> Response:
    said, status = refusals(faults or {}, session.page_words()), 422 if faults else 200
    return _mediator_page(
        "setup/first_mediator/enter.html",
        4,
        ".show_sheet_words",
        status,
        kind=copying.issued.mediator.factor,
        faults=said,
    )


def _mediator_page(template: str, number: int, back: str, status: int = 200, **values: object) -> Response:
    """A page of the wizard; `number` counts from the first mediator."""
    place = len(OF_SITE) + number
    return render_page(template, status, number=place, pages=PAGES, back=url_for(back), **values)
