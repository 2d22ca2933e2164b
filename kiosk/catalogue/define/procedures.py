"""Read a whole procedure file: its keys, the rules between them, and the procedure they make."""

from datetime import date

from msgspec.structs import replace

from kiosk.catalogue.define.conditions import Scope, read_when
from kiosk.catalogue.define.examples import read_examples
from kiosk.catalogue.define.glossary import CONTEXT as GLOSSARY
from kiosk.catalogue.define.glossary import read_words
from kiosk.catalogue.define.icons import read_icon
from kiosk.catalogue.define.lost_answers import warn_of_silence
from kiosk.catalogue.define.notices import read_notice
from kiosk.catalogue.define.shared_steps import CONTEXT, shared_steps, steps_for, steps_of
from kiosk.catalogue.define.silences import read_silences
from kiosk.catalogue.define.steps import read_steps
from kiosk.catalogue.read.node import Entries, Node, Scalar
from kiosk.catalogue.read.table import KEBAB, Reading, Table, ids_in, note_repeated
from kiosk.domain.answers.fields.registry import kind_of
from kiosk.domain.language.text import EMPTY
from kiosk.domain.procedure.procedure import (
    AUDIENCES,
    DRAWINGS,
    FOR_WHOM,
    KINDS,
    RECEIPTS,
    THEMES,
    USUAL_FOR_WHOM,
    Document,
    Procedure,
    ProcedureKind,
    Service,
    Step,
)

KEYS = (
    "id",
    "version",
    "kind",
    "title",
    "summary",
    "icon",
    "audience",
    "life_event",
    "theme",
    "keywords",
    "cerfa",
    "service",
    "minutes",
    "cost",
    "delay",
    "silence",
    "remedies",
    "documents",
    "for_whom",
    "steps",
    "next",
    "where",
    "official_number",
    "notice",
    "retention_days",
    "source",
    "source_date",
    "checked_on",
    "payment",
    "examples",
    "discreet",
    "changes_yearly",
    "glossary",
    "receipt",
    "drawing",
)
SERVICE_KEYS = ("id", "name", "address", "phone")
DOCUMENT_KEYS = ("id", "title", "why", "alternatives", "when", "picture")
ICON = "file-text"
"""The icon of a procedure that names none."""
_ONLY_PREPARED = ("where", "official_number")
FACTS = (
    "summary",
    "cerfa",
    "cost",
    "payment",
    "delay",
    "silence",
    "remedies",
    "documents",
    "steps",
    "next",
    "where",
    "official_number",
)
"""The keys that hold facts, which may change with the year."""


def read_procedure(root: Node, reading: Reading) -> Procedure | None:
    """The procedure that a file's root node declares; None or incomplete if `reading.notes` has faults.

    The shared file of first steps and the glossary are read by the same rules and give None.
    """
    table = Table(root, reading)
    if table.broken:
        return None
    reading.context = _written_id(root)
    if reading.context == CONTEXT:
        table.expect(("id", "steps"))
        steps_of(table)
        return None
    if reading.context == GLOSSARY:
        table.expect(("id", "words"))
        read_words(table, "words")
        return None
    table.expect(KEYS)
    kind = table.one_of("kind", KINDS)
    _check_kind(table, kind)
    for_whom = table.some_of("for_whom", FOR_WHOM, default=USUAL_FOR_WHOM)
    for_whom = tuple(choice for choice in FOR_WHOM if choice in for_whom)
    documents = ids_in(table.node.get("documents"))
    note_repeated(table.notes, "repeated-document", documents)
    steps, scope = read_steps(table, tuple(name for name, _ in documents), steps_for(for_whom), shared_steps())
    steps = _with_absolute_stops(steps) if kind == ProcedureKind.PREPARED else steps
    warn_of_silence(table, steps, scope, for_whom)
    return Procedure(
        id=table.named("id", KEBAB),
        version=table.integer("version", least=1) or 1,
        kind=kind,
        title=table.text("title", required=True),
        summary=table.text("summary"),
        icon=read_icon(table) or ICON,
        audience=table.some_of("audience", AUDIENCES, default=AUDIENCES[:1]),
        life_event=table.text("life_event"),
        theme=table.one_of("theme", THEMES),
        keywords=table.texts("keywords"),
        cerfa=table.word("cerfa"),
        service=_service(table),
        minutes=table.integer("minutes", least=1) or max(1, len(steps)),
        cost=table.text("cost"),
        delay=table.text("delay"),
        silence=read_silences(table, scope, required=kind == ProcedureKind.DEPOSITED),
        remedies=table.text("remedies"),
        documents=_documents(table, scope),
        for_whom=for_whom,
        steps=steps,
        next_steps=table.texts("next"),
        where=table.text("where", required=kind == ProcedureKind.PREPARED),
        official_number=table.text("official_number"),
        notice=read_notice(table),
        retention_days=table.integer("retention_days", least=0),
        source=table.word("source", required=True),
        source_date=table.day("source_date", required=True) or date.min,
        checked_on=table.day("checked_on"),
        payment=table.text("payment"),
        examples=read_examples(table, steps),
        discreet=bool(table.flag("discreet")),
        changes_yearly=_changes_yearly(table),
        glossary=read_words(table, "glossary"),
        receipt=table.one_of("receipt", RECEIPTS, required=False) or RECEIPTS[0],
        drawing=table.one_of("drawing", DRAWINGS, required=False),
    )


def _with_absolute_stops(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """The steps of a prepared procedure, where nothing is filed here and so nothing can be filed anyway."""
    return tuple(
        replace(
            step,
            fields=tuple(
                replace(field, options={**field.options, "absolute": True}) if kind_of(field.kind).ends else field
                for field in step.fields
            ),
        )
        for step in steps
    )


def _written_id(root: Node) -> str:
    node = root.get("id") if isinstance(root, Entries) else None
    return node.value.strip() if isinstance(node, Scalar) else ""


def _check_kind(table: Table, kind: str) -> None:
    if kind != ProcedureKind.DEPOSITED:
        return
    for key in _ONLY_PREPARED:
        if table.has(key):
            table.notes.note(table.node.place(key), "only-prepared", key=key)


def _changes_yearly(table: Table) -> tuple[str, ...]:
    """The facts of this file that change with the year; a key that the file does not have is noted."""
    return table.some_of("changes_yearly", tuple(filter(table.has, FACTS))) if table.has("changes_yearly") else ()


def _service(table: Table) -> Service:
    node = table.value("service", required=True)
    if node is None:
        return Service("", EMPTY)
    inner = Table(node, table.reading, SERVICE_KEYS)
    return Service(
        inner.named("id", KEBAB), inner.text("name", required=True), inner.word("address"), inner.word("phone")
    )


def _documents(table: Table, scope: Scope) -> tuple[Document, ...]:
    documents = []
    for node in table.items("documents"):
        inner = Table(node, table.reading, DOCUMENT_KEYS)
        documents.append(
            Document(
                inner.named("id", KEBAB),
                inner.text("title", required=True),
                inner.text("why", required=True),
                inner.texts("alternatives"),
                read_when(inner, scope, "unreachable-document"),
                bool(inner.flag("picture")),
            )
        )
    return tuple(documents)
