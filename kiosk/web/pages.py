"""Renders a page, or only its `<main>` for htmx, and shows refusals and errors in plain words."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import wraps
from typing import ParamSpec

from flask import Flask, Response, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_htmx import HTMX
from markupsafe import Markup
from werkzeug.exceptions import HTTPException

from kiosk import logs
from kiosk.clock import stamp
from kiosk.domain.places import site
from kiosk.domain.published.public_message import OF_TODAY
from kiosk.domain.screen.station import StationRole
from kiosk.error_codes import LineFault, Refusal
from kiosk.errors import Refused, Unreadable
from kiosk.http import error_pages, form_tokens, security_headers
from kiosk.services.papers import papers
from kiosk.services.printers import printer_choice
from kiosk.services.published import public_messages
from kiosk.store import file_transfers, outbox, sessions
from kiosk.web import detours, filters, page_languages, page_parts, questions, rate_limits, second_face, session
from kiosk.web.request_state import Session, app_state, most_megabytes, request_state
from kiosk.words import languages, opening_words
from kiosk.words.paper_words import describe_missing_papers
from kiosk.words.public_words import describe_public_message
from kiosk.words.words import Words
from printers.paper.words import direction_of

MAIN = "main#main"
"""What htmx 4 sends as `HX-Target` when a form of a case replaces the main part of its page."""
_NOT_FOUND = (
    Refusal.NO_SUCH_CASE,
    Refusal.NO_SUCH_PROCEDURE,
    Refusal.NO_SUCH_STEP,
    Refusal.NO_SUCH_EVENT,
    Refusal.NO_SUCH_JOB,
    Refusal.NOTHING_TO_PRINT,
    Refusal.NO_SUCH_PRINTER,
    Refusal.NO_SUCH_CARRIER,
    Refusal.NO_SUCH_STATION,
)
_WRONG_NUMBER = (Refusal.NOT_A_REFERENCE, Refusal.MISTYPED_REFERENCE)
_SAY_WHAT_IS_LOST = (Refusal.DISK_FULL, Refusal.DISK_FAULT, Refusal.NO_SUCH_CASE)
_STATUS: dict[StrEnum, int] = {Refusal.TOO_MANY_TRIES: 429}
_CHOSEN = "language-chosen"
"""The parameter of the page that comes after a language is chosen."""
Params = ParamSpec("Params")
htmx = HTMX()


def install_pages(app: Flask) -> None:
    htmx.init_app(app)
    app.context_processor(_everywhere)
    app.jinja_env.filters.update(
        coded=questions._options_of_codes,
        day=filters.answer_day,
        missing_papers=describe_missing_papers,
        named=questions._options_of_pairs,
        refusal=filters.rejection_in_words,
        site_name=filters.site_name,
        stamp=stamp,
        unbroken=filters._keep_hyphens_together,
    )
    app.jinja_env.globals.update(
        address_here=detours.address_here,
        asks_who=page_parts.idle_question_times,
        beside=page_languages.text_beside,
        code_beside=page_languages.code_beside,
        comes_out=_comes_out,
        coded_lines=questions.coded_lines,
        copied_stations=_copied_stations,
        csrf=_csrf,
        direction_of=direction_of,
        draft_here=page_parts.draft_here,
        explained=questions.list_words_to_explain,
        hours=_hours,
        in_french=page_languages.in_french,
        in_their_language=page_languages.in_their_language,
        interpreter_of=lambda spoken: site.find_interpreter(session.box().settings.interpreters, spoken),
        is_masked=filters.is_masked,
        labelled_faults=questions.labelled_faults,
        leaves=page_parts.is_leave_button_shown,
        line=_line,
        listen_key=lambda: session.box().settings.listen_key if session.box().settings.speech == "on" else "",
        names_others=_names_others,
        needed=questions._which_are_required,
        option=questions.FormOption,
        paper_here=page_parts.find_awaited_paper,
        question=questions.render_question,
        question_faults=questions.question_faults,
        read_aloud=page_parts.read_aloud,
        ringing=page_parts.list_ringing_calls,
        said_faults=questions.said_faults,
        second_screen=second_face.second_screen_state,
        session_end=page_parts.session_end,
        signed=questions.sign_clip_button,
        signed_page=questions.page_sign_clip_button,
        someone_waits=page_parts.someone_waits,
        strip_of=page_parts.strip_of,
        with_french=page_languages.with_french,
    )
    error_pages.install_error_pages(app, _http, show_refusal)


def render_page(template: str, status: int = 0, /, **values: object) -> Response:
    """A template as a whole page, or as its `<main>` alone when htmx replaces that; a page that tells what was
    `refused` has the status 422, unless it is given another.
    """
    status = status or (422 if isinstance(values.get("refused"), Refused) else 200)
    layout = "_part.html" if replaces_only(MAIN) else "layout.html"
    response = make_response(render_template(template, **{"layout": layout, **values}), status)
    response.headers.add("Vary", "HX-Request, HX-Target")
    return response


def camera_page(template: str, status: int = 0, /, **values: object) -> Response:
    """A page that may use the camera: to join a copy, to sign in, to verify a receipt."""
    response = render_page(template, status, **values)
    response.headers["Permissions-Policy"] = security_headers.CAMERA
    return response


def replaces_only(target: str) -> bool:
    """Whether htmx asks and will replace only this part of the page: `main#main`, `div#found`."""
    return bool(htmx) and htmx.target == target


def piece_of_page(
    endpoint: str,
) -> Callable[[Callable[Params, ResponseReturnValue]], Callable[Params, ResponseReturnValue]]:
    """Decorate a view that gives htmx a piece of a page; a browser that comes by itself is led to the whole page: the
    inner address `back` that it brings, or the page of `endpoint`.
    """

    def decorate(view: Callable[Params, ResponseReturnValue]) -> Callable[Params, ResponseReturnValue]:
        @wraps(view)
        def piece(*args: Params.args, **kwargs: Params.kwargs) -> ResponseReturnValue:
            if htmx:
                return view(*args, **kwargs)
            return redirect(detours.find_back_address(endpoint), 303)

        return piece

    return decorate


def is_page_unreviewed() -> bool:
    """Whether nobody has reviewed the language of this page: said once it is chosen, and under « Accessibilité »."""
    words = session.page_words()
    return languages.has_unreviewed_catalogue(words.language, words.own)


def mark_language_chosen(address: str) -> str:
    """The address of the page that comes after a language is chosen, so that it says what is to be said once."""
    page, hash_mark, anchor = address.partition("#")
    return f"{page}{'&' if '?' in page else '?'}{_CHOSEN}={hash_mark}{anchor}"


def may_print_here() -> bool:
    """Whether whoever is at this screen may print: a mediator, or a citizen where there is a printer for them."""
    current = session.current_session()
    return current.signed_in or (
        current.terminal and printer_choice.can_station_print(session.box(), current.station.id)
    )


def _comes_out(kind: str) -> bool:
    """Whether this screen's reader prints a paper of this kind on paper here; a mediator else opens its PDF."""
    box, station = session.box(), session.current_session().station.id
    return may_print_here() and papers.prints_on_paper(box, box.store.read(), station, kind)


