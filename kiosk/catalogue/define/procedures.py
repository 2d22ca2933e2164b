"""Read a whole procedure file: its keys, the rules between them, and the procedure they make."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from importlib.resources import files

from msgspec.structs import replace

from kiosk.catalogue.define.conditions import Scope, read_when
from kiosk.catalogue.define.steps import SHARED_CONTEXT, read_icon, read_steps, shared_steps, steps_for, steps_of
from kiosk.catalogue.read.source import (
    CatalogueFault,
    CatalogueFaults,
    Entries,
    Items,
    Node,
    Notes,
    Scalar,
    read_root_node,
)
from kiosk.catalogue.read.table import KEBAB, ReadingState, Table, ids_in, note_repeated, note_unknown, typeset
from kiosk.domain.answers import answering
from kiosk.domain.answers.fields.registry import find_field_kind
from kiosk.domain.answers.journey import compute_journey
from kiosk.domain.language.spelling import EMPTY, Text
from kiosk.domain.language.words import Typed
from kiosk.domain.procedure.facts import EVIDENCE_KEYS, Evidence, SourcedFact
from kiosk.domain.procedure.notice import BASES, NOT_FOR_AUTHORITIES, OTHERS, SENSITIVE, Keeping, Notice
from kiosk.domain.procedure.procedure import (
    AUDIENCES,
    DRAWINGS,
    FOR_WHOM,
    KINDS,
    RECEIPTS,
    THEMES,
    USUAL_FOR_WHOM,
    Condition,
    Example,
    Field,
    NextStep,
    Procedure,
    ProcedureDocument,
    ProcedureKind,
    Service,
    SilenceRule,
    Step,
    Word,
)
from kiosk.domain.time.calendar import SilenceMeans

KEYS = ("title", "answers")
_SAID = ("1", "oui", "true")
"""Values that a file may write for a box: `{ none: oui }` for « je n'en ai pas », `{ unknown: oui }`."""
_BOXES = (answering.NONE_PART, answering.UNKNOWN_PART)


def read_examples(table: Table, steps: Sequence[Step]) -> tuple[Example, ...]:
    """The examples under `examples`; they may only answer questions of these steps."""
    fields = {field.id: field for step in steps for field in step.fields}
    examples = []
    for node in table.items("examples"):
        inner = Table(node, table.reading, KEYS)
        title, answers = inner.word("title", required=True), inner.value("answers", required=True)
        if answers is not None:
            entries = Table(answers, table.reading)
            lines = {key.value: key.line for key, _ in entries.node.pairs}
            examples.append(Example(title, _answers(entries, fields), node.line, lines))
    return tuple(examples)


def find_example_faults(procedure: Procedure, path: str, today: date) -> Iterator[CatalogueFault]:
    """The faults of the examples' answers as judged by the questions on that day, one for each question."""
    fields = {field.id: field for field in procedure.fields()}
    for example in procedure.examples:
        answers = {name: answering.judge_answer(fields[name], typed, today) for name, typed in example.answers.items()}
        answers |= answering.find_wrong_spans(fields.values(), answers, answers)
        for name, answer in answers.items():
            if answer.fault:
                details = {"field": name, "fault": answer.fault, "title": example.title}
                yield CatalogueFault(path, example.lines.get(name, example.line), 1, "wrong-example", details)
        for field in compute_journey(procedure, answers, today).fields():
            kind = find_field_kind(field.kind)
            if field.id not in answers and field.required and kind.answers and not kind.ends:
                details = {"field": field.id, "title": example.title}
                yield CatalogueFault(path, example.line, 1, "unanswered-example", details)


def _answers(table: Table, fields: dict[str, Field]) -> dict[str, Typed]:
    typed_by_field: dict[str, Typed] = {}
    for key, node in table.node.pairs:
        field = fields.get(key.value)
        if field is None:
            note_unknown(table.notes, key, "unknown-field", key.value, fields)
        elif find_field_kind(field.kind).repeats and isinstance(node, Items):
            typed: Typed = {}
            inner = {own.id: own for own in field.fields}
            for number, item in enumerate(node.items, 1):
                typed = answering.replace_item(typed, number, _answers(Table(item, table.reading), inner))
            typed_by_field[field.id] = typed
        else:
            typed_by_field[field.id] = _typed(table, field, node)
    return typed_by_field


