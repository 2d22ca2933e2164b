"""Screen for the day without a line: carry the cases to the hub on a stick, and bring its answer back."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import BinaryIO, cast

from flask import Blueprint, Response, make_response, redirect, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from kiosk.error_codes import Refusal
from kiosk.errors import ParvisError, Refused, Unreachable
from kiosk.services.bundles import export, sticks, take_answer
from kiosk.services.upkeep.backup import FOLDER
from kiosk.services.upkeep.machine import Mounts
from kiosk.store.events import file_transfers
from kiosk.web.edge.guards import signed_in
from kiosk.web.edge.pages import page, piece_of
from kiosk.web.framework.view_marks import polled, takes_files
from kiosk.web.request import session
from kiosk.web.request.app_state import app_state
from kiosk.web.visit.wake_loops import wake

screen = Blueprint("by_hand", __name__, url_prefix="/desk/by-hand")
MOST_ANSWER = 16_000_000
"""Bytes of an answer that a browser hands in: some 20,000 events; a larger one is read from the stick."""


@screen.get("")
@signed_in
def show() -> Response:
    return _page()


@screen.get("/progress")
@signed_in
@polled
@piece_of(".show")
def progress() -> ResponseReturnValue:
    """How far the copy is, as a piece of the page; the whole page again once it has ended."""
    under_way = app_state().carrying.progress()
    if not under_way.running:
        return Response(headers={"HX-Refresh": "true"})
    return make_response(render_template("after/by_hand/_progress.html", under_way=under_way))


@screen.post("/copy")
@signed_in
def copy() -> ResponseReturnValue:
    """Begin to copy onto the stick that was chosen."""
    try:
        app_state().carrying.start(session.box(), _chosen())
    except ParvisError as fault:
        return _page(fault)
    return redirect(url_for(".show"), 303)


@screen.post("/download")
@signed_in
def download() -> ResponseReturnValue:
    """The file itself, for a computer whose browser keeps it."""
    try:
        made = export.begin(session.box())
    except Unreachable as fault:
        return _page(fault)

    def pieces() -> Iterator[bytes]:
        yield from made.pieces()
        made.finish()

    response = Response(stream_with_context(pieces()), mimetype="application/octet-stream")
    response.headers.set("Content-Disposition", "attachment", filename=made.name)
    response.headers["Cache-Control"] = "no-store"
    return response


@screen.post("/answer")
@signed_in
@takes_files(MOST_ANSWER)
def answer() -> ResponseReturnValue:
    """Take the answer: the file that was chosen, else the one on a stick."""
    box = session.box()
    try:
        with closing(_answer()) as file:
            taken = take_answer.take(box, file)
    except OSError:
        return _page(Refused(Refusal.STICK_GONE, path=""), at="answer")
    except ParvisError as fault:
        return _page(fault, at="answer")
    wake()
    return _page(taken=taken)


def _chosen() -> Path:
    """The stick that the form names, or the only one. Raises `Refused` (`no-stick`, `several-sticks`)."""
    there = sticks.sticks(Mounts())
    named = [stick for stick in there if str(stick.mounted) == request.form.get("stick", "")]
    if not there:
        raise Refused(Refusal.NO_STICK)
    if len(named or there) > 1:
        raise Refused(Refusal.SEVERAL_STICKS, paths=", ".join(stick.mounted.name for stick in there))
    return (named or there)[0].mounted


def _answer() -> BinaryIO:
    sent = request.files.get("file")
    if sent is not None and sent.filename:
        return cast(BinaryIO, sent.stream)
    path = sticks.answer_among(session.box(), sticks.sticks(Mounts()))
    if path is None:
        raise Refused(Refusal.NO_ANSWER_THERE, path=FOLDER)
    return path.open("rb")


def _page(fault: ParvisError | None = None, at: str = "copy", taken: take_answer.Taken | None = None) -> Response:
    box, carrying = session.box(), app_state().carrying
    under_way = carrying.progress()
    there = sticks.sticks(Mounts())
    waiting = export.waiting(box)
    return page(
        "after/by_hand/page.html",
        422 if fault else 200,
        here="box",
        has_hub=box.enrolment() is not None,
        waiting=waiting,
        waited_days=(box.clock.now() - waiting.oldest).days if waiting.oldest else 0,
        sticks=there,
        under_way=under_way,
        ended=_words(under_way.fault),
        fault=_words(fault),
        fault_at=at,
        taken=taken,
        back=sticks.answer_among(box, there),
        made=file_transfers.latest(box.store.read()),
    )


def _words(fault: ParvisError | None) -> str:
    if fault is None:
        return ""
    kind = "line" if isinstance(fault, Unreachable) else "refused"
    words = session.words()
    return words.code(kind, fault.code, **fault.details) if kind == "line" else words.refused(fault)
