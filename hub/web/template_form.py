"""The form of a message template: what was typed in it."""

from typing import Any

from kiosk.domain.language import spelling
from kiosk.domain.replies.message_template import LONGEST, LONGEST_NAME, MessageTemplate
from kiosk.words.languages import FRENCH, spoken

_PREFIX = "said_"
"""Before the language, in the name of a translation's field; the French one is `message`, which a session that ended
keeps."""


def typed(template_id: str, form: Any) -> MessageTemplate:
    """What came from the browser (a `MultiDict`), each text as it is kept. An empty translation is none."""
    said_in = {
        language: text
        for language in spoken()
        if language != FRENCH and (text := _text(form.get(f"{_PREFIX}{language}", "")))
    }
    revision = form.get("revision", "")
    return MessageTemplate(
        id=template_id[:32],
        name=spelling.line(form.get("name", "")[: LONGEST_NAME + 20]),
        words=_text(form.get("message", "")),
        said_in=said_in,
        service=form.get("service", "")[:64],
        procedure=form.get("procedure", "")[:64],
        state=form.get("state", "")[:16],
        revision=int(revision) if revision.isdecimal() and len(revision) < 8 else 0,
    )


def _text(typed_text: str) -> str:
    """Without what would be cut: a text that is too long must be told to be."""
    return spelling.lines(typed_text[: LONGEST + 100])
