"""Suggests communes while a postal code or a town is typed; a public list, which says nothing about anyone."""

from flask import Blueprint, Response, jsonify, request

from kiosk.domain.places.commune import LONGEST, Place
from kiosk.services.procedures.look_up import places_of
from kiosk.web.request import session

screen = Blueprint("address_completion", __name__, url_prefix="/communes")


@screen.get("")
def found() -> Response:
    """Suggestions for the text `q`, those with `postcode` first; or one for each postal code of the commune `of`.

    With `whole`, each commune once and without its postal codes.
    """
    places = places_of(session.box())
    if insee := request.args.get("of", "")[:LONGEST]:
        rows = places.of(insee)
    else:
        rows = places.like(request.args.get("q", "")[:LONGEST], request.args.get("postcode", "")[:LONGEST])
    if "whole" in request.args:
        return jsonify([_whole(place) for place in {place.insee: place for place in rows}.values()])
    return jsonify([_row(place) for place in rows])


def _whole(place: Place) -> dict[str, str]:
    """What the suggestion of a whole commune shows and fills in."""
    name = {"label": place.name, "area": place.county, "also": place.also, "city": place.name}
    return {**name, "postcode": "", "insee": place.insee}


def _row(place: Place) -> dict[str, str]:
    """What one suggestion shows and fills in; `postcode` is empty where one of several is still to choose."""
    single_code = len(place.postcodes) == 1
    return {
        "label": place.label,
        "area": place.area,
        "also": place.also,
        "city": place.name,
        "postcode": place.postcodes[0] if single_code else "",
        "insee": place.insee,
    }
