"""Anyone's page to verify a receipt in their own browser, and to follow it: the state, and nothing else."""

from flask import Blueprint, render_template, request

from kiosk.domain.proofs.receipt_proof import MOST_SAID
from kiosk.hub.decisions.follow import proven
from kiosk.hub.hub import this_hub
from kiosk.hub.sites.receipt_keys import known, signed

receipt = Blueprint("receipt", __name__)


@receipt.get("/r")
@receipt.get("/R")
def show() -> str:
    """The page with today's list; what is behind the # of its address is never sent."""
    return _page()


@receipt.post("/r")
def look() -> str | tuple[str, int]:
    """The state of the case whose receipt is sent, or what is wrong with it."""
    typed = request.form.get("proof", "")[:MOST_SAID]
    verdict, standing = proven(this_hub(), typed)
    if not verdict.genuine:
        return _page(verdict.code, typed), 422
    if standing is None:
        return _page("genuine", typed), 404
    return render_template("hub/follow.html", standing=standing)


def _page(said: str = "", typed: str = "") -> str:
    hub = this_hub()
    now = known(hub)
    return render_template("hub/receipt.html", signed=signed(hub, now), known=now, said=said, typed=typed)
