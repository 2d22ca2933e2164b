"""What a form says of the questions of one step: judged, and each in the language that it is written in."""

from collections.abc import Mapping

from kiosk import languages
from kiosk.domain import answering, written
from kiosk.domain.attachment import judged
from kiosk.domain.case import Answer
from kiosk.domain.fields.registry import kind_of
from kiosk.domain.journey import Stop
from kiosk.domain.preferences import Preferences
from kiosk.services.box import Box
from kiosk.services.places import places_of
from kiosk.services.watch import Today


def given_in(
    box: Box, stop: Stop, form: Mapping[str, list[str]], today: Today, attached: set[str], held: Mapping[str, Answer],
    preferences: Preferences,
) -> dict[str, Answer]:  # fmt: skip
    """The answers to the questions that were on the page; one that was not there keeps what it holds.

    `attached` are the fields that a file answers; `preferences` the language they were given in; `held` is what was
    answered before, on pages of their own for groups.
    """
    asked, judge = {field.id for field in stop.fields}, answering.judge(places_of(box))
    read = [(field, answering.typed_in(field, form, held.get(field.id))) for field in stop.step.fields]
    language, latin = preferences.language, languages.is_latin(preferences.language)
    given = {
        field.id: written.marked(field, judge(field, parts, today.day), language, latin)
        for field, parts in read
        if field.id in asked or parts
    }
    files = {field.id for field in stop.step.fields if kind_of(field.kind).attaches}
    return {name: judged(each, name in attached) if name in files else each for name, each in given.items()}
