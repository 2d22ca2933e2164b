"""The pages of message templates: all of them, one to write or change with a look at it, and retiring one."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub.hub import this_hub
from hub.message_templates import kept_templates
from hub.message_templates.case_values import sample_values, shown_as
from hub.message_templates.kept_templates import ANSWERS, advice_of, procedure_choices, service_choices
from hub.web import template_form
from hub.web.visitor import instructors_only, me
from kiosk.domain.replies.message_template import Blank, MessageTemplate, TemplateFault, faults_of
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused
from kiosk.words.languages import FRENCH, direction, spoken

message_templates = Blueprint("message_templates", __name__, url_prefix="/modeles")


@message_templates.get("")
@instructors_only
def show() -> str:
    """All templates, those that are retired apart."""
    hub = this_hub()
    with hub.store.reading() as connection:
        known = kept_templates.every(connection)
        services = dict(service_choices(connection, me().scope, known))
    return render_template("hub/message_templates.html", templates=known, services=services)


@message_templates.get("/nouveau")
@instructors_only
def begin() -> str:
    """An empty form; its id makes a form sent twice one template."""
    services = me().scope.services
    service = services[0] if len(services) == 1 else ""
    return _page(MessageTemplate(this_hub().clock.new_id(), "", "", {}, service=service))


@message_templates.get("/<template_id>")
@instructors_only
def show_one(template_id: str) -> str:
    """The form of one, with a look at it."""
    return _page(_known(template_id), looked_at=True)


@message_templates.post("/<template_id>")
@instructors_only
def save(template_id: str) -> Response | str | tuple[str, int]:
    """Keep what was typed, or look at it first; what is wrong stands beside the text that it is about."""
    hub, typed = this_hub(), template_form.typed(template_id, request.form)
    if faults := faults_of(typed):
        return _page(typed, faults=faults), 422
    if request.form.get("do") == "look":
        return _page(typed, looked_at=True)
    try:
        kept_templates.save(hub, me(), typed)
    except Refused as fault:
        return _page(typed, trouble=fault.code), 422
    return redirect(url_for(".show_one", template_id=template_id), 303)


@message_templates.get("/<template_id>/retrait")
@instructors_only
def leave(template_id: str) -> Response:
    """The template: where whoever had to sign in again finds it."""
    return redirect(url_for(".show_one", template_id=template_id))


@message_templates.post("/<template_id>/retrait")
@instructors_only
def retire(template_id: str) -> Response:
    """Offer a template no more, or again."""
    try:
        kept_templates.retire(this_hub(), me(), template_id, retired=request.form.get("retired") == "1")
    except Refused as fault:
        abort(404 if fault.code == HubRefusal.UNKNOWN_TEMPLATE else 403)
    return redirect(url_for(".show"), 303)


def _known(template_id: str) -> MessageTemplate:
    try:
        with this_hub().store.reading() as connection:
            return kept_templates.find(connection, template_id)
    except Refused:
        abort(404)


def _page(
    template: MessageTemplate, *, faults: tuple[TemplateFault, ...] = (), trouble: str = "", looked_at: bool = False
) -> str:
    hub = this_hub()
    today, others = hub.day(hub.clock.now()), [code for code in spoken() if code != FRENCH]
    with hub.store.reading() as connection:
        known = kept_templates.every(connection)
        services = service_choices(connection, me().scope, known)
        procedures = procedure_choices(connection, me().scope)
    shown = {code: shown_as(template, code, today) for code in template.texts} if looked_at and template.words else {}
    return render_template(
        "hub/message_template.html",
        template=template,
        faults=faults,
        trouble=trouble,
        shown=shown,
        advice=list(advice_of(template.words)) if shown else [],
        blanks=[(blank.value, sample_values(template, FRENCH, today).get(blank, "")) for blank in Blank],
        others=others,
        directions={code: direction(code) for code in others},
        states=ANSWERS,
        services=services,
        procedures=procedures,
        mine=kept_templates.may_change(me(), template.service),
        every_service=not me().scope.services,
    )