def check_may_print() -> Session:
    """The session of whoever prints a paper of their own here, stored from now on; at a terminal it counts as a try.
    Raises `Refused`: `nothing-to-print` for who may not print, `too-many-tries` (429) for who printed too often.
    """
    current = session.current_session()
    if not may_print_here():
        raise Refused(Refusal.NOTHING_TO_PRINT)
    if not current.terminal:
        return current
    rate_limits.count_screen_try("print")
    session.ensure_session_stored()
    return session.current_session()


def _everywhere() -> dict[str, object]:
    """What templates are handed; of a page that is refused before its session is loaded, what is nobody's alone."""
    box, current = session.box(), request_state().session
    words = session.page_words().marked if current else Words()
    shown: dict[str, object] = {
        "site": box.site,
        "hub_refuses": box.hub_line.refuses,
        "words": words,
        "language": words.language,
        "direction": words.direction,
        "comfort": current.comfort.written if current else "",
        "unreviewed": _CHOSEN in request.args and is_page_unreviewed(),
        "measured": page_parts._stylesheet_address(),
    }
    if current is None:
        return shown
    return shown | {
        "mediator": {"name": current.mediator_name} if current.signed_in else None,
        "setting_up": app_state().first_start is not None,
        "terminal": current.terminal,
        "prints": may_print_here(),
        "by_keys": current.signed_in and box.settings.keys == "on",
        "by_hands": not current.signed_in,
        "by_ear_alone": current.speech.alone,
        "single_keys": box.settings.single_keys == "on",
        "shift_hides": box.settings.shift_hides == "on",
        "beside_desk": second_face.person_beside(),
        "at_terminal": current.station.role == StationRole.TERMINAL,
        "training": box.training,
        "clock_doubt": box.watch.waits_for() if current.signed_in and box.watch.is_asked() else None,
    }


