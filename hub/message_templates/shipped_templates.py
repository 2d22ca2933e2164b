"""The templates that every hub has from its first day, one for each kind of answer, in every language of Parvis.

No row holds them: a service that changes one keeps a row under its id, which takes its place.
"""

from kiosk.domain.events.event import CaseState
from kiosk.domain.replies.message_template import MessageTemplate
from kiosk.words.languages import FRENCH, spoken
from kiosk.words.words import Words

STATES = (CaseState.INCOMPLETE, CaseState.ACCEPTED, CaseState.REFUSED, CaseState.IN_PROGRESS)
"""The kinds of answer that have one."""
ANSWERS = (*STATES, CaseState.CLOSED)
"""The kinds of answer that a template can be for."""
CONTEXT = "message-template"
"""The context of their texts among the words for codes."""


def shipped() -> dict[str, MessageTemplate]:
    """Those that ship, by id, in the order of `STATES`."""
    return {f"shipped-{state}": _template(state) for state in STATES}


def _template(state: CaseState) -> MessageTemplate:
    french = Words()
    return MessageTemplate(
        id=f"shipped-{state}",
        name=french.code(CONTEXT, f"{state}-name"),
        words=french.code(CONTEXT, state),
        said_in={
            language: Words(language).code(CONTEXT, state)
            for language in spoken()
            if language != FRENCH and Words(language).has(CONTEXT, state)
        },
        state=state,
    )
