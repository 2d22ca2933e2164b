"""The public pages that show where a case is to whoever has its reference and follow code, or its receipt."""

import json
from collections.abc import Mapping
from datetime import timedelta
from importlib.resources import files

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from hub.decisions import whereabouts
from hub.decisions.follow import find_by_code, find_by_receipt
from hub.files.given_file import open_given
from hub.hub import this_hub
from hub.secrets.secrets_at_rest import WrongTries
from hub.telephone import door, parts
from hub.trail import audit
from hub.trail.audit import AuditAction
from hub.web import public_words
from hub.web.error_pages import form_again
from kiosk.domain.answers.fields.date import written_day
from kiosk.domain.language.spelling import Text
from kiosk.domain.proofs.receipt_proof import MOST_SAID
from kiosk.domain.replies import case_news
from kiosk.error_codes import HubRefusal, Refusal
from kiosk.errors import Refused, Rejected
from kiosk.http.downloads import file_stream
from kiosk.words import opening_words
from kiosk.words.words import Words

follow = Blueprint("follow", __name__)
GUESSES = WrongTries("follow", 20, timedelta(minutes=10))
"""References with a wrong follow code."""
LIMITS = {
    "part": parts.PART_BYTES,
    "most": parts.MOST_BYTES,
    "megabytes": parts.MOST_BYTES // 1_000_000,
    "files": parts.MOST_FILES,
}
"""What the page's script has to know of files from a telephone."""
Kept = Mapping[str, str]
"""What somebody showed or typed, by the names of the form's fields: the page's forms send it again."""
_KEPT = {"reference": 40, "code": 40, "proof": MOST_SAID}
"""Those fields, and how long each may be."""


@follow.get("/f")
def ask() -> str:
    """The form for the reference and the code on the receipt."""
    return _form()


@follow.post("/f")
def look() -> str | Response:
    """Where the case is. What was typed is posted, so that no code stands in an address."""
    reference, code = request.form.get("reference", "")[:40], request.form.get("code", "")[:40]
    try:
        case_id = _found(reference, code)
    except Refused as refused:
        return form_again(_form(reference, code, refused), refused)
    return show_news(case_id, url_for(".look"), {"reference": reference, "code": code})


@follow.post("/f/document")
def give_document() -> str | Response:
    """The document of the decision, to whoever shows the receipt again and knows the birth date."""
    receipt = {name: request.form[name][:most] for name, most in _KEPT.items() if name in request.form}
    try:
        case_id = _shown(receipt)
    except Refused as refused:
        return form_again(_form(receipt.get("reference", ""), "", refused), refused)
    here = url_for("receipt.look" if "proof" in receipt else ".look")
    try:
        told = whereabouts.tell(this_hub(), case_id, "", written_day(request.form.get("birth_date", "")[:40]))
        document = told.document or None
        pieces = open_given(this_hub(), case_id, document.id) if document else None
    except (Refused, Rejected):
        document = pieces = None
    if document is None or pieces is None:  # another decision has taken its place, or the date was not typed
        return show_news(case_id, here, receipt)
    audit.note(this_hub(), AuditAction.DOCUMENT_GIVEN, reference=told.reference, detail=document.id)
    answered = file_stream(pieces, document.size, document.media_type, document.name)
    answered.headers["Cache-Control"] = "no-store"
    return answered


def _shown(receipt: Kept) -> str:
    """The id of the case whose receipt was shown, or whose number and code were typed. Raises as `_found`."""
    if "proof" not in receipt:
        return _found(receipt.get("reference", ""), receipt.get("code", ""))
    _, standing = find_by_receipt(this_hub(), receipt["proof"])
    if standing is None:
        raise Refused(HubRefusal.UNKNOWN_CASE)
    return standing.case_id


def show_news(case_id: str, here: str, kept: Kept) -> str | Response:
    """Where a case is, with the service's own words where the form has the right birth date."""
    words, typed = Words(public_words.language()), request.form.get("birth_date", "")[:40]
    fault: Refused | None = None
    try:
        told = whereabouts.tell(this_hub(), case_id, "", written_day(typed))
    except Refused as refused:
        fault, told = refused, whereabouts.tell(this_hub(), case_id, "")
    news = case_news.read(told)
    names = dict(zip((paper.id for paper in news.papers), case_news.papers(news, words), strict=True))
    date_fault = words.code("news", "too-many" if fault else "birth-date-wrong")
    page = render_template(
        "hub/follow.html",
        **public_words.template_values(),
        news=news,
        called=case_news.whom_to_call(news),
        hours=opening_words.hours(news.place, words, this_hub().day(this_hub().clock.now())),
        title=words.text(Text(news.title, context=news.procedure)) if _ships(news.procedure) else "",
        papers=list(names.values()),
        names=names,
        names_of=lambda label: words.text(Text(label, context=news.procedure)),
        door=door.look(this_hub(), case_id, names.keys(), typed_code="code" in kept),
        just_sent="sent" in request.form,
        limits=LIMITS,
        says=json.dumps({code: words.code("telephone-says", code) for code in door.SAYS}, ensure_ascii=False),
        here=here,
        kept=kept,
        birth_date=typed,
        date_fault=date_fault if typed and news.locked else "",
    )
    return form_again(page, fault) if fault else page


def _ships(procedure: str) -> bool:
    """Whether the procedure ships with Parvis: none of those is discreet, and nobody here knows about others."""
    return bool(procedure) and (files("kiosk") / "procedures" / f"{procedure}.yaml").is_file()


def _found(reference: str, code: str) -> str:
    """The id of the case of a reference and code. Raises `Refused`: `unknown-case`, `too-many-tries`."""
    hub, address = this_hub(), request.remote_addr or ""
    GUESSES.admit(hub, address)
    try:
        return find_by_code(hub.store, reference, code).case_id
    except Refused:
        GUESSES.record(hub, address)
        raise


def _form(reference: str = "", code: str = "", refused: Refused | None = None) -> str:
    words = Words(public_words.language())
    unknown = refused is not None and refused.code != Refusal.TOO_MANY_TRIES
    fault = words.code("news", "unknown" if unknown else "too-many") if refused else ""
    return render_template(
        "hub/follow_form.html",
        **public_words.template_values(),
        reference=reference,
        code=code,
        fault=fault,
        unknown=unknown,
    )
