"""Read the privacy notice of a procedure file, which every procedure must have."""

from kiosk.catalogue.read.table import Table, note_unknown
from kiosk.domain.procedure.notice import BASES, NOT_FOR_AUTHORITIES, Keeping, Notice

KEYS = ("purpose", "legal_basis", "law", "recipients", "hub_retention", "officer")
KEEPING_KEYS = ("days", "months")
_SILENT = Notice("", Keeping())


def read_notice(table: Table) -> Notice:
    """The notice under `notice`; an empty one if it is missing or wrong, which is noted."""
    node = table.value("notice", required=True)
    if node is None:
        return _SILENT
    inner = Table(node, table.reading, KEYS)
    return Notice(
        legal_basis=_basis(inner),
        hub_retention=_keeping(inner),
        law=inner.text("law"),
        purpose=inner.text("purpose"),
        recipients=inner.texts("recipients"),
        officer=inner.word("officer"),
    )


def _basis(table: Table) -> str:
    word = table.word("legal_basis", required=True)
    if word in BASES:
        return word
    if word == NOT_FOR_AUTHORITIES:
        table.notes.note(table.place("legal_basis"), "not-for-authorities", value=word)
    elif word:
        note_unknown(table.notes, table.place("legal_basis"), "unknown-word", word, BASES)
    return ""


def _keeping(table: Table) -> Keeping:
    node = table.value("hub_retention", required=True)
    if node is None:
        return Keeping()
    inner = Table(node, table.reading, KEEPING_KEYS)
    days, months = inner.integer("days", least=1), inner.integer("months", least=1)
    if not inner.broken and inner.has("days") == inner.has("months"):
        table.notes.note(node, "days-or-months")
    return Keeping(days or 0, months or 0)
