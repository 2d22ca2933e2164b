"""Screens of mandates, by which a citizen allows a mediator to act for them: list, one mandate, a new one."""

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from msgspec import Struct

from kiosk.domain.answers import signature
from kiosk.domain.answers.fields.kind import AnswerFault
from kiosk.domain.answers.fields.registry import find_field_kind
from kiosk.domain.language import spelling
from kiosk.domain.mandates import mandate as domain
from kiosk.domain.mandates.mandate import DURATIONS, MANNERS, MandateGiver, Terms
from kiosk.domain.printing.print_job import Tray
from kiosk.domain.procedure.procedure import THEMES, Field
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.open_case import OpenedMandate, read_uses
from kiosk.services.mandates import mandates
from kiosk.services.papers import papers
from kiosk.services.papers.kinds import mandate_print_jobs
from kiosk.services.work.person import person_of_mandate
from kiosk.web import session
from kiosk.web.detours import id_in
from kiosk.web.guards import make_staff_screen
from kiosk.web.page_languages import their_words
from kiosk.web.pages import render_page
from kiosk.web.shift_memory import directory
from printers.slip import Slip

mandates_screen = make_staff_screen("mandates", "/desk/mandates")


@mandates_screen.get("", endpoint="show")
def show_mandates() -> Response:
    return _mandates_page("", [])


@mandates_screen.post("")
def post_mandate_search() -> Response:
    """Find mandates; what was typed is posted, never in an address."""
    typed = request.form.get("typed", "").strip()
    return _mandates_page(typed, mandates.search_mandates(session.box(), typed, session.current_actor()))


def _mandates_page(typed: str, mandates_found: list[OpenedMandate]) -> Response:
    recent = mandates.list_recent_mandates(session.box(), session.current_actor())
    return render_page("mandates/mandates/page.html", here="mandates", typed=typed, found=mandates_found, recent=recent)


mandate_screen = make_staff_screen("mandate", "/desk/mandates")


@mandate_screen.get("/<mandate_id>", endpoint="show")
def show_mandate(mandate_id: str) -> Response:
    return _mandate_page(mandate_id)


@mandate_screen.post("/<mandate_id>/confirm")
def post_mandate_signed(mandate_id: str) -> ResponseReturnValue:
    mandates.confirm_mandate(session.box(), mandate_id, session.current_actor())
    return redirect(url_for(".show", mandate_id=mandate_id), 303)


@mandate_screen.post("/<mandate_id>/revoke")
def post_mandate_end(mandate_id: str) -> ResponseReturnValue:
    """End the mandate: the citizen is there and says their name."""
    try:
        mandates.revoke_mandate(session.box(), mandate_id, request.form.get("said", ""), session.current_actor())
    except Refused as refused:
        if refused.code == Refusal.NO_SUCH_MANDATE:
            raise
        return _mandate_page(mandate_id, refused.code, 422)
    session.wake_loops()
    return redirect(url_for(".show", mandate_id=mandate_id), 303)


@mandate_screen.post("/<mandate_id>/print")
def post_mandate_print(mandate_id: str) -> ResponseReturnValue:
    kind = request.form.get("do", "")
    if not papers.is_in(kind, Tray.MANDATES):
        raise Refused(Refusal.NOTHING_TO_PRINT)
    mandates.reprint_mandate_paper(session.box(), kind, mandate_id, session.current_actor())
    session.wake_loops()
    return redirect(url_for(".show", mandate_id=mandate_id, printed=1), 303)


def _mandate_page(mandate_id: str, fault: str = "", status: int = 200) -> Response:
    box, words = session.box(), session.page_words().marked
    opened = mandates.open_one(box, mandate_id, session.current_actor())
    return render_page(
        "mandates/mandate/page.html",
        status,
        here="mandates",
        opened=opened,
        mandate=opened.mandate,
        whose=person_of_mandate(box, box.store.read(), session.current_actor(), directory(), opened.mandate),
        fault=fault,
        until=mandate_print_jobs.until(opened.mandate, words),
        who=mandate_print_jobs.who(opened.mandate, words),
        uses=[
            mandate_print_jobs.use_in_words(use, words) for use in read_uses(box.store.read(), mandate_id, opened.key)
        ],
        said=request.form.get("said", ""),
        made="made" in request.args,
        printed="printed" in request.args,
    )


new_mandate_screen = make_staff_screen("new_mandate", "/desk/mandates/new")
STEPS = ("explain", "scope", "person", "sign")
ASKED = {
    "explain": (),
    "scope": ("themes", "duration"),
    "person": ("family_name", "given_names", "birth_date", "birth_name", "address"),
    "sign": ("manner", "witness", "signature"),
}
"""The fields of each step; a fault leads back to the step of its field."""
BIRTH = Field("birth", "date", spelling.EMPTY, options={"past": True, "year_alone": True})
LINES = ("family_name", "birth_name", "given_names", "address", "witness")
ONCE = (*LINES, "birth.day", "birth.month", "birth.year", "duration", "manner", "mandate", "renewed_from")
LONGEST = 200
"""Longest line, in characters."""


