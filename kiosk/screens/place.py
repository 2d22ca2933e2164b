"""Screens of the place: what the town hall says of itself, read and changed at the desk."""

from typing import Any

from flask import Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.domain.screen.first_day_step import FirstDayStep
from kiosk.screens.setup import PAGE_OF, list_choices, read_settings_values
from kiosk.services.figures import kept_promises
from kiosk.services.published import received
from kiosk.services.setup import first_start, place
from kiosk.services.setup.first_start import SiteAnswer
from kiosk.web import session
from kiosk.web.guards import make_staff_screen
from kiosk.web.pages import render_page
from kiosk.web.questions import FormOption, refusals
from kiosk.words import languages, opening_words

place_screen = make_staff_screen("place", "/desk/place")
_ASKED_TOO = (FirstDayStep.NAME, FirstDayStep.CONTACT, FirstDayStep.PRIVACY, FirstDayStep.HOURS, FirstDayStep.LANGUAGES,
              FirstDayStep.SERVICES, FirstDayStep.COMMUNE)  # fmt: skip
PAGES = {step: PAGE_OF[step] for step in _ASKED_TOO} | {
    FirstDayStep.CLOSINGS: "desk/place/closings.html",
    FirstDayStep.PROMISES: "desk/place/promises.html",
}
"""What may be changed here. The code of the numbers never changes; other screens have a page of their own."""


@place_screen.get("", endpoint="show")
def show_place() -> Response:
    box, words = session.box(), session.page_words()
    titles = {choice.id: words.text(choice.name) for choice in first_start.list_service_choices()}
    return render_page(
        "desk/place/page.html",
        here="team",
        site=box.site,
        controllers=[told.strip() for entry in box.settings.controllers if (told := entry.partition(":")[2]).strip()],
        communes=first_start.communes(box.settings, box.settings.commune),
        hours=opening_words.describe_opening_hours(box.site, words, box.watch.today().day),
        spoken=[languages.find_language_name(code) for code in box.settings.languages],
        services=[titles.get(service, service) for service in box.settings.services],
        promises=kept_promises.read_promises(box),
        decides=received.decides(box.store.read(), session.current_actor()),
    )


@place_screen.get("/<step>")
def show_place_step(step: str) -> Response:
    return _step_page(_step(step))


@place_screen.post("/<step>")
def post_place_step(step: str) -> ResponseReturnValue:
    box, asked = session.box(), _step(step)
    form = request.form.to_dict(flat=False)
    if asked == FirstDayStep.CLOSINGS:
        given = place.read_closings(box.settings, form)
    elif asked == FirstDayStep.PROMISES:
        given = place.read_promise_answers(form)
    else:
        given = first_start.read_site_answer(box.settings, asked, form)
    if given.faults or given.searched:
        return _step_page(asked, given)
    place.change_place(box, asked, given.values, session.current_actor())
    return redirect(url_for(".show"), 303)


def _step(name: str) -> FirstDayStep:
    if name not in PAGES:
        abort(404)
    return FirstDayStep(name)


def _step_page(step: FirstDayStep, given: SiteAnswer | None = None) -> Response:
    """The page that asks for one part: with what was typed where something is wrong with it, else with what is so."""
    box, words = session.box(), session.page_words()
    given = given or SiteAnswer(read_settings_values(box.settings))
    closings: dict[str, Any] = {}
    if step == FirstDayStep.CLOSINGS:
        closings = {
            "listed": [
                FormOption(str(number), opening_words.describe_exception(rule, words))
                for number, rule in place.list_closings(box.settings, box.watch.today().day)
            ]
        }
    return render_page(
        PAGES[step],
        422 if given.faults else 200,
        layout="desk_layout.html",
        here="team",
        action=url_for(".post_place_step", step=step),
        back=url_for(".show"),
        given=given.values,
        faults=refusals(given.faults, words),
        found=given.found,
        searched=given.searched,
        typed=request.form.get("q", ""),
        **closings,
        **list_choices(step, given),
    )
