"""What the town hall says of itself, changed at the desk: it counts at once, and stands in the settings file."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from kiosk.domain.screen.first_day_step import FirstDayStep
from kiosk.domain.time import opening_hours
from kiosk.domain.time.opening_hours import Rule
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box import settings_file
from kiosk.services.box.box import Actor, Box, take_settings
from kiosk.services.published import received
from kiosk.services.setup.first_start import Form, SiteAnswer, line_in
from kiosk.settings import Settings
from kiosk.store import journal


def change_place(box: Box, step: FirstDayStep, values: Mapping[str, Any], actor: Actor) -> None:
    """Change what the town hall says of itself. Raises what `change_settings` does."""
    change_settings(box, values, actor, JournalAction.PLACE_CHANGED, step)


def change_settings(box: Box, values: Mapping[str, Any], actor: Actor, action: JournalAction, detail: str) -> None:
    """Change settings, from now on and in the settings file, with a line in the journal.

    Raises `Refused`: `not-in-training`; `not-supervisor` for who does not decide for the town hall; and what
    `settings_file.write_settings` raises.
    """
    if box.training:
        raise Refused(Refusal.NOT_IN_TRAINING)
    if not received.decides(box.store.read(), actor):
        raise Refused(Refusal.NOT_SUPERVISOR, service="")
    settings_file.write_settings(box.settings.paths.settings, values)
    take_settings(box, replace(box.settings, **values))
    with box.store.write() as db:
        journal.insert_journal_line_by(db, box.clock.now(), action, actor, detail=detail)


def list_closings(known: Settings, today: date) -> list[tuple[int, Rule]]:
    """The closings and exceptional hours of the town hall that are not over, each with its place among all rules."""
    rules = opening_hours.parse_opening_hours(known.hours).rules
    return [(number, rule) for number, rule in enumerate(rules) if rule.last is not None and rule.last >= today]


MOST_PROMISED = {"promised_answer_days": 365, "promised_help_minutes": 120}
"""The settings of what the town hall promises, each with the most days or minutes that say something."""


def read_promise_answers(form: Form) -> SiteAnswer:
    """What the town hall promises, each a whole number; nothing where the box is left empty."""
    typed = {name: line_in(form, name) for name in MOST_PROMISED}
    known = {name: int(text) if text.isdecimal() and len(text) < 6 else 0 for name, text in typed.items()}
    faults = {
        name: Refused(Refusal.BAD_PROMISE, most=most)
        for name, most in MOST_PROMISED.items()
        if typed[name] and not 1 <= known[name] <= most
    }
    return SiteAnswer(typed, faults) if faults else SiteAnswer(known)


def read_closings(known: Settings, form: Form) -> SiteAnswer:
    """One more closing, or exceptional hours, of one or several days; those that are ticked are taken away."""
    typed = {name: line_in(form, name) for name in ("from", "until", "open")}
    gone = {int(number) for number in form.get("gone", ()) if number.isdecimal()}
    tables = [table for number, table in enumerate(known.hours) if number not in gone]
    if any(typed.values()):
        table = {"date": typed["from"], "until": typed["until"] or typed["from"], "open": typed["open"]}
        try:
            tables += opening_hours.write_hour_tables(opening_hours.parse_opening_hours([table]))
        except Refused as fault:
            wrong = "from" if fault.code == Refusal.HOURS_NO_DAY else "open"
            if fault.code == Refusal.HOURS_DATE:
                wrong = "until" if typed["until"] and opening_hours.is_date(typed["from"]) else "from"
            told = Refused(fault.code, **fault.details | {"value": typed[wrong]})
            return SiteAnswer({**typed, "gone": tuple(map(str, gone))}, {wrong: told})
    return SiteAnswer({"hours": tuple(tables)})
