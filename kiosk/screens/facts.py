"""Screens of the facts: what the procedures of this town hall rest on, and the check of who decides for it."""

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.domain.procedure.facts import group_by_evidence
from kiosk.services.procedures import fact_checks, look_up
from kiosk.services.published import received
from kiosk.web import session
from kiosk.web.guards import make_staff_screen
from kiosk.web.pages import render_page

facts_screen = make_staff_screen("facts", "/desk/facts")


_GROUP = "source-"
"""How the names of the boxes of one source begin."""


@facts_screen.get("", endpoint="show")
def show_facts() -> Response:
    box = session.box()
    lines = fact_checks.list_fact_counts(box)
    return render_page(
        "desk/facts/page.html",
        here="settings",
        lines=lines,
        old=any(line.old for line in lines),
        switched=fact_checks.list_switched_off_procedures(box),
        decides=received.decides(box.store.read(), session.current_actor()),
    )


@facts_screen.get("/<procedure_id>")
def show_procedure_facts(procedure_id: str) -> Response:
    box = session.box()
    procedure, words = look_up.get_known_procedure(box, procedure_id), session.page_words().marked
    groups = reversed(group_by_evidence(fact_checks.list_checked_facts(box, procedure)))
    return render_page(
        "desk/facts/procedure.html",
        here="settings",
        procedure=procedure,
        sources=[(look_up.say_standing(of, words, named=True), of, resting) for of, resting in groups],
        decides=received.decides(box.store.read(), session.current_actor()),
        today=box.watch.today().day,
    )


@facts_screen.post("/<procedure_id>")
def post_fact_checks(procedure_id: str) -> ResponseReturnValue:
    box = session.box()
    procedure = look_up.get_known_procedure(box, procedure_id)
    checked = [value for group, values in request.form.lists() if group.startswith(_GROUP) for value in values]
    fact_checks.record_fact_checks(box, procedure, checked, session.current_actor())
    return redirect(url_for(".show_procedure_facts", procedure_id=procedure_id), 303)


@facts_screen.post("/<procedure_id>/offer")
def post_procedure_offer(procedure_id: str) -> ResponseReturnValue:
    box = session.box()
    procedure = look_up.get_known_procedure(box, procedure_id)
    fact_checks.switch_procedure(box, procedure, request.form.get("offer") == "yes", session.current_actor())
    return redirect(url_for(".show"), 303)
