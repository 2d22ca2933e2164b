"""Screens of stations: this one's name, role and display, those of the local network, and how one joins."""

from enum import StrEnum

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.domain.language import spelling
from kiosk.domain.screen import measure
from kiosk.domain.screen.station import CHOICES, PaperSlot, StationRole
from kiosk.domain.speech.listening import VOLUMES
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.lan import local_network, pairs
from kiosk.services.lan.pairs import LASTS_S, LONGEST_PLACE, MOST_WRONG, NO_PRINTER, USUAL_PRINTER, StationToEnrol
from kiosk.services.people import first_day
from kiosk.services.printers import printer_choice
from kiosk.services.published import received
from kiosk.services.voices import voices
from kiosk.store import people, sessions, spool
from kiosk.web import rate_limits, session
from kiosk.web.guards import door_page, make_staff_screen, set_lan_open
from kiosk.web.page_parts import draw_square
from kiosk.web.pages import render_page
from kiosk.web.questions import FormOption
from kiosk.web.request_state import LanRequest, app_state, request_state

station_screen = make_staff_screen("station", "/desk/station")
BARS = {"card": measure.CARD_MM, "ruler": measure.RULER_MM}
"""Objects to measure the display with, and their lengths in millimetres; a third way is to type a length."""
STEPS_PX = (-1, 1, -20, 20)
USUAL_BAR_PX = 340
AT: dict[StrEnum, str] = {
    Refusal.NOT_A_DISTANCE: "distance",
    Refusal.NOT_A_LENGTH: "length",
    Refusal.NOT_A_VOLUME: "volume",
}
"""The form field that each refusal is about."""


@station_screen.get("", endpoint="show")
def show_station() -> Response:
    return _station_page()


@station_screen.post("/name")
def post_station_name() -> ResponseReturnValue:
    first_day.name_station(session.box(), request.form.get("name", ""), session.current_actor())
    return redirect(url_for(".show"), 303)


@station_screen.post("/paper")
def post_station_paper() -> ResponseReturnValue:
    placed = request.form.get("slot", "")
    slot = PaperSlot(placed) if placed in list(PaperSlot) else PaperSlot.UNTOLD
    first_day.place_paper_slot(session.box(), slot, session.current_actor())
    return redirect(url_for(".show"), 303)


@station_screen.post("/speaker")
def post_station_speaker() -> ResponseReturnValue:
    """Set how loud each session begins at this station; an empty box is what the settings say."""
    typed = spelling.fold_digits(request.form.get("volume", "")).strip().removesuffix("%").strip()
    if typed and not (typed.isdecimal() and len(typed) <= 3 and int(typed) in VOLUMES):
        return _station_page(Refused(Refusal.NOT_A_VOLUME))
    first_day.set_station_volume(session.box(), int(typed) if typed else None, session.current_actor())
    return redirect(url_for(".show", _anchor="speaker"), 303)


@station_screen.get("/noise.wav")
def serve_noise() -> Response:
    """The noise by which a meter measures the speaker, as loud as every voice."""
    return Response(voices.make_pink_noise().data, mimetype=voices.make_pink_noise().media_type)


@station_screen.post("/role")
def post_station_role() -> ResponseReturnValue:
    """Set what this station is for; a terminal is for citizens at once."""
    wanted = StationRole.TERMINAL if request.form.get("role") == StationRole.TERMINAL else StationRole.DESK
    first_day.give_role(session.box(), wanted, session.current_actor())
    if wanted == StationRole.TERMINAL:
        session.end_session()
        return redirect(url_for("welcome.show"), 303)
    return redirect(url_for(".show"), 303)


@station_screen.post("/measure")
def post_measure() -> ResponseReturnValue:
    """Draw the bar shorter or longer; then keep the size of a pixel, and the text size that follows from it."""
    form = request.form
    bar = _whole(form.get("bar", "")) or USUAL_BAR_PX
    if "step" in form:
        return _station_page(bar=_within(bar + _whole(form["step"])))
    try:
        mm = BARS.get(form.get("with", "")) or _millimetres(form.get("length", ""))
        measured_screen = measure.compute_measure(bar, mm, _whole(form.get("distance", "")))
    except Refused as refused:
        return _station_page(refused, bar=_within(bar))
    return _keep(measured_screen)


