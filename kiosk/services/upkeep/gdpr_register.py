"""The town hall's entries for its register of processing (GDPR art. 30), from what its procedures and settings say."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import StringIO

from kiosk.domain.answers.fields.registry import find_field_kind
from kiosk.domain.language.spelling import plain_cell
from kiosk.domain.places.site import Site
from kiosk.domain.procedure.procedure import Channel, Field, Procedure
from kiosk.services.box.box import Box
from kiosk.services.procedures import look_up
from kiosk.settings import Settings
from kiosk.words.words import Words

COLUMNS = (
    "title",
    "controller",
    "officer",
    "purpose",
    "basis",
    "sensitive",
    "people",
    "data",
    "recipients",
    "abroad",
    "kept",
    "measures",
)
"""What art. 30(1)(a) to (g) asks for, and the legal basis, which the CNIL's own model adds."""
_OF_ROLE = {"contact": "contact", "person.birth_date": "birth", "person": "identity", "applicant": "identity"}
_OF_KIND = {"phone": "contact", "email": "contact", "address": "contact", "document": "papers"}
_BESIDES = ("notices", "mandates", "person-notes", "lookups", "staff")
"""The processings that are no procedure's; each is a context of words."""
_BETWEEN = "\u00a0; "
_NAMES_OTHERS = ("text", "long_text")


RegisterEntry = Mapping[str, str]
"""The text of each of `COLUMNS`."""


def list_entries_of_box(box: Box) -> tuple[RegisterEntry, ...]:
    """The entries of this box's town hall, in French."""
    return list_register_entries(box.offered.procedures, box.site, box.hub_url, box.settings, box.words())


def list_register_entries(
    procedures: Sequence[Procedure], site: Site, hub_url: str, settings: Settings, words: Words
) -> tuple[RegisterEntry, ...]:
    """One entry a procedure, and those of `_BESIDES`. What only the town hall can fill in is marked so."""
    entries = [_of(procedure, site, hub_url, settings, words) for procedure in procedures]
    for about in _BESIDES:
        parts = ("title", "purpose", "basis", "people", "data", "recipients", "abroad", "kept")
        said = {part: words.code(about, part) for part in parts}
        if about == "mandates":
            said["kept"] = words.code(about, "kept", years=settings.mandate_years)
        entries.append(
            _entry(site, words, officer=site.officer, sensitive=words.code("register", "no-sensitive"), **said)
        )
    return tuple(entries)


def format_register_csv(entries: Sequence[RegisterEntry], words: Words) -> str:
    """The entries as CSV (RFC 4180), one a line; no cell is a formula."""
    heads = [words.code("register", name) for name in COLUMNS]
    return format_csv([heads, *([plain_cell(entry[name]) for name in COLUMNS] for entry in entries)])


def format_csv(rows: Iterable[Sequence[str]]) -> str:
    out = StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


def _of(procedure: Procedure, site: Site, hub_url: str, settings: Settings, words: Words) -> RegisterEntry:
    notice, say = procedure.notice, words.text
    answers = look_up.controller(procedure, site, words)
    days = procedure.days_here(Channel.AT_THE_DESK, settings.retention_days)
    alone = words.code("register", "terminals", hours=24 * settings.resume_days)
    readers = [words.code("register", "helper"), *look_up.readers_of(procedure, site, words)]
    return _entry(
        site,
        words,
        title=say(procedure.title),
        controller=None if answers.is_town_hall else answers.name,
        officer=notice.officer or answers.officer,
        purpose=notice.register or say(notice.purpose) or words.code("notice", "purpose"),
        basis=look_up.basis(procedure, words),
        sensitive=words.code("register", notice.sensitive or "no-sensitive"),
        people=_people(procedure, words),
        data=_data(procedure, words),
        recipients=words.listed(readers),
        abroad=words.code("register", "to-the-hub", hub=hub_url) if hub_url else words.code("register", "no-hub"),
        kept=f"{look_up.retention_in_words(procedure, days, words)} {alone}",
    )


def _entry(site: Site, words: Words, **cells: str | None) -> RegisterEntry:
    whole = {
        **cells,
        "controller": cells.get("controller")
        or ", ".join(filter(None, (site.name, site.address, site.phone, site.email))),
        "officer": cells["officer"] or words.code("register", "no-officer"),
        "measures": words.code("register", "the-measures"),
    }
    return {name: str(whole[name]) for name in COLUMNS}


def _people(procedure: Procedure, words: Words) -> str:
    kinds = ["person"]
    if procedure.for_whom != ("myself",):
        kinds.append("applicant")
    if "my_child" in procedure.for_whom:
        kinds.append("minors")
    named = [words.code("others", other) for other in procedure.notice.others]
    if not named and any(field.kind in _NAMES_OTHERS and not field.role for field in _asked(procedure)):
        kinds.append("others")
    return words.listed([*(words.code("people", kind) for kind in kinds), *named])


def _data(procedure: Procedure, words: Words) -> str:
    """The categories of data by the roles and kinds of the questions; others are named by their question. Of what is
    decided here there is also what the service writes itself.
    """
    labels: dict[str, list[str]] = {}
    for field in _asked(procedure):
        kind = find_field_kind(field.kind)
        if kind.answers and not kind.ends:  # a stop asks nothing
            labels.setdefault(category(field), []).append(words.text(field.label))
    said = [
        words.code("data", name, labels=", ".join(dict.fromkeys(labels[name])))
        for name in ("identity", "birth", "contact", "papers", "answers")
        if name in labels
    ]
    if procedure.kind == "deposited":
        said.append(words.code("data", "of-the-service"))
    if procedure.price:
        said.append(words.code("data", "payment"))
    return _BETWEEN.join(said)


def _asked(procedure: Procedure) -> Iterator[Field]:
    for field in procedure.fields():
        yield from (field, *field.fields)


def category(field: Field) -> str:
    by_role = _OF_ROLE.get(field.role) or _OF_ROLE.get(field.role.partition(".")[0])
    return by_role or _OF_KIND.get(field.kind, "answers")
