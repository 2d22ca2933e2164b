"""What one request of the hub holds: who is signed in, and the cookies of their browser."""

from dataclasses import dataclass, field

from flask import g

from hub.people.people import Staff
from hub.sites.sites import Site


@dataclass(slots=True)
class RequestState:
    """The state of a request; nothing of it outlives the answer.

    `staff` is None where nobody is signed in. `cookie` is that of the session as the browser sent it or is about to
    learn it, "" for none. `new_browser` is the random name that forms are bound to and the browser is still to learn,
    "" where it knows one or no form needs one. `language` is that of a public page being made, "" on every other.
    `site` is whose box asks, None for everybody else.
    """

    staff: Staff | None = None
    cookie: str = field(default="", repr=False)
    new_browser: str = field(default="", repr=False)
    language: str = ""
    site: Site | None = None


def request_state() -> RequestState:
    """The state of this request, empty when it is first asked for. Raises `RuntimeError` outside an application."""
    state: RequestState | None = g.get("parvis_hub")
    if state is None:
        state = g.parvis_hub = RequestState()
    return state
