"""Screens of the box: its state, its hub, the stick, the date, received settings, what is left of the first day."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from enum import StrEnum
from typing import BinaryIO, cast

from flask import Response, make_response, redirect, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from kiosk.domain.answers.fields.kind import AnswerFault
from kiosk.domain.answers.fields.registry import find_field_kind
from kiosk.domain.language.spelling import EMPTY
from kiosk.domain.procedure.procedure import Field
from kiosk.domain.screen.first_day_step import AFTERWARDS, FirstDayStep
from kiosk.error_codes import Refusal
from kiosk.errors import ParvisError, Refused, Unreachable
from kiosk.services import bundles
from kiosk.services.box import legal_clock
from kiosk.services.exchange import enrol, receive_updates, send_events
from kiosk.services.published import follow, received
from kiosk.services.setup import first_start
from kiosk.services.upkeep import doctor
from kiosk.services.upkeep.backup import FOLDER
from kiosk.services.upkeep.machine import Mounts
from kiosk.store import file_transfers, outbox, publications
from kiosk.web import rate_limits, session
from kiosk.web.detours import find_back_address
from kiosk.web.guards import make_staff_screen
from kiosk.web.pages import piece_of_page, render_page
from kiosk.web.request_state import app_state, mark_polled, takes_files

box_state_screen = make_staff_screen("box_state", "/desk/box")


@box_state_screen.get("", endpoint="show")
def show_box_state() -> Response:
    box, loop = session.box(), session.current_loop()
    db = box.store.read()
    return render_page(
        "desk/box_state/page.html",
        here="box",
        findings=doctor.examine_box(box, ask_hub=False),
        talking=loop.line if loop else None,
        has_hub=box.enrolment() is not None,
        went_back=receive_updates.was_hub_put_back(box),
        apart=outbox.select_references_apart(db, box.watch.today().now - receive_updates.TOLD_FOR),
        follows=bool(publications.select_followed_lists(db)),
        differs=box.watch.waits_for() == legal_clock.DIFFERS,
        locked=send_events.count_locked_events(box),
        waiting=outbox.select_waiting_events(db),
        files=file_transfers.count_waiting_parcels(db),
        way=box.hub_line.files,
        refused=len(outbox.select_refused_events(db)),
    )


@box_state_screen.post("/transmit")
def post_transmit() -> ResponseReturnValue:
    session.sync_now()
    return redirect(url_for(".show"), 303)


hub_screen = make_staff_screen("hub", "/desk/hub")
AT: dict[StrEnum, str] = {Refusal.WRONG_CODE: "code", Refusal.ANOTHER_SITE: "code", Refusal.TOO_MANY_TRIES: "code"}
"""The field that a refusal is about; any other is about the address."""


@hub_screen.get("", endpoint="show")
def show_enrolment() -> Response:
    return _hub_page()


@hub_screen.post("")
def post_enrolment() -> ResponseReturnValue:
    url, code = enrol.address_of(request.form.get("url", "")), request.form.get("code", "").strip()
    try:
        if not code:
            raise Refused(Refusal.WRONG_CODE)
        rate_limits.count_screen_try("hub")
        enrol.enrol_at_hub(session.box(), url, code)
    except (Refused, Unreachable) as fault:
        return _hub_page(url, (AT.get(fault.code, "url"), _words(fault)))
    session.wake_loops()
    return redirect(url_for(".show"), 303)


def _hub_page(url: str = "", fault: tuple[str, str] = ("", "")) -> Response:
    box = session.box()
    return render_page(
        "desk/hub/page.html",
        422 if fault[1] else 200,
        here="box",
        enrolled=box.enrolment(),
        url=url,
        fault=fault,
        code=box.site.code,
        followed=received.followed_lists(box),
        troubles=received.find_troubles(box),
        root=follow.find_trusted_root(box.store.read()),
        files=box.hub_line.files,
    )


by_hand_screen = make_staff_screen("by_hand", "/desk/by-hand")
MOST_ANSWER = 16_000_000
"""Bytes of an answer that a browser hands in: some 20,000 events; a larger one is read from the stick."""


@by_hand_screen.get("", endpoint="show")
def show_by_hand() -> Response:
    return _by_hand_page()


@by_hand_screen.get("/progress")
@mark_polled
@piece_of_page(".show")
def show_copy_progress() -> ResponseReturnValue:
    """How far the copy is, as a piece of the page; the whole page again once it has ended."""
    under_way = app_state().carrying.progress()
    if not under_way.running:
        return Response(headers={"HX-Refresh": "true"})
    return make_response(render_template("after/by_hand/_progress.html", under_way=under_way))


@by_hand_screen.post("/copy")
def post_stick_copy() -> ResponseReturnValue:
    try:
        there = bundles.sticks(Mounts())
        named = [stick for stick in there if str(stick.mounted) == request.form.get("stick", "")]
        if not there:
            raise Refused(Refusal.NO_STICK)
        if len(named or there) > 1:
            raise Refused(Refusal.SEVERAL_STICKS, paths=", ".join(stick.mounted.name for stick in there))
        app_state().carrying.start(session.box(), (named or there)[0].mounted)
    except ParvisError as fault:
        return _by_hand_page(fault)
    return redirect(url_for(".show"), 303)


@by_hand_screen.post("/download")
def post_bundle_download() -> ResponseReturnValue:
    """The file itself, for a computer whose browser keeps it."""
    try:
        made = bundles.begin_bundle_export(session.box())
    except Unreachable as fault:
        return _by_hand_page(fault)

    def pieces() -> Iterator[bytes]:
        yield from made.pieces()
        made.finish()

    response = Response(stream_with_context(pieces()), mimetype="application/octet-stream")
    response.headers.set("Content-Disposition", "attachment", filename=made.name)
    response.headers["Cache-Control"] = "no-store"
    return response


@by_hand_screen.post("/answer")
@takes_files(MOST_ANSWER)
def post_bundle_answer() -> ResponseReturnValue:
    """Take the answer: the file that was chosen, else the one on a stick."""
    box = session.box()
    try:
        with closing(_answer()) as file:
            taken = bundles.take_hub_answer(box, file)
    except OSError:
        return _by_hand_page(Refused(Refusal.STICK_GONE, path=""), at="answer")
    except ParvisError as fault:
        return _by_hand_page(fault, at="answer")
    session.wake_loops()
    return _by_hand_page(taken=taken)


def _answer() -> BinaryIO:
    sent = request.files.get("file")
    if sent is not None and sent.filename:
        return cast(BinaryIO, sent.stream)
    path = bundles.answer_among(session.box(), bundles.sticks(Mounts()))
    if path is None:
        raise Refused(Refusal.NO_ANSWER_THERE, path=FOLDER)
    return path.open("rb")


def _by_hand_page(
    fault: ParvisError | None = None, at: str = "copy", taken: bundles.HubAnswerSummary | None = None
) -> Response:
    box, there, under_way = session.box(), bundles.sticks(Mounts()), app_state().carrying.progress()
    waiting = bundles.estimate_bundle(box)
    return render_page(
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
        back=bundles.answer_among(box, there),
        made=file_transfers.select_latest_bundles(box.store.read()),
    )


def _words(fault: ParvisError | None) -> str:
    if isinstance(fault, Unreachable):
        return session.page_words().code("line", fault.code, **fault.details)
    return session.page_words().refused(fault) if fault else ""


legal_date_screen = make_staff_screen("legal_date", "/desk/clock")
FIELD = Field("today", "date", EMPTY)


@legal_date_screen.get("", endpoint="show")
def show_legal_date() -> Response:
    return _legal_date_page({}, "")


@legal_date_screen.post("")
def post_legal_date() -> ResponseReturnValue:
    box = session.box()
    typed: dict[str, tuple[str, ...]] = {
        part: (request.form.get(f"f.today.{part}", ""),) for part in ("day", "month", "year")
    }
    try:
        value = find_field_kind("date").judge(FIELD, typed, box.watch.today().day)
        day = date.fromisoformat(value)
    except (AnswerFault, ValueError) as fault:
        return _legal_date_page(typed, fault.code if isinstance(fault, AnswerFault) else "not-a-date", 422)
    box.watch.confirm(day)
    return redirect(url_for("desk.show"), 303)


def _legal_date_page(typed: dict[str, tuple[str, ...]], fault: str, status: int = 200) -> Response:
    box = session.box()
    return render_page(
        "desk/legal_date/page.html",
        status,
        here="box",
        field=FIELD,
        typed=typed,
        fault=fault,
        today=box.watch.today(),
        reason=box.watch.waits_for(),
    )


received_settings_screen = make_staff_screen("received_settings", "/desk/received")
_LAST = 50
"""Changes that are shown."""


@received_settings_screen.get("", endpoint="show")
def show_received_settings() -> Response:
    box = session.box()
    db = box.store.read()
    return render_page(
        "setup/received_settings/page.html",
        here="box",
        settings=received.list_received_settings(box),
        decides=received.decides(db, session.current_actor()),
        revoked=[(revocation, box.catalogue.get(revocation.id)) for revocation in publications.select_revocations(db)],
        changes=publications.select_setting_changes(db)[: -_LAST - 1 : -1],
    )


@received_settings_screen.post("/<name>/keep")
def post_setting_to_keep(name: str) -> ResponseReturnValue:
    received.keep_own(session.box(), name, session.current_actor())
    return redirect(url_for(".show"), 303)


@received_settings_screen.post("/<name>/follow")
def post_setting_to_follow(name: str) -> ResponseReturnValue:
    received.follow_setting_again(session.box(), name, session.current_actor())
    return redirect(url_for(".show"), 303)


desk_settings_screen = make_staff_screen("desk_settings", "/desk/settings")


@desk_settings_screen.get("", endpoint="show")
def show_settings() -> Response:
    left = () if session.box().training else first_start.list_left_steps(session.box())
    return render_page("desk/settings/page.html", here="settings", left=left)


left_to_do_screen = make_staff_screen("left_to_do", "/desk/first-day")


@left_to_do_screen.get("", endpoint="show")
def show_left_to_do() -> Response:
    return render_page("desk/left_to_do/page.html", here="desk", left=first_start.list_left_steps(session.box()))


@left_to_do_screen.post("")
def post_first_day_step() -> ResponseReturnValue:
    step = request.form.get("step", "")
    if step in AFTERWARDS:
        first_start.dismiss_step(session.box(), FirstDayStep(step))
    back = find_back_address(".show")
    return redirect(back if first_start.list_left_steps(session.box()) else url_for("desk.show"), 303)
