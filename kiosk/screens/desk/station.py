"""Screen that sets up this station: its name, its role, the measured size of its display, and its speaker."""

from enum import StrEnum

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.domain.language import spelling
from kiosk.domain.screen import measure
from kiosk.domain.screen.measure import Measure
from kiosk.domain.screen.station import CHOICES, PaperSlot, StationRole
from kiosk.domain.speech.listening import VOLUMES
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.people import departure
from kiosk.services.people.departure import LONGEST_NAME
from kiosk.services.voices import voices
from kiosk.store.people import people
from kiosk.web.edge.guards import signed_in
from kiosk.web.edge.pages import page
from kiosk.web.request import session

screen = Blueprint("station", __name__, url_prefix="/desk/station")
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


@screen.get("")
@signed_in
def show() -> Response:
    return _page()


@screen.post("/name")
@signed_in
def name() -> ResponseReturnValue:
    departure.name(session.box(), request.form.get("name", ""), session.current().actor)
    return redirect(url_for(".show"), 303)


@screen.post("/paper")
@signed_in
def paper() -> ResponseReturnValue:
    """Set where this station's paper comes out."""
    placed = request.form.get("slot", "")
    departure.place_paper_slot(
        session.box(), PaperSlot(placed) if placed in list(PaperSlot) else PaperSlot.UNTOLD, session.current().actor
    )
    return redirect(url_for(".show"), 303)


@screen.post("/speaker")
@signed_in
def speaker() -> ResponseReturnValue:
    """Set how loud each session begins at this station; an empty box is what the settings say."""
    typed = spelling.digits(request.form.get("volume", "")).strip().removesuffix("%").strip()
    if typed and not (typed.isdecimal() and len(typed) <= 3 and int(typed) in VOLUMES):
        return _page(Refused(Refusal.NOT_A_VOLUME))
    departure.set_speaker(session.box(), int(typed) if typed else None, session.current().actor)
    return redirect(url_for(".show", _anchor="speaker"), 303)


@screen.get("/noise.wav")
@signed_in
def noise() -> Response:
    """The noise by which a meter measures the speaker, as loud as every voice."""
    return Response(voices.noise().data, mimetype=voices.noise().media_type)


@screen.post("/role")
@signed_in
def role() -> ResponseReturnValue:
    """Set what this station is for; a terminal is for citizens at once."""
    wanted = StationRole.TERMINAL if request.form.get("role") == StationRole.TERMINAL else StationRole.DESK
    departure.give_role(session.box(), wanted, session.current().actor)
    if wanted == StationRole.TERMINAL:
        session.end()
        return redirect(url_for("welcome.show"), 303)
    return redirect(url_for(".show"), 303)


@screen.post("/measure")
@signed_in
def measured() -> ResponseReturnValue:
    """Draw the bar shorter or longer; then keep the size of a pixel, and the text size that follows from it."""
    form = request.form
    bar = _whole(form.get("bar", "")) or USUAL_BAR_PX
    if "step" in form:
        return _page(bar=_within(bar + _whole(form["step"])))
    try:
        mm = BARS.get(form.get("with", "")) or _millimetres(form.get("length", ""))
        measured_screen = measure.measured(bar, mm, _whole(form.get("distance", "")))
    except Refused as refused:
        return _page(refused, bar=_within(bar))
    return _keep(measured_screen)


@screen.post("/forget")
@signed_in
def forget() -> ResponseReturnValue:
    return _keep(None)


def _keep(measured_screen: Measure | None) -> ResponseReturnValue:
    departure.measure(session.box(), measured_screen, session.current().actor)
    return redirect(url_for(".show"), 303)


def _page(refused: Refused | None = None, bar: int = 0) -> Response:
    here = session.current().station
    measured_screen = Measure(here.mm_per_px, here.distance_mm) if here.mm_per_px and here.distance_mm else None
    return page(
        "desk/station/page.html",
        422 if refused else 200,
        here="team",
        station=here,
        known=measured_screen,
        sizes=CHOICES["size"],
        slots=PaperSlot,
        slot=people.paper_slot(session.box().store.read(), here.id),
        name=people.station_name(session.box().store.read(), here.id),
        bars=BARS,
        steps=STEPS_PX,
        speaker=people.speaker(session.box().store.read(), here.id),
        usual_volume=session.box().settings.speech_volume,
        distances=measure.DISTANCES_MM,
        longest_name=LONGEST_NAME,
        typed=request.form,
        bar=bar or (_within(round(measured_screen.px(measure.CARD_MM))) if measured_screen else USUAL_BAR_PX),
        fault=(AT[refused.code], session.words().code("refused", refused.code)) if refused else ("", ""),
    )


def _within(bar: int) -> int:
    """The bar's length within what can be drawn, in pixels."""
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
