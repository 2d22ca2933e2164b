"""What a search found stays beside each case that is opened of it: its references, in a cookie, until a list is shown.

Words that were sought are kept nowhere. The cookie names whose search it was: at a shared machine it is no one else's.
"""

from flask import request
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from hub.cases.case_list import PAGE, Page, of_references
from hub.hub import Hub, this_hub
from hub.web.visitor import me
from kiosk.domain.events import reference as references
from kiosk.errors import Refused
from kiosk.http.form_tokens import guarded

_COOKIE = "parvis_found"
_BETWEEN = "."


def page(hub: Hub, connection: Connection) -> Page | None:
    """The cases that this person's last search found, as far as they may see them; None where no search lasts."""
    whose, *kept = request.cookies.get(_name(hub), "").split(_BETWEEN)[: PAGE + 1]
    if whose != me().id:
        return None
    found = of_references(connection, hub.ring, [item for item in kept if _is_reference(item)], me().scope)
    return found if found.rows else None


def keep(answer: Response, found: Page | None) -> None:
    """Have the browser keep which cases were found, or forget them: no search lasts, or it found nothing."""
    hub = this_hub()
    guard = guarded(hub.settings.secure_cookies)
    if found is not None and found.rows:
        kept = _BETWEEN.join((me().id, *(row.reference for row in found.rows)))
        answer.set_cookie(_name(hub), kept, **guard)
    elif _name(hub) in request.cookies:
        answer.delete_cookie(_name(hub), **guard)


def _is_reference(text: str) -> bool:
    try:
        return references.parse_reference(text) == text
    except Refused:
        return False


def _name(hub: Hub) -> str:
    return hub.settings.cookie_prefix + _COOKIE
