"""For whoever runs the hub: which sites are heard, and what they still hold."""

from datetime import timedelta

from flask import Blueprint, render_template

from kiosk.hub.hub import this_hub
from kiosk.hub.sites import all_sites
from kiosk.hub.visitor import staff_only

sites = Blueprint("sites", __name__)
SILENT_AFTER = timedelta(hours=24)
"""A site that was not heard for so long is worth a telephone call."""


@sites.get("/lieux")
@staff_only
def show() -> str:
    """Every site, with its last heartbeat."""
    hub = this_hub()
    return render_template("hub/sites.html", sites=all_sites(hub.store), silent_since=hub.clock.now() - SILENT_AFTER)
