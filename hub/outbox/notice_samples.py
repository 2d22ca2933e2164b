"""Every notice as persons read it, in each language, for whoever sets a hub up."""

from msgspec import Struct

from hub.outbox.destinations import channels_of
from hub.outbox.notice_text import Given, written
from hub.settings import HubSettings
from kiosk.connectors.connector import NOTICES
from kiosk.words.languages import direction as direction_of
from kiosk.words.languages import spoken

_GIVEN = Given("01 23 45 67 89", "9 h – 12 h", "", "XX1001A")
"""A town hall that there is not; a number of a site that there is not."""


class Sample(Struct, frozen=True):
    """One notice by one way, with the `direction` of its language; `subject` is "" for a text message."""

    type: str
    channel: str
    language: str
    direction: str
    subject: str
    text: str


def samples(settings: HubSettings) -> list[Sample]:
    """Those of the ways that this hub serves; none where it serves none."""
    link = f"{settings.address}/f" if settings.address else ""
    given = Given(_GIVEN.phone, _GIVEN.hours, link, _GIVEN.number)
    made = []
    for channel in channels_of(settings):
        for type_ in NOTICES:
            for language in spoken():
                said = written(type_, channel, language, given)
                made.append(Sample(type_, channel, language, direction_of(language), said.subject, said.text))
    return made
