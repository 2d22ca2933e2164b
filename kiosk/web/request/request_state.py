"""What one request of the box holds: whose session it is, and what its page works out once."""

from dataclasses import dataclass, field
from pathlib import Path

from flask import g
from markupsafe import Markup

from kiosk.services.box.box import Box
from kiosk.services.training.training import Training
from kiosk.web.request.person import LanVisit, Session


@dataclass(slots=True)
class RequestState:
    """The state of a request; nothing of it outlives the answer.

    `lan` is what is known of a screen of the local network, None for a request of this machine.

    `session` is None for an answer that needs none. `station_token` is what the browser is told to be known by as a
    station, "" where it keeps what it has. `form_field` is the hidden field of every form of the page, None until a
    form asks for it; `someone_waits` is None until a page asks whether a citizen waits for the mediator to go.

    `for_staff` is whether those who work here alone read the page, which is in French then; `staff_part` whether they
    alone read the part of a page that is being written.

    `signs` is the folder of clips in sign language, None where there is none, and "" until a page asks for it.

    `served` is the box that the application serves, None until it is first asked for.

    `training` is the training that this request is a part of, None for what is real; `beside` is then the mediator's
    real session.
    """

    lan: LanVisit | None = field(default=None, repr=False)
    session: Session | None = field(default=None, repr=False)
    station_token: str = field(default="", repr=False)
    form_field: Markup | None = field(default=None, repr=False)
    someone_waits: bool | None = None
    for_staff: bool = False
    staff_part: bool = False
    signs: Path | str | None = ""
    training: Training | None = field(default=None, repr=False)
    served: Box | None = field(default=None, repr=False)
    beside: Session | None = field(default=None, repr=False)


def request_state() -> RequestState:
    """The state of this request, empty when it is first asked for. Raises `RuntimeError` outside an application."""
    found: RequestState | None = g.get("parvis")
    if found is None:
        found = g.parvis = RequestState()
    return found
