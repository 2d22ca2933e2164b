"""Who calls the API: the site whose token a request bears, and what its box says of itself with each batch."""

from flask import Response, current_app, request
from werkzeug.exceptions import Unauthorized

from hub.hub import Hub, this_hub
from hub.intake import went_back
from hub.intake.went_back import Here
from hub.retention import retention
from hub.retention.retention import EXTENSION as UPKEEP
from hub.retention.retention import Upkeep
from hub.sites import sites
from hub.web.request_state import request_state
from kiosk.domain.events.sealed import MEDIA_TYPE, seal_message
from kiosk.domain.events.wire.batch import Heartbeat, Seen
from kiosk.errors import Refused

_BEARER = "Bearer "


def calling_site() -> sites.Site:
    """The site of the request's token. Raises `Unauthorized`."""
    header = request.headers.get("Authorization", "")
    if not header.startswith(_BEARER):
        raise Unauthorized
    try:
        site = sites.site_by_token(this_hub().store, header[len(_BEARER) :].strip())
    except Refused:
        raise Unauthorized from None
    request_state().site = site
    return site


def seal_answer(answer: Response) -> Response:
    """Seal what a site is told, whatever it is; a request that failed is answered by a code alone, in clear."""
    site = request_state().site
    if site is not None and answer.status_code == 200:
        answer.set_data(seal_message(answer.get_data(), this_hub().seed, site.verify_key))
        answer.content_type = MEDIA_TYPE
    return answer


def heard(hub: Hub, site: sites.Site, heartbeat: Heartbeat) -> Here:
    """Take what a box says of time and of what it has seen; gives how far the hub has come."""
    upkeep: Upkeep = current_app.extensions[UPKEEP]
    # Nothing is destroyed on a day that this process knows to be sure: the database need not be asked again.
    if heartbeat.at and upkeep.day != hub.clock.now().date().isoformat():
        retention.heard(hub, heartbeat.at)
    return went_back.check(hub, site, heartbeat.seen or Seen())
