"""« Imprimer où aller »: prints the paper of the stop that a draft has come to; its page is the step's own."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from kiosk.services.box import data_keys
from kiosk.services.papers.kinds import where_to_go
from kiosk.services.spool import print_queue
from kiosk.web.edge.guards import at_case
from kiosk.web.edge.pages import check_may_print
from kiosk.web.request import session
from kiosk.web.visit.wake_loops import wake

screen = Blueprint("where_to_go", __name__, url_prefix="/cases")


@screen.post("/<case_id>/where-to-go/<end_id>")
@at_case
def print_it(case_id: str, end_id: str) -> ResponseReturnValue:
    """Print it on this station's printer, for a mediator, or for a citizen alone where there is a printer."""
    box = session.box()
    data_keys.open_key(box.store.read(), case_id, session.current().actor)
    current = check_may_print()
    with box.store.write() as db:
        key = data_keys.open_key(db, case_id, current.actor)
        print_queue.queue(box, db, where_to_go.KIND, "", case_id, current.preferences, current.actor, key)
    wake()
    return redirect(url_for("step.show", case_id=case_id, step_id=end_id, printed=1), 303)