@station_screen.post("/forget")
def post_measure_reset() -> ResponseReturnValue:
    return _keep(None)


def _keep(measured_screen: measure.Measure | None) -> ResponseReturnValue:
    first_day.measure_station_screen(session.box(), measured_screen, session.current_actor())
    return redirect(url_for(".show"), 303)


def _station_page(refused: Refused | None = None, bar: int = 0) -> Response:
    box, db, here = session.box(), session.box().store.read(), session.current_session().station
    measured_screen = measure.Measure(here.mm_per_px, here.distance_mm) if here.mm_per_px and here.distance_mm else None
    return render_page(
        "desk/station/page.html",
        422 if refused else 200,
        here="team",
        station=here,
        known=measured_screen,
        sizes=CHOICES["size"],
        slots=PaperSlot,
        slot=people.read_paper_slot(db, here.id),
        name=people.read_station_name(db, here.id),
        steps=STEPS_PX,
        speaker=people.read_speaker_volume(db, here.id),
        usual_volume=box.settings.speech_volume,
        distances=measure.DISTANCES_MM,
        longest_name=first_day.LONGEST_NAME,
        typed=request.form,
        bar=bar or (_within(round(measured_screen.px(measure.CARD_MM))) if measured_screen else USUAL_BAR_PX),
        fault=(AT[refused.code], session.page_words().code("refused", refused.code)) if refused else ("", ""),
    )


def _within(bar: int) -> int:
    return min(max(bar, measure.BAR_PX[0]), measure.BAR_PX[1])


def _whole(typed: str) -> int:
    """A whole number of at most four digits, 0 for anything else."""
    digits = typed.removeprefix("-")
    return int(typed) if digits.isdecimal() and len(digits) <= 4 else 0


def _millimetres(typed: str) -> float:
    """Millimetres as people write them. Raises `Refused`: `not-a-length`."""
    parts = typed.strip().removesuffix("mm").strip().replace(",", ".").split(".")
    if not 1 <= len(parts) <= 2 or not all(part.isdecimal() and len(part) <= 4 for part in parts):
        raise Refused(Refusal.NOT_A_LENGTH)
    return float(".".join(parts))


stations_screen = make_staff_screen("stations", "/desk/stations")
ROLES = (StationRole.TERMINAL, StationRole.DESK, StationRole.SECOND_SCREEN)


@stations_screen.get("", endpoint="show")
def show_stations() -> Response:
    return _stations_page()


@stations_screen.post("")
def post_new_station() -> ResponseReturnValue:
    """Show the code of a new station: it serves once, for a minute."""
    form, lan = request.form, _serving()
    name, role, printer = form.get("name", "").strip(), form.get("role", ""), form.get("printer", USUAL_PRINTER)
    try:
        if not name:
            raise Refused(Refusal.EMPTY_NAME)
        known = {USUAL_PRINTER, NO_PRINTER, *printer_choice.known_ids(session.box().store.read())}
        if printer not in known:
            raise Refused(Refusal.NO_SUCH_PRINTER)
    except Refused as refused:
        return _stations_page(refused)
    chosen = StationRole(role) if role in ROLES else StationRole.TERMINAL
    me = session.current_session().mediator_id
    code = lan.codes.show(StationToEnrol(chosen, name, form.get("place", ""), printer, me))
    picture = draw_square(lan.url, session.page_words().code("paper", "screen-address-alt"))
    shown = {"code": f"{code[:3]} {code[3:]}", "name": name, "role": chosen, "seconds": int(LASTS_S)}
    return render_page("lan/stations/code.html", here="team", lan=lan, picture=picture, **shown)


@stations_screen.post("/serve")
def post_lan_opening() -> ResponseReturnValue:
    try:
        set_lan_open(request.form.get("lan", "") == "on", session.current_actor())
    except Refused as refused:
        return _stations_page(refused, "serve")
    return redirect(url_for(".show"), 303)


@stations_screen.get("/trust")
def show_trust_address() -> ResponseReturnValue:
    """What the desk shows while a tablet installs the certificate: the address to open, the fingerprint to compare."""
    lan = _serving()
    picture = draw_square(lan.trust_url, session.page_words().code("paper", "trust-address-alt"))
    return render_page("lan/stations/trust.html", here="team", lan=lan, picture=picture)