def _typed(table: Table, field: Field, node: Node) -> Typed:
    if not isinstance(node, Entries):
        return {"": _values(table, field, node)}
    parts = {*find_field_kind(field.kind).parts, *_BOXES}
    typed: dict[str, tuple[str, ...]] = {}
    for key, value in node.pairs:
        if key.value not in parts:
            note_unknown(table.notes, key, "unknown-part", key.value, sorted(parts))
        elif key.value not in _BOXES:
            typed[key.value] = _values(table, field, value)
        elif isinstance(value, Scalar) and value.value.strip() in _SAID:
            typed[key.value] = ("1",)
    return typed


def _values(table: Table, field: Field, node: Node) -> tuple[str, ...]:
    nodes = node.items if isinstance(node, Items) else (node,)
    return tuple(table.letters(item, field.id) for item in nodes)


NAME = "glossary.yaml"
GLOSSARY = "glossary"
"""The id of that file, and the gettext context of its texts."""
WORD_KEYS = ("term", "also", "means")


def read_words(table: Table, key: str) -> tuple[Word, ...]:
    """The words under this key: a term, other forms under which texts write it, and one sentence that explains it."""
    words = []
    for node in table.items(key):
        inner = Table(node, table.reading, WORD_KEYS)
        term, means = inner.text("term", required=True), inner.text("means", required=True)
        also = tuple(inner.letters(form, "also") for form in inner.items("also"))
        if term and means:
            words.append(Word(term, means, tuple(filter(None, also))))
    return tuple(words)


@cache
def shipped_words() -> tuple[Word, ...]:
    """The words that ship. Raises `CatalogueFaults` if their file is wrong."""
    notes = Notes(NAME)
    node = read_root_node(files("kiosk.catalogue").joinpath(NAME).read_bytes(), notes)
    words = read_words(Table(node, ReadingState(notes, GLOSSARY), ("id", "words")), "words") if node is not None else ()
    if notes.faults:
        raise CatalogueFaults(notes.faults)
    return words


def list_glossary_words(procedure: Procedure | None) -> tuple[Word, ...]:
    """The words that pages of this procedure explain: its own first, which win over those that ship."""
    return (*(procedure.glossary if procedure is not None else ()), *shipped_words())


_OF_APPLICANT = "applicant."
NOTICE_KEYS = (
    "purpose", "legal_basis", "law", "recipients", "hub_retention", "officer", "sensitive", "others", "register",
)  # fmt: skip
KEEPING_KEYS = ("days", "months")
_SILENT = Notice("", Keeping())
SILENCE_KEYS = ("means", "after_months", "when", "about", "text", *EVIDENCE_KEYS)
PROCEDURE_KEYS = (
    "id", "version", "kind", "title", "name", "summary", "icon", "audience", "life_event", "theme", "keywords", "cerfa",
    "service", "minutes", "cost", "price", "delay", "silence", "remedies", "documents", "for_whom", "steps", "next",
    "where", "official_number", "notice", "retention_days", *EVIDENCE_KEYS, "payment", "examples",
    "discreet", "changes_yearly", "glossary", "receipt", "drawing", "mandate", "accuse", "switched_off",
)  # fmt: skip
SERVICE_KEYS = ("id", "name", "address", "phone", "own_body", "email")
DOCUMENT_KEYS = ("id", "title", "why", "alternatives", "when", "picture", *EVIDENCE_KEYS)
_FACT_TEXTS = ("cost", "payment", "delay", "remedies", "where")
"""The texts of a file that are facts."""
USUAL_ICON = "file-text"
"""The icon of a procedure that names none."""
_PRICE = re.compile(r"(\d{1,5})(?:[.,](\d{2}))?(?: ?€)?", re.ASCII)
_ONLY_PREPARED = ("where", "official_number")
FACTS = (
    "summary", "cerfa", "cost", "price", "payment", "delay", "silence", "remedies", "documents", "steps", "next",
    "where", "official_number",
)  # fmt: skip
"""The keys that hold facts, which may change with the year."""


