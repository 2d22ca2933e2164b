"""Pages of the wizard about the town hall: one question each, kept as soon as it is answered."""

from dataclasses import fields
from typing import Any

from flask import Blueprint, Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.domain.places import site
from kiosk.domain.screen import first_day_step
from kiosk.domain.screen.first_day_step import OF_SITE, PAGES, FirstDayStep
from kiosk.domain.time import opening_hours
from kiosk.services.lan import local_network
from kiosk.services.setup import first_start, site_answers
from kiosk.services.setup.first_start import ServiceChoice
from kiosk.services.setup.site_answers import DAY, Answer
from kiosk.store.people import people
from kiosk.web.edge import first_start_gate
from kiosk.web.edge.pages import page
from kiosk.web.parts.form_rows import Option, refusals
from kiosk.web.request import session
from kiosk.words import languages

PAGE_OF = {
    FirstDayStep.NAME: "setup/town_hall/page.html",
    FirstDayStep.COMMUNE: "setup/town_hall/commune.html",
    FirstDayStep.CODE: "setup/town_hall/code.html",
    FirstDayStep.CONTACT: "setup/town_hall/contact.html",
    FirstDayStep.HOURS: "setup/town_hall/hours.html",
    FirstDayStep.LANGUAGES: "setup/town_hall/languages.html",
    FirstDayStep.SERVICES: "setup/town_hall/services.html",
    FirstDayStep.SCREENS: "setup/town_hall/screens.html",
}
screen = Blueprint("town_hall", __name__, url_prefix="/set-up")


@screen.get("")
def begin() -> ResponseReturnValue:
    """Go on where the wizard was left."""
    step = first_day_step.next_of_site(_done())
    return redirect(url_for(".show", step=step) if step else url_for("first_mediator.show"), 303)


@screen.get("/<step>")
def show(step: str) -> Response:
    return _page(_step(step))


@screen.post("/<step>")
def answer(step: str) -> ResponseReturnValue:
    box, asked = session.box(), _step(step)
    given = site_answers.read(box.settings, asked, request.form.to_dict(flat=False))
    if given.faults or given.searched:
        return _page(asked, given)
    site_answers.keep(box, asked, given.values)
    first_start_gate.take_settings()
    return redirect(url_for(".begin"), 303)


def _step(name: str) -> FirstDayStep:
    if name not in OF_SITE:
        abort(404)
    return FirstDayStep(name)


def _done() -> frozenset[str]:
    return people.done(session.box().store.read())


def _page(step: FirstDayStep, given: Answer | None = None) -> Response:
    """The page of a step: with what was typed where something is wrong with it, else with what is kept."""
    before = first_day_step.before(step)
    given = given or Answer(_kept(step))
    return page(
        PAGE_OF[step],
        422 if given.faults else 200,
        step=step,
        number=OF_SITE.index(step) + 1,
        pages=PAGES,
        back=url_for(".show", step=before) if before else url_for("door.show"),
        given=given.values,
        faults=refusals(given.faults, session.words()),
        found=given.found,
        searched=given.searched,
        typed=request.form.get("q", ""),
        **_offered(step, given),
    )


def _kept(step: FirstDayStep) -> dict[str, Any]:
    """The settings as they are; a name or a code is proposed where nobody gave one yet."""
    settings, done = session.box().settings, _done()
    kept = {field.name: getattr(settings, field.name) for field in fields(settings)}
    if step == FirstDayStep.NAME and step not in done:
        kept["site_name"] = ""
    if step == FirstDayStep.SERVICES and not settings.services:
        kept["services"] = tuple(choice.id for choice in first_start.choices())
    if step == FirstDayStep.CODE and not settings.site_code:
        kept["site_code"] = site.propose_site_code(settings.site_name)
    return kept


def _offered(step: FirstDayStep, given: Answer) -> dict[str, Any]:
    """What a page lists beside its question."""
    box = session.box()
    if step == FirstDayStep.COMMUNE:
        chosen = site_answers.communes(box.settings, given.values.get("commune", ()))
        return {"offered": [Option(place.insee, place.label, place.area) for place in (*given.found, *chosen)]}
    if step == FirstDayStep.LANGUAGES:
        return {"offered": [(code, languages.name(code)) for code in site_answers.languages_offered(box.settings)]}
    if step == FirstDayStep.HOURS:
        week, words = given.week or opening_hours.form_of(box.site.opening), session.words()
        return {"days": [(f"{DAY}{number}", words.weekday(number), text) for number, text in enumerate(week.texts)]}
    if step == FirstDayStep.SERVICES:
        return {"offered": [_service(choice) for choice in first_start.choices()]}
    if step == FirstDayStep.SCREENS:
        port = box.settings.lan_port
        return {"port": port, "firewall": local_network.needs(port)}
    return {}


def _service(choice: ServiceChoice) -> Option:
    text = session.words().text
    return Option(choice.id, text(choice.name), " · ".join(text(title) for title in choice.titles))
