"""What the hub's pages share: the language of who has no account, filters for templates, and the pages of errors."""

from datetime import date, datetime, timedelta
from functools import cache

from flask import Flask, has_request_context, make_response, render_template, request
from flask_babel import format_decimal, format_time, format_timedelta, to_user_timezone
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, ServiceUnavailable
from werkzeug.wrappers import Response

from hub.api.api import refusal
from hub.store.opening import is_busy
from hub.web.visitor import MACHINES, request_state
from kiosk import logs
from kiosk.error_codes import HubRefusal, Refusal
from kiosk.errors import Refused, Unreadable
from kiosk.http import error_pages
from kiosk.words import languages
from kiosk.words.languages import FRENCH
from kiosk.words.paper_words import describe_missing_papers
from kiosk.words.words import Words

CHOSEN = "lang"
"""The name of what a page's buttons choose a language with."""
_FRENCH_HOME = "+33"
_FIELDS = (
    ("wrong-code", "code"), ("wrong-sign-in", "passphrase"), ("wrong-binding", "binding"), ("passphrase-", "new"),
    ("message-", "message"), ("papers-day-", "papers_by"), ("paper-", "others"), ("too-many-papers", "others"),
    ("author-", "given_names"), ("template-", "template"), ("unknown-template", "template"),
    ("passing-", "service"),
)  # fmt: skip
"""The beginning of a fault's code, and the field of the form that it is about."""
_AGAIN_S = 60
_PAGES = (400, 403, 404, 405, 413, 503)
"""Codes with words of their own; the others share those of 500."""


def language() -> str:
    spoken = languages.list_languages()
    chosen = request.values.get(CHOSEN, "")
    return chosen if chosen in spoken else request.accept_languages.best_match(spoken) or FRENCH


def of_page() -> str:
    """The language of the page being made: French, but for those whose values come from `public_template_values`."""
    return (request_state().language or FRENCH) if has_request_context() else FRENCH


def public_template_values() -> dict[str, object]:
    """For templates of public pages: `words`, their `direction`, and `tongues`, pairs of code and name."""
    chosen = request_state().language = language()
    words = Words(chosen).marked
    tongues = [(code, languages.find_language_name(code)) for code in languages.list_languages()]
    return {"words": words, "direction": words.direction, "tongues": tongues}


@cache
def staff_words() -> Words:
    """What staff read is in French: the hub's codes have words of their own, before those of every page."""
    return Words(own=languages.find_translations_folder() / "hub")


def word(code: str, context: str, variant: str = "", /, **values: object) -> str:
    """The words for a code, or for its `variant`; where it has none those for `other`, or itself; values fill them."""
    codes = [f"{code}-{variant}", code, "other"]
    words = staff_words()
    return next((words.code(context, one, **values) for one in codes if words.has(context, one)), code)


def field(fault: str, otherwise: str) -> str:
    return next((name for beginning, name in _FIELDS if fault.startswith(beginning)), otherwise)


def tongue(language: str) -> str:
    """« arabe », from ISO 639-1."""
    return languages.find_name_in_language(language, languages.FRENCH)


def day(iso: str) -> str:
    """« 24 novembre 2026 », from an ISO day."""
    return staff_words().day(date.fromisoformat(iso))


def month(iso: str) -> str:
    """« novembre 2026 », from `2026-11`."""
    return staff_words().month(date.fromisoformat(f"{iso}-01")).lower()


def number(count: int) -> str:
    """« 1 204 », as one reads it."""
    return staff_words().number(count)


def today(at: datetime) -> date:
    """The day it is in the hub's time zone."""
    local: datetime = to_user_timezone(at)
    return local.date()


def moment(at: datetime) -> str:
    """« 24 novembre 2026, 14:05 », in the hub's time zone."""
    return f"{staff_words().day(today(at))}, {format_time(at, 'short')}"


def clock(at: datetime) -> str:
    """« 14:32 », in the hub's time zone."""
    return str(format_time(at, "short"))


def ago(at: datetime, now: datetime) -> str:
    """« il y a 3 jours »; what is to come, by a clock that runs ahead, is « dans 3 jours »."""
    return str(format_timedelta(at - now, add_direction=True))


def age(at: datetime, now: datetime) -> str:
    """« 3 jours », from when it began."""
    return str(format_timedelta(now - at))


def duration(seconds: int) -> str:
    """« 12 minutes », from seconds."""
    return str(format_timedelta(timedelta(seconds=seconds)))


def gigabytes(size: int) -> str:
    """« 41,5 », from bytes."""
    return str(format_decimal(round(size / 1_000_000_000, 1)))


def phone(number: str) -> str:
    """« 06 12 34 56 78 » for a French number as boxes send it (E.164); others as they came."""
    if not number.startswith(_FRENCH_HOME) or len(number) != 12 or not number[1:].isdigit():
        return number
    home = "0" + number.removeprefix(_FRENCH_HOME)
    return "\N{NO-BREAK SPACE}".join(home[start : start + 2] for start in range(0, 10, 2))


FILTERS = {
    made.__name__: made
    for made in (age, ago, clock, day, field, gigabytes, duration, moment, number, phone, tongue, word)
} | {"missing_papers": describe_missing_papers}
"""The filters by their names in templates."""


def register_error_pages(app: Flask) -> None:
    error_pages.install_error_pages(app, _http, _show_refusal)
    app.register_error_handler(OperationalError, _keeps_nothing)


def form_again(page: str, refused: Refused, otherwise: int = 422) -> Response:
    """The form again with the refusal in it; after too many tries as status 429, with how long to wait."""
    status = 429 if refused.code == Refusal.TOO_MANY_TRIES else otherwise
    return error_pages.add_retry_after(make_response(page, status), refused)


def _http(error: HTTPException) -> Response:
    code = error.code or 500
    if request.path.startswith(MACHINES):
        return refusal(error)
    return _page(str(code) if code in _PAGES else "500", code)


def _show_refusal(error: Refused | Unreadable) -> Response:
    status = 404 if error.code == HubRefusal.UNKNOWN_CASE else 400
    return _page(error.code if error.code == HubRefusal.STALE_FORM else str(status), status)


def _keeps_nothing(error: OperationalError) -> Response:
    """The database takes nothing: its disk is full, broken or read only, or its server does not answer; or the page
    took longer than it may.

    Status 503: nothing of the request is kept, and boxes send again what was not acknowledged.
    """
    error_pages.log_request_failure(error, "the database does not answer")
    if not is_busy(error):
        return _http(ServiceUnavailable())
    if request.path.startswith(MACHINES):
        return refusal(ServiceUnavailable(retry_after=_AGAIN_S))
    response = _page("busy", 503)
    response.headers["Retry-After"] = str(_AGAIN_S)
    return response


def _page(kind: str, status: int) -> Response:
    number = logs.bound_request() if kind in ("500", "503", "busy") else ""
    return make_response(render_template("hub/mistake.html", kind=kind, number=number), status)