def warn_of_silence(table: Table, steps: tuple[Step, ...], scope: Scope, for_whom: tuple[str, ...]) -> None:
    """Warn of documents without a question, roles given twice to one person, and an applicant nobody asks for."""
    asked = {field.options.get("document") for step in steps for own in step.fields for field in (own, *own.fields)}
    for name, place in ids_in(table.node.get("documents")):
        if name not in asked:
            table.notes.warn(place, "unasked-document", value=name)
    places: dict[str, Node] = {}  # where the role of each field is written
    for written in (field for step in _tables(table.node.get("steps")) for field in _tables(step.get("fields"))):
        role_place = written.get("role")
        for name, _ in ids_in(Items(written.line, written.column, (written,))):
            if role_place is not None:
                places.setdefault(name, role_place)
    by_role: dict[str, list[tuple[Field, tuple[Condition | None, ...]]]] = {}  # with the conditions of each
    for step in steps:
        for field in step.fields:
            if field.role:
                by_role.setdefault(field.role, []).append((field, (step.when, field.when)))
    for role, fields in by_role.items():
        if role.startswith(_OF_APPLICANT) and for_whom == FOR_WHOM[:1]:
            for field, _ in fields:
                if field.id in places:
                    table.notes.warn(places[field.id], "applicant-of-oneself", value=role)
            continue
        for number, (field, whens) in enumerate(fields):
            if field.id in places and any(scope.known.ways((*whens, *other)) for _, other in fields[:number]):
                table.notes.warn(places[field.id], "repeated-role", value=role, field=fields[0][0].id)


def _tables(node: Node | None) -> list[Entries]:
    return [item for item in node.items if isinstance(item, Entries)] if isinstance(node, Items) else []


def read_notice(table: Table) -> Notice:
    """The notice under `notice`; an empty one if it is missing or wrong, which is noted."""
    node = table.value("notice", required=True)
    if node is None:
        return _SILENT
    inner = Table(node, table.reading, NOTICE_KEYS)
    basis, keeping = inner.word("legal_basis", required=True), Keeping()
    if basis == NOT_FOR_AUTHORITIES:
        inner.notes.note(inner.place("legal_basis"), "not-for-authorities", value=basis)
    elif basis and basis not in BASES:
        note_unknown(inner.notes, inner.place("legal_basis"), "unknown-word", basis, BASES)
    if (kept := inner.value("hub_retention", required=True)) is not None:
        length = Table(kept, table.reading, KEEPING_KEYS)
        keeping = Keeping(length.integer("days", least=1) or 0, length.integer("months", least=1) or 0)
        if not length.broken and length.has("days") == length.has("months"):
            table.notes.note(kept, "days-or-months")
    return Notice(
        legal_basis=basis if basis in BASES else "",
        hub_retention=keeping,
        law=inner.text("law"),
        purpose=inner.text("purpose"),
        recipients=inner.texts("recipients"),
        officer=inner.word("officer"),
        sensitive=inner.one_of("sensitive", SENSITIVE, required=False),
        others=inner.some_of("others", OTHERS) if inner.has("others") else (),
        register=inner.word("register"),
    )


def read_silences(table: Table, scope: Scope, required: bool) -> tuple[SilenceRule, ...]:
    """The meanings under `silence`, in the order of the file; empty if it is missing or wrong, which is noted. The last
    one is for everything that no other is about, so that no request is left without a meaning."""
    node = table.value("silence", required)
    if node is None:
        return ()
    if isinstance(node, Scalar):
        word = table.word("silence")
        if word == SilenceMeans.NONE:
            return (SilenceRule(SilenceMeans.NONE),)
        note_unknown(table.notes, node, "unknown-word", word, (SilenceMeans.NONE,))
        return ()
    nodes = table.items("silence", required=True) if isinstance(node, Items) else (node,)
    silences = tuple(_silence(Table(item, table.reading, SILENCE_KEYS), scope) for item in nodes)
    for item in nodes[:-1]:
        if isinstance(item, Entries) and item.get("when") is None:
            table.notes.note(item, "silence-not-last")
    if nodes and isinstance(nodes[-1], Entries) and (when := nodes[-1].get("when")) is not None:
        table.notes.note(when, "silence-without-rest")
    return silences


def _silence(table: Table, scope: Scope) -> SilenceRule:
    means = table.one_of("means", tuple(SilenceMeans))
    if means == SilenceMeans.NONE and table.has("after_months"):
        table.notes.note(table.node.place("after_months"), "silence-none-months")
    decides = means != SilenceMeans.NONE
    months = (table.integer("after_months", least=1, required=True) or 1) if decides else 0
    about = table.text("about") if table.has("about") else EMPTY
    return SilenceRule(means, months, table.text("text"), about, read_when(table, scope, "unreachable-silence"))


