"""The message templates of the services, each service's in one text: read, written, looked at before they are kept."""

from collections.abc import Sequence

from flask import Blueprint, abort, redirect, render_template, request, url_for
from msgspec.structs import asdict
from werkzeug.wrappers import Response

from hub import message_templates as kept_templates
from hub.cases.states import EVERYTHING
from hub.hub import this_hub
from hub.message_templates import EVERY, ServiceText, advice_of, sample_values, shown_as
from hub.web.pages import word
from hub.web.visitor import instructors_only, me
from kiosk.domain.language import spelling
from kiosk.domain.replies.message_template import (
    ANSWERS,
    LONGEST_TEXT,
    Blank,
    MessageTemplate,
    TemplateFault,
    faults_of,
)
from kiosk.errors import Refused
from kiosk.words.languages import FRENCH, find_direction, list_languages

message_templates = Blueprint("message_templates", __name__, url_prefix="/modeles")
_ALL = "tous"
"""In an address, the text of all services."""


@message_templates.get("")
@instructors_only
def show_message_templates() -> str:
    """The services whose cases one decides, and all of them, each with its templates."""
    with this_hub().store.reading() as connection:
        services = {EVERY: ""} | kept_templates.list_template_services(connection, me().scope)
        texts = [
            (service or _ALL, name, kept_templates.templates_of(kept_templates.read_service_text(connection, service)))
            for service, name in services.items()
        ]
    return render_template("hub/message_templates.html", texts=texts)


@message_templates.get("/<service>")
@instructors_only
def show_service_text(service: str) -> str:
    with this_hub().store.reading() as connection:
        kept = kept_templates.read_service_text(connection, _service(service))
    return _page(kept, kept_templates.templates_of(kept))


@message_templates.post("/<service>")
@instructors_only
def post_service_text(service: str) -> Response | str | tuple[str, int]:
    """Keep what was typed, or look at it first; what is wrong is told with its line."""
    revision = request.form.get("revision", "")
    wanted = ServiceText(
        _service(service),
        spelling.clean_lines(request.form.get("message", "")[: LONGEST_TEXT + 1]),
        int(revision) if revision.isdecimal() and len(revision) < 8 else 0,
    )
    with this_hub().store.reading() as connection:
        faults = faults_of(wanted.text, kept_templates.list_procedure_titles(connection, EVERYTHING), list_languages())
    if faults:
        return _page(wanted, faults=faults), 422
    if request.form.get("do") == "look":
        return _page(wanted, kept_templates.templates_of(wanted))
    try:
        kept_templates.save_service_text(this_hub(), me(), wanted)
    except Refused as fault:
        return _page(wanted, trouble=fault.code), 422
    return redirect(url_for(".show_service_text", service=service), 303)


def _service(named: str) -> str:
    with this_hub().store.reading() as connection:
        if named != _ALL and named not in kept_templates.list_template_services(connection, EVERYTHING):
            abort(404)
    return EVERY if named == _ALL else named


def _page(
    kept: ServiceText,
    looked_at: Sequence[MessageTemplate] = (),
    *,
    faults: Sequence[TemplateFault] = (),
    trouble: str = "",
) -> str:
    hub = this_hub()
    today = hub.day(hub.clock.now())
    with hub.store.reading() as connection:
        name = kept_templates.list_template_services(connection, EVERYTHING).get(kept.service, kept.service)
        titles = kept_templates.list_procedure_titles(connection, me().scope)
    sample = sample_values(MessageTemplate("", "", {}, kept.service), FRENCH, today)
    shown = []
    for one in looked_at:
        codes = ((found, "hard-word" if found.word else "long-sentence") for found in advice_of(one.words))
        advice = [word(code, "template-advice", **asdict(found)) for found, code in codes]
        shown.append((one, {code: shown_as(one, code, today) for code in one.texts}, advice))
    return render_template(
        "hub/message_template.html",
        kept=kept,
        address=kept.service or _ALL,
        name=name,
        faults=[word(fault.code, "template-fault", **asdict(fault)) for fault in faults],
        trouble=trouble,
        shown=shown,
        blanks=[(blank.value, sample.get(blank, "")) for blank in Blank],
        directions={code: find_direction(code) for code in list_languages()},
        answers=ANSWERS,
        titles=titles,
        mine=kept_templates.may_change_templates(me(), kept.service),
    )