def _names_others() -> bool:
    """Whether a stranger may hear none of what the page says: one of the desk, but for those of the person's case."""
    return request_state().for_staff and not request.path.startswith("/cases/")


def _copied_stations() -> list[sessions.EnrolledStation]:
    box = session.box()
    return [] if app_state().lan is None or box.training else sessions.select_copied_stations(box.store.read())


def _hours() -> str:
    """When someone is there, and when it opens next, in the page's language; "" if nobody said.

    What the public is told of today in a message stands in the place of what the usual hours say of it.
    """
    box, words = session.box(), session.page_words().marked
    today = box.watch.today()
    told = [
        describe_public_message(message, words).text
        for message in public_messages.list_public_messages(box)
        if message.kind in OF_TODAY
    ]
    if not told and today.certain:
        told.append(opening_words.describe_next_opening(box.site, words, today.now))
    return "\n".join(filter(None, (opening_words.describe_opening_hours(box.site, words, today.day), *told)))


def _csrf() -> Markup:
    """The form token's field; "" where a page is refused before its session."""
    return form_tokens.hidden_field(session.form_token()) if request_state().session else Markup("")


def _line() -> dict[str, object]:
    """The state of the connection, for pages of the desk only, because it counts what waits and what was refused;
    a training needs none. `connected` also before the first try, when nothing is known to be wrong; `first`: no try was
    made since this box knows its hub.
    """
    box, loop = session.box(), session.current_loop()
    waiting, _ = outbox.read_unsent_summary(box.store.read())
    line = loop.line if loop else None
    return {
        "enrolled": box.training or box.enrolment() is not None,
        "refuses": box.hub_line.refuses,
        "first": not box.training and line is not None and line.reason == LineFault.NO_HUB,
        "connected": box.training or line is None or line.connected is not False,
        "waiting": waiting,
        "files": file_transfers.count_waiting_parcels(box.store.read()),
        "refused": len(outbox.select_refused_events(box.store.read())),
    }


def show_refusal(fault: Refused | Unreadable) -> Response:
    """The page of a refusal that no view mends."""
    status = 404 if fault.code in _NOT_FOUND else _STATUS.get(fault.code, 409)
    return _refusal(status, fault.code, fault.details)


def _http(fault: HTTPException) -> Response:
    """The page of a status; that of an unexpected error has a number that the person can say and the log has too."""
    status = fault.code or 500
    if status >= 500:
        return _refusal(status, "fault-here", {"number": logs.bound_request()})
    if status == 413 and (most := most_megabytes()) is not None:
        return _refusal(status, "file-too-large", {"most": most}, again=request.path)
    code = {403: "stale-form", 404: "no-such-page", 405: "no-such-page", 413: "too-large"}.get(status, "bad-request")
    return _refusal(status, code, {}, missing=code == "no-such-page")


def _refusal(status: int, code: str, details: Mapping[str, object], **values: object) -> Response:
    """The page of a refusal. Beside a case it says that the answers are kept, unless its own words say what is lost;
    where a mediator works on anything else it is a page of the desk, with its navigation.
    """
    current, case = request_state().session, request.path.startswith("/cases/")
    at_desk = current is not None and current.signed_in and not case and not replaces_only(MAIN)
    if at_desk:
        page_languages.show_to_staff()
    beside_case = case or (current is not None and page_parts.draft_here())
    kept = beside_case and code not in _SAY_WHAT_IS_LOST and not values.get("missing")
    values |= {
        "code": code,
        "details": details,
        "kept": kept,
        "at_desk": at_desk,
        "wrong_number": code in _WRONG_NUMBER,
    }
    return render_page("refused/page.html", status, **values)