class _MandateDraft(Struct, frozen=True):
    """What the form holds so far: what was typed, the terms of the mandate, and the faults by field."""

    typed: dict[str, str]
    themes: tuple[str, ...]
    terms: Terms
    faults: dict[str, str]

    def first_open(self, until: str) -> str:
        """The first step up to this one with a fault, "" for none."""
        passed = STEPS[: STEPS.index(until) + 1]
        return next((step for step in passed if set(ASKED[step]) & self.faults.keys()), "")


@new_mandate_screen.get("", endpoint="show")
def show_new_mandate() -> Response:
    """The explanation; `renew` is the id of a mandate whose answers fill the pages that follow."""
    box, typed = session.box(), dict.fromkeys(ONCE, "")
    themes: tuple[str, ...] = ()
    typed["mandate"] = box.clock.new_id()
    if renewed := request.args.get("renew", ""):
        old = mandates.open_one(box, renewed, session.current_actor()).mandate
        year, month, day = (*old.person.birth_date.split("-"), "", "")[:3]
        typed |= {name: getattr(old.person, name) for name in LINES if name != "witness"}
        typed |= {"birth.year": year, "birth.month": month, "birth.day": day}
        typed |= {"renewed_from": renewed, "duration": old.duration}
        themes = old.themes
    return _new_mandate_page("explain", _read_mandate_draft(typed, themes))


@new_mandate_screen.post("")
def post_mandate_step() -> ResponseReturnValue:
    form = request.form
    step = form.get("step", "") if form.get("step", "") in STEPS else STEPS[0]
    draft = _read_mandate_draft(
        {name: form.get(name, "")[:LONGEST] for name in ONCE}, tuple(" ".join(form.getlist("themes"))[:LONGEST].split())
    )
    if form.get("do") == "back":
        return _new_mandate_page(STEPS[max(0, STEPS.index(step) - 1)], draft)
    if still_open := draft.first_open(step):
        return _new_mandate_page(still_open, draft, 422, draft.faults if still_open == step else {})
    if step != STEPS[-1]:
        return _new_mandate_page(STEPS[STEPS.index(step) + 1], draft)
    box, actor, mandate_id = session.box(), session.current_actor(), id_in(draft.typed, "mandate")
    try:
        drawn = signature.parse_signature(form.get("signature", "")) if draft.terms.manner == "screen" else None
        made = mandates.issue_mandate(box, draft.terms, drawn, actor, mandate_id)
    except Refused as refused:
        return _new_mandate_page("sign", draft, 422, refused=refused.code)
    session.wake_loops()
    return redirect(url_for("mandate.show", mandate_id=made.mandate.id, made=1), 303)


def _read_mandate_draft(typed: dict[str, str], themes: tuple[str, ...]) -> _MandateDraft:
    """Read the whole form so far and check it; each step shows its own part."""
    box, actor = session.box(), session.current_actor()
    lines = {name: spelling.clean_line(typed[name]) for name in LINES}
    birth, faults = "", {name: "bad-character" for name, line in lines.items() if not spelling.is_readable_text(line)}
    parts = {part: (typed[f"birth.{part}"],) for part in ("day", "month", "year")}
    try:
        if any(spelling.clean_line(value) for (value,) in parts.values()):
            birth = str(find_field_kind("date").judge(BIRTH, parts, box.watch.today().day))
    except AnswerFault as fault:
        faults["birth_date"] = fault.code
    person = MandateGiver(lines["family_name"], lines["given_names"], birth, lines["birth_name"], lines["address"])
    language = session.current_session().preferences.language
    terms = Terms(person, themes, typed["duration"], typed["manner"], lines["witness"], typed["renewed_from"], language)
    return _MandateDraft(typed, themes, terms, {**domain.find_mandate_faults(terms, actor.name), **faults})


def _new_mandate_page(
    step: str, draft: _MandateDraft, status: int = 200, faults: dict[str, str] | None = None, refused: str = ""
) -> Response:
    box, words = session.box(), session.page_words()
    today = box.watch.look()
    return render_page(
        "mandates/new_mandate/page.html",
        status,
        here="mandates",
        step=step,
        typed=draft.typed,
        themes=draft.themes,
        faults={name: code for name, code in (faults or {}).items() if name in ASKED[step]},
        refused=refused,
        their_words=their_words().marked,
        certain=today.certain,
        all_themes=THEMES,
        manners=MANNERS,
        years=box.settings.mandate_years,
        answers=mandate_print_jobs.describe_controller(box.site, their_words().marked),
        durations=[(months, words.day(domain.compute_mandate_end(today.day, months))) for months in DURATIONS],
        here_asked=ASKED[step],
        steps=STEPS,
        paper=_paper(draft) if step == "sign" else None,
    )


def _paper(draft: _MandateDraft) -> Slip:
    """The text that will be signed, word for word."""
    box, actor = session.box(), session.current_actor()
    mandate = domain.make_mandate(
        draft.terms,
        mandate_id=draft.typed["mandate"],
        today=box.watch.today().day,
        mediator_id=actor.mediator_id,
        mediator=actor.name,
        site=box.site.name,
    )
    years = box.settings.mandate_years
    return mandate_print_jobs.mandate_slip(
        mandate, None, copy="person", site=box.site, years=years, words=their_words()
    )
