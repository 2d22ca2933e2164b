"""Who calls the API: the site whose token a request bears, and what its box says of itself with each batch."""

from flask import current_app, request
from werkzeug.exceptions import Unauthorized

from hub.hub import Hub, this_hub
from hub.intake import went_back
from hub.intake.went_back import Here
from hub.retention import retention
from hub.retention.retention import EXTENSION as UPKEEP
from hub.retention.retention import Upkeep
from hub.sites import sites
from kiosk.domain.events.wire.batch import Heartbeat, Seen
from kiosk.errors import Refused

_BEARER = "Bearer "


def calling_site() -> sites.Site:
    """The site of the request's token. Raises `Unauthorized`."""
    header = request.headers.get("Authorization", "")
    if not header.startswith(_BEARER):
        raise Unauthorized
    try:
        return sites.site_by_token(this_hub().store, header[len(_BEARER) :].strip())
    except Refused:
        raise Unauthorized from None


def heard(hub: Hub, site: sites.Site, heartbeat: Heartbeat) -> Here:
    """Take what a box says of time and of what it has seen; gives how far the hub has come."""
    upkeep: Upkeep = current_app.extensions[UPKEEP]
    # Nothing is destroyed on a day that this process knows to be sure: the database need not be asked again.
    if heartbeat.at and upkeep.day != hub.clock.now().date().isoformat():
        retention.heard(hub, heartbeat.at)
    return went_back.check(hub, site, heartbeat.seen or Seen())
