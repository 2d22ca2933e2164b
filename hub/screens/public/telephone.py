"""Takes what a page sends from somebody's own telephone, sealed: parts of files, taking one away, and « Envoyer ».

The page's script reads the answers, in JSON. Bytes that the page's key does not open are refused: nothing comes here in
clear.
"""

from flask import Blueprint, jsonify, make_response, request
from werkzeug.wrappers import Response

from hub.hub import Hub, this_hub
from hub.telephone import parts, rows, sending
from hub.telephone import ticket as tickets
from hub.telephone.parts import Part
from hub.telephone.ticket import Ticket
from hub.web import public_words
from kiosk.errors import Refused
from kiosk.http.error_pages import wait_named
from kiosk.words.words import Words

telephone = Blueprint("telephone", __name__)
LATER_S = 3
"""Seconds after which a page asks again for a file that waits for its turn."""
_MOST_DIGITS = 9


@telephone.post("/f/copie")
def take() -> Response:
    """A part of a file: `arrived` says how many of its bytes are there, `size` that it is there and clean."""
    hub = this_hub()
    try:
        ticket = _ticket(hub)
        came = parts.take(hub, ticket, _part(), request.remote_addr or "")
        if isinstance(came, int):
            return jsonify(arrived=came)
        cleaned = sending.open_whole(hub, ticket, came)
    except Refused as refused:
        return _refusal(refused)
    if cleaned is None:
        return make_response(jsonify(later=LATER_S), 503)
    return jsonify(size=cleaned.attachment.size)


@telephone.post("/f/enlever")
def take_away() -> Response:
    """Forget a file that was not sent to the service yet."""
    hub = this_hub()
    try:
        ticket = _ticket(hub)
        with hub.store.reading() as connection:
            file = rows.find(connection, _field("file"))
        if file is not None and file.case_id == ticket.case_id:
            parts.give_up(hub, file)
    except Refused as refused:
        return _refusal(refused)
    return jsonify(gone=True)


@telephone.post("/f/copies")
def send() -> Response:
    """Send the files that arrived to the service, once."""
    hub = this_hub()
    try:
        ids = _field("files", 33 * parts.MOST_FILES).split(",")
        sending.send(hub, _ticket(hub), ids)
    except Refused as refused:
        return _refusal(refused)
    return jsonify(sent=True)


def _ticket(hub: Hub) -> Ticket:
    return tickets.read(hub, _field("ticket", tickets.LONGEST + 1))


def _part() -> Part:
    sent = request.files.get("part")
    content = sent.read(parts.PART_BYTES + 1) if sent else b""
    return Part(_field("file"), _field("paper"), _number("size"), _number("start"), content)


def _field(name: str, most: int = 32) -> str:
    return request.form.get(name, "")[:most]


def _number(name: str) -> int:
    """A whole number; -1 for anything else."""
    text = _field(name, _MOST_DIGITS + 1)
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS else -1


def _refusal(refused: Refused) -> Response:
    """Why not, in the words of the page's language."""
    said = jsonify(refused=refused.code, says=Words(public_words.language()).refused(refused))
    return wait_named(make_response(said, 422), refused)