def read_procedure(root: Node, reading: ReadingState) -> Procedure | None:
    """The procedure that a file's root node declares; None or incomplete if `reading.notes` has faults. The shared file
    of first steps and the glossary are read by the same rules and give None."""
    table = Table(root, reading)
    if table.broken:
        return None
    node = root.get("id") if isinstance(root, Entries) else None
    reading.context = node.value.strip() if isinstance(node, Scalar) else ""
    if reading.context == SHARED_CONTEXT:
        table.expect(("id", "steps"))
        steps_of(table)
        return None
    if reading.context == GLOSSARY:
        table.expect(("id", "words"))
        read_words(table, "words")
        return None
    table.expect(PROCEDURE_KEYS)
    kind = table.one_of("kind", KINDS)
    for key in _ONLY_PREPARED:
        if kind == ProcedureKind.DEPOSITED and table.has(key):
            table.notes.note(table.node.place(key), "only-prepared", key=key)
    for_whom = table.some_of("for_whom", FOR_WHOM, default=USUAL_FOR_WHOM)
    for_whom = tuple(choice for choice in FOR_WHOM if choice in for_whom)
    documents = ids_in(table.node.get("documents"))
    note_repeated(table.notes, "repeated-document", documents)
    steps, scope = read_steps(table, tuple(name for name, _ in documents), steps_for(for_whom), shared_steps())
    steps = _with_absolute_stops(steps) if kind == ProcedureKind.PREPARED else steps
    warn_of_silence(table, steps, scope, for_whom)
    service = Service("", EMPTY)
    if (node := table.value("service", required=True)) is not None:
        inner = Table(node, table.reading, SERVICE_KEYS)
        name = inner.text("name", required=True)
        service = Service(
            inner.named("id", KEBAB),
            name,
            inner.word("address"),
            inner.word("phone"),
            bool(inner.flag("own_body")),
            inner.word("email"),
        )
    procedure = Procedure(
        id=table.named("id", KEBAB),
        version=table.integer("version", least=1) or 1,
        kind=kind,
        title=(title := table.text("title", required=True)),
        name=table.text("name") or title,
        summary=table.text("summary"),
        icon=read_icon(table) or USUAL_ICON,
        audience=table.some_of("audience", AUDIENCES, default=AUDIENCES[:1]),
        life_event=table.text("life_event"),
        theme=table.one_of("theme", THEMES),
        keywords=table.texts("keywords"),
        cerfa=table.word("cerfa"),
        service=service,
        minutes=table.integer("minutes", least=1) or max(1, len(steps)),
        cost=table.text("cost", also=EVIDENCE_KEYS),
        delay=table.text("delay", also=EVIDENCE_KEYS),
        silence=read_silences(table, scope, required=kind == ProcedureKind.DEPOSITED),
        remedies=table.text("remedies", also=EVIDENCE_KEYS),
        documents=_documents(table, scope),
        for_whom=for_whom,
        steps=steps,
        next_steps=_next_steps(table, scope),
        where=table.text("where", kind == ProcedureKind.PREPARED, EVIDENCE_KEYS),
        official_number=table.text("official_number"),
        notice=read_notice(table),
        retention_days=table.integer("retention_days", least=0),
        evidence=read_evidence(table, dated=True),
        price=_read_price(table, kind),
        payment=table.text("payment", also=EVIDENCE_KEYS),
        examples=read_examples(table, steps),
        discreet=bool(table.flag("discreet")),
        # A key that the file does not have is noted.
        changes_yearly=table.some_of("changes_yearly", tuple(filter(table.has, FACTS)))
        if table.has("changes_yearly")
        else (),
        glossary=read_words(table, "glossary"),
        receipt=table.one_of("receipt", RECEIPTS, required=False) or RECEIPTS[0],
        drawing=table.one_of("drawing", DRAWINGS, required=False),
        mandate=table.flag("mandate") is not False,
        accuse=table.flag("accuse") is not False,
        switched_off=typeset(table.word("switched_off")),
    )
    if not procedure.accuse and any(rule.decides for rule in procedure.silence):
        table.notes.note(table.node.place("accuse"), "silence-needs-accuse")
    if procedure.switched_off:
        table.notes.warn(table.place("switched_off"), "switched-off", value=procedure.switched_off)
    return replace(procedure, facts=tuple(_facts(table, procedure)))


