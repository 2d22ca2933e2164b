"""What a person is told of their data, in their language: on the page before the first question, and on the receipt."""

from msgspec import Struct

from kiosk.domain.places.site import Site
from kiosk.domain.procedure.notice import Channel, Keeping
from kiosk.domain.procedure.procedure import Procedure
from kiosk.words.words import Words

RIGHTS = ("copy", "correct", "limit", "erase", "object", "withdraw", "move")
"""GDPR art. 15, 16, 18, 17, 21, 7(3) and 20, in the order they are told."""
_ONLY_FOR = {
    "object": ("public_task",),
    "withdraw": ("consent",),
    "move": ("consent", "contract"),
}
"""Rights that some legal bases alone give."""


class Told(Struct, frozen=True):
    """A notice in words. The first three are said at once, the rest to whoever asks."""

    serves: str
    read_by: str
    kept: str
    controller: str
    law: str
    rights: tuple[str, ...]
    contact: str


def notice_in_words(procedure: Procedure, channel: Channel, days: int, site: Site, words: Words) -> Told:
    """The notice of a procedure for a case of that channel, which this box can read for `days` (GDPR art. 12, 13)."""
    notice = procedure.notice
    code, say = words.code, words.text
    readers = [say(reader) for reader in notice.recipients] or [
        code("notice", "service", service=say(procedure.service.name))
    ]
    readers += site.recipients_of(procedure.service.id)
    if channel != Channel.ALONE:
        readers.insert(0, code("notice", "mediator"))
    return Told(
        serves=code("notice", "serves", purpose=say(notice.purpose) or code("notice", "purpose")),
        read_by=code("notice", "read-by", readers=words.listed(readers)),
        kept=retention_in_words(procedure, days, words),
        controller=", ".join(filter(None, (site.name, site.address))),
        law=basis(procedure, words),
        rights=tuple(code("right", right) for right in rights(notice.legal_basis)),
        contact=contact(procedure, site),
    )


def basis(procedure: Procedure, words: Words) -> str:
    """What lets the town hall ask for these answers, and the text that says so."""
    law = words.text(procedure.notice.law) or procedure.source
    return words.code("basis", procedure.notice.legal_basis, law=law.strip().rstrip("."))


def retention_in_words(procedure: Procedure, days: int, words: Words) -> str:
    """How long the answers can be read: `days` at this box after transmission, then at the deciding service."""
    here = words.code("notice", "kept-here", time=span(Keeping(days=days), words)) if days else ""
    there = words.code(
        "notice",
        "kept-there-prepared" if procedure.prepared else "kept-there",
        time=span(procedure.notice.hub_retention, words),
    )
    return f"{here or words.code('notice', 'kept-nothing')} {there}"


def span(keeping: Keeping, words: Words) -> str:
    """« 30 jours », « 6 mois », « 2 ans »."""
    years, months = divmod(keeping.months, 12)
    if years and not months:
        return words.span(years, "year")
    return words.span(keeping.months, "month") if keeping.months else words.span(keeping.days, "day")


def rights(legal_basis: str) -> tuple[str, ...]:
    """The rights a person has where answers are asked for on that basis."""
    return tuple(right for right in RIGHTS if legal_basis in _ONLY_FOR.get(right, (legal_basis,)))


def contact(procedure: Procedure | None, site: Site) -> str:
    """Whom to ask: the procedure's officer, else the town hall's, else the town hall."""
    officer = procedure.notice.officer if procedure is not None else ""
    return officer or site.officer or ", ".join(filter(None, (site.name, site.email or site.phone or site.address)))
