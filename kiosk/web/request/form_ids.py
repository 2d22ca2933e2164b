"""The ids that a form or an address brings: of a case, or of the event that its press makes."""

from collections.abc import Mapping

from flask import request

from kiosk.clock import is_id
from kiosk.web.request import session


def id_in(form: Mapping[str, str], name: str) -> str:
    """The id in a field of a form or an address, "" for anything else."""
    given = form.get(name, "")
    return given if is_id(given) else ""


def event_id() -> str:
    """The id that the form brings for its event, so that a double tap makes one; a new one where it brings none."""
    return id_in(request.form, "event") or session.box().clock.new_id()
