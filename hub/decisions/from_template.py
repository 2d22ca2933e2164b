"""Writes the message of a decision from a template, and knows afterwards whether it still is the template's.

The form carries which template filled it, in which version, and the hash of what was filled in. Where the message is
still that, it is filled anew with the papers and the day that were chosen in the end, and is said in the template's
languages too; one that somebody changed is theirs, in French alone.
"""

from collections.abc import Mapping

from msgspec import Struct
from sqlalchemy import Connection

from hub.cases.cases import CaseFile
from hub.decisions import asking
from hub.decisions.asking import Asking
from hub.message_templates import kept_templates
from hub.message_templates.case_values import values_of
from kiosk.domain.events.event import digest
from kiosk.domain.replies.asked_paper import AskedPaper
from kiosk.domain.replies.message_template import FRENCH, MessageTemplate, filled
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused
from kiosk.words.words import Words

_BETWEEN = ":"


class Used(Struct, frozen=True):
    """Which template filled a message, as the form carries it: "" for none."""

    template: str = ""
    version: str = ""
    digest: str = ""

    @property
    def written(self) -> str:
        """The value of the form's field."""
        return _BETWEEN.join((self.template, self.version, self.digest)) if self.template else ""


NONE = Used()
"""A message in one's own words."""


class Said(Struct, frozen=True):
    """A message, in French and in other languages."""

    words: str
    said_in: Mapping[str, str]


def read_used(field: str) -> Used:
    """What a form carries; `NONE` for what is nothing of the kind."""
    parts = field.split(_BETWEEN)
    return Used(*parts) if len(parts) == len(Used.__struct_fields__) and len(field) < 200 else NONE


def normal(message: str) -> str:
    """A message as it is kept, from how a browser sends it."""
    return message.replace("\r\n", "\n").strip()


def fill(connection: Connection, case: CaseFile, template_id: str, papers_by: str, asks: Asking) -> tuple[str, Used]:
    """The French text of a template for this case, as the form then carries it.

    Raises `Refused`: `unknown-template`, `template-lacks`, and what `asking.papers` raises.
    """
    template = kept_templates.find(connection, _service(case), template_id)
    words = _filled(template, case, _papers(case, asks), papers_by)[FRENCH]
    return words, Used(template.id, template.version, digest_of(words))


def said(connection: Connection, case: CaseFile, used: Used, message: str, papers_by: str, asks: Asking) -> Said:
    """The message of a decision as it is kept.

    Raises `Refused`: `template-changed` where a colleague changed the template meanwhile: nobody has read what it says
    now; and as `fill`.
    """
    words = normal(message)
    if not used.template or used.digest != digest_of(words):
        return Said(words, {})
    template = kept_templates.find(connection, _service(case), used.template)
    if template.version != used.version:
        raise Refused(HubRefusal.TEMPLATE_CHANGED)
    texts = _filled(template, case, _papers(case, asks), papers_by)
    return Said(texts.pop(FRENCH), texts)


def digest_of(words: str) -> str:
    """The hash by which a message is known again."""
    return digest(normal(words).encode("utf-8", "surrogatepass"))


def _service(case: CaseFile) -> str:
    return str(case.submitted["service"]["id"])


def _papers(case: CaseFile, asks: Asking) -> tuple[AskedPaper, ...]:
    return asking.papers(asks, case.submitted, str)


def _filled(
    template: MessageTemplate, case: CaseFile, papers: tuple[AskedPaper, ...], papers_by: str
) -> dict[str, str]:
    return {
        language: normal(filled(text, values_of(case, papers, papers_by, Words(language))))
        for language, text in template.texts.items()
    }