def _read_price(table: Table, kind: str) -> str:
    """Euros with two decimals; "" without a price, or with a note where it is wrong. `cost` says the rest in words, so
    a file has one of the two; what another body decides is paid there."""
    word = table.word("price")
    written = _PRICE.fullmatch(re.sub(r"[\u00a0\u202f]", " ", word))
    price = f"{int(written[1])}.{written[2] or '00'}" if written else ""
    place = table.place("price")
    if word and (not written or price == "0.00"):
        table.notes.note(place, "not-a-price", value=word)
    elif word and table.has("cost"):
        table.notes.note(place, "price-and-cost")
    elif word and kind == ProcedureKind.PREPARED:
        table.notes.note(place, "price-elsewhere")
    else:
        return price
    return ""


def read_evidence(table: Table, dated: bool = False) -> Evidence:
    """The evidence that stands in this table. A name goes with the day on which that person checked."""
    return Evidence(
        source=table.word("source", required=True),
        source_date=table.day("source_date", required=dated),
        read_on=table.day("read_on"),
        checked_on=table.day("checked_on", required=table.has("checked_by")),
        checked_by=table.word("checked_by", required=table.has("checked_on")),
    )


def _facts(table: Table, procedure: Procedure) -> Iterator[SourcedFact]:
    """The facts of a file, in its order of keys: each with its own evidence where it has one, else the file's."""
    silences = table.node.get("silence")
    rules = silences.items if isinstance(silences, Items) else (silences,)
    documents = zip(_tables(table.node.get("documents")), procedure.documents, strict=False)
    said = {field.id: field.help or field.label for field in procedure.fields()}
    asked = [field for step in _tables(table.node.get("steps")) for field in _tables(step.get("fields"))]
    written = [
        *((key, table.node.get(key), getattr(procedure, key), ()) for key in _FACT_TEXTS if table.has(key)),
        *((f"silence.{number}", node, rule.text, ()) for number, (node, rule)
          in enumerate(zip(rules, procedure.silence, strict=False), 1)),
        *((f"documents.{document.id}", node, document.title, document.alternatives) for node, document in documents),
        *((f"questions.{name}", node, said[name], ()) for node in asked for name, _ in _id_of(node)
          if name in said and node.get("source") is not None),
        *((("price", table.node.get("price"), Text(f"{procedure.price.replace('.', ',')} €"), ()),)
          if procedure.price else ()),
    ]  # fmt: skip
    for key, node, text, instead in written:
        own = isinstance(node, Entries) and any(node.get(name) is not None for name in EVIDENCE_KEYS)
        if text and node is not None:
            evidence = read_evidence(Table(node, table.reading)) if own else procedure.evidence
            yield SourcedFact(key, text, evidence, own, node.line, instead)


def _id_of(node: Entries) -> list[tuple[str, Node]]:
    return ids_in(Items(node.line, node.column, (node,)))


def _with_absolute_stops(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """The steps of a prepared procedure, where nothing is filed here and so nothing can be filed anyway."""
    return tuple(
        replace(
            step,
            fields=tuple(
                replace(field, options={**field.options, "absolute": True})
                if find_field_kind(field.kind).ends
                else field
                for field in step.fields
            ),
        )
        for step in steps
    )


def _next_steps(table: Table, scope: Scope) -> tuple[NextStep, ...]:
    return tuple(
        NextStep(
            table.text_of(node, "next", ("when",)),
            read_when(Table(node, table.reading), scope, "unreachable-next") if isinstance(node, Entries) else None,
        )
        for node in table.items("next")
    )


def _documents(table: Table, scope: Scope) -> tuple[ProcedureDocument, ...]:
    documents = []
    for node in table.items("documents"):
        inner = Table(node, table.reading, DOCUMENT_KEYS)
        documents.append(
            ProcedureDocument(
                inner.named("id", KEBAB),
                inner.text("title", required=True),
                inner.text("why", required=True),
                inner.texts("alternatives"),
                read_when(inner, scope, "unreachable-document"),
                bool(inner.flag("picture")),
            )
        )
    return tuple(documents)
