"""Read the answers to one step's questions from its form, with this box's list of communes."""

from collections.abc import Container, Mapping

from kiosk.domain.answers import answered_page, answering
from kiosk.domain.answers.case import Answer
from kiosk.domain.answers.journey import Stop
from kiosk.domain.language.preferences import Preferences
from kiosk.services.box.box import Actor, Box
from kiosk.services.box.legal_clock import Today
from kiosk.services.procedures.local_communes import places_of
from kiosk.words import languages


def given_in(
    box: Box,
    stop: Stop,
    form: Mapping[str, list[str]],
    today: Today,
    attached: Container[str],
    answers: Mapping[str, Answer],
    preferences: Preferences,
    actor: Actor,
) -> dict[str, Answer]:
    """The answers by field id, as `domain.answers.answered_page.read_answers` gives them.

    `preferences` holds the language the page was shown in; `actor` is who fills the form: only a mediator certifies.
    """
    judge, language = answering.judge(places_of(box)), preferences.language
    return answered_page.read_answers(
        stop, form, answers, attached, judge, today.day, language, languages.is_latin(language), actor.witness
    )
