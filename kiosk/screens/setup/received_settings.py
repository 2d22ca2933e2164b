"""Screen of what was published to this box: settings, each with « revenir », and what does not count any more."""

from flask import Blueprint, Response, redirect, url_for
from flask.typing import ResponseReturnValue

from kiosk.services.published import received
from kiosk.store.published import publications
from kiosk.web.edge.guards import signed_in
from kiosk.web.edge.pages import page
from kiosk.web.request import session

screen = Blueprint("received_settings", __name__, url_prefix="/desk/received")
_LAST = 50
"""Changes that are shown."""


@screen.get("")
@signed_in
def show() -> Response:
    box = session.box()
    db = box.store.read()
    return page(
        "setup/received_settings/page.html",
        here="box",
        settings=received.every(box),
        decides=received.decides(db, session.current().actor),
        revoked=[(revocation, box.catalogue.get(revocation.id)) for revocation in publications.select_revocations(db)],
        changes=publications.select_setting_changes(db)[: -_LAST - 1 : -1],
    )


@screen.post("/<name>/keep")
@signed_in
def keep(name: str) -> ResponseReturnValue:
    """Keep the town hall's own value."""
    received.keep_own(session.box(), name, session.current().actor)
    return redirect(url_for(".show"), 303)


@screen.post("/<name>/follow")
@signed_in
def follow(name: str) -> ResponseReturnValue:
    """Follow again what is published."""
    received.follow_again(session.box(), name, session.current().actor)
    return redirect(url_for(".show"), 303)