@stations_screen.post("/<station_id>/revoke")
def post_station_revocation(station_id: str) -> ResponseReturnValue:
    pairs.revoke_station(session.box(), station_id, session.current_actor())
    return redirect(url_for(".show"), 303)


@stations_screen.post("/<station_id>/forget")
def post_station_deletion(station_id: str) -> ResponseReturnValue:
    pairs.delete_ended_station(session.box(), station_id)
    return redirect(url_for(".show"), 303)


def _serving() -> local_network.Lan:
    """What serves the local network. Raises `Refused`: `lan-off`."""
    lan = app_state().lan
    if lan is None:
        raise Refused(Refusal.LAN_OFF)
    return lan


def _stations_page(refused: Refused | None = None, at: str = "name") -> Response:
    box, lan = session.box(), app_state().lan
    db = box.store.read()
    names = {printer.id: printer.name for printer in printer_choice.list_printers(box, db) if printer.kept}
    choices = spool.select_printer_choices(db)
    return render_page(
        "lan/stations/page.html",
        422 if refused else 200,
        here="team",
        lan=lan,
        stations=sessions.select_enrolled_stations(db),
        me=session.current_session().station.id,
        roles=ROLES,
        printers=names,
        offered=[FormOption(printer_id, name) for printer_id, name in names.items()],
        chosen={choice.station_id: choice.printer_id for choice in choices if choice.papers == ""},
        no_printer=NO_PRINTER,
        usual_printer=USUAL_PRINTER,
        guessed=lan is not None and lan.codes.wrong >= MOST_WRONG,
        longest_name=first_day.LONGEST_NAME,
        longest_place=LONGEST_PLACE,
        typed=request.form,
        fault=session.page_words().refused(refused) if refused else "",
        fault_at=at,
        port=lan.port if lan else box.settings.lan_port,
        firewall=local_network.needs(box.settings.lan_port),
        decides=received.decides(db, session.current_actor()) and not request_state().training,
        at_machine=request_state().lan is None,
    )


enrol_screen = Blueprint("enrol", __name__, url_prefix="/enrol")


@enrol_screen.get("", endpoint="show")
def show_lan_door() -> ResponseReturnValue:
    """The door; a screen that is a station already, or is of this machine, goes to its first page."""
    visit = request_state().lan
    if visit is None or visit.station.role is not None:
        return redirect(url_for("welcome.show"), 303)
    return _enrol_page()


@enrol_screen.post("")
def post_station_code() -> ResponseReturnValue:
    lan, visit = app_state().lan, request_state().lan
    if lan is None or visit is None or visit.station.role is not None:
        return redirect(url_for("welcome.show"), 303)
    try:
        rate_limits.count_screen_try("enrol")
        wanted = lan.codes.take(request.form.get("code", ""))
    except Refused as refused:
        return _enrol_page(refused)
    rate_limits.uncount_screen_try("enrol")
    request_state().lan = LanRequest(next_cookie=pairs.enrol(session.box(), wanted))
    return redirect(url_for("welcome.show"), 303)


def _enrol_page(refused: Refused | None = None) -> Response:
    visit = request_state().lan
    ended = visit.ended_why if visit else None
    return door_page("lan/enrol/page.html", 422 if refused else 200, refused=refused, ended=ended)


trust_screen = Blueprint("trust", __name__, url_prefix="/trust")
FILE = "parvis.crt"


@trust_screen.get("", endpoint="show")
def show_trust_steps() -> ResponseReturnValue:
    if app_state().lan is None:
        return redirect(url_for("welcome.show"), 303)
    return door_page("lan/trust/page.html", file=FILE)


@trust_screen.get(f"/{FILE}")
def serve_certificate() -> ResponseReturnValue:
    """The certificate, which holds no secret: what makes it trusted is that somebody compares its fingerprint."""
    lan = app_state().lan
    if lan is None:
        return redirect(url_for("welcome.show"), 303)
    answer = Response(lan.certificate, content_type="application/x-x509-ca-cert")
    answer.headers["Content-Disposition"] = f'attachment; filename="{FILE}"'
    return answer
