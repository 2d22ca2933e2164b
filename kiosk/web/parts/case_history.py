"""What happened to a case, as the desk shows it: what was sent with what became of it, and what colleagues did."""

from collections.abc import Iterable

from msgspec import Struct

from kiosk.clock import stamp
from kiosk.domain.events.event import AddedFrom, UpdateKind
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.services.submitted.follow_case import ReadUpdate
from kiosk.store.events.outbox import PastEvent
from kiosk.store.people.journal import NamedLine
from kiosk.words.words import Words

SENT = frozenset(
    {
        JournalAction.SUBMITTED,
        JournalAction.SUPPLEMENTED,
        JournalAction.CORRECTED,
        JournalAction.CASE_WITHDRAWN,
        JournalAction.CODE_REPLACED,
    }
)
"""Actions that the events themselves tell."""


class HistoryLine(Struct, frozen=True):
    """One line: its icon, when in words and for machines (`datetime`), what happened, and what is said of it."""

    icon: str
    when: str
    datetime: str
    words: str
    more: str


def lines(
    events: Iterable[PastEvent],
    journal: Iterable[NamedLine],
    words: Words,
    updates: Iterable[ReadUpdate] = (),
    elsewhere: Iterable[ReadUpdate] = (),
) -> list[HistoryLine]:
    """The events of a case, what the service said, what was added elsewhere, and the other lines of the journal about
    it, newest first. What a person sent alone at a terminal of this box is told once, as what was sent from here."""
    told = {update.id: update for update in elsewhere}
    sent = [
        HistoryLine(
            "send" if event.acknowledged_at else "cloud-upload",
            words.moment(event.recorded_at),
            stamp(event.recorded_at),
            words.code("event", event.type),
            " ".join([_fate(event, words), " · ".join(_papers(told.pop(event.id, None), words))]).rstrip(),
        )
        for event in events
    ]
    done = [
        HistoryLine(
            "user-round", words.moment(line.at), stamp(line.at), words.code("journal", line.action), line.mediator
        )
        for line in journal
        if line.action not in SENT
    ]
    said = [
        HistoryLine(
            "landmark",
            words.moment(update.at),
            stamp(update.at),
            _said(update, words),
            " ".join(part for part in (update.by, f"« {update.message} »" if update.message else "") if part),
        )
        for update in updates
    ]
    came = [
        HistoryLine(
            "paperclip", words.moment(update.at), stamp(update.at), _from(update, words), _what_came(update, words)
        )
        for update in told.values()
    ]
    return sorted([*sent, *said, *came, *done], key=lambda line: line.datetime, reverse=True)


def _said(update: ReadUpdate, words: Words) -> str:
    """What an update is called: the outcome of a request about data, an « accusé de réception », or a state."""
    if update.outcome:
        return words.code("rights", update.outcome)
    return words.code("paper", "accuse") if update.kind == UpdateKind.ACCUSE else words.code("state", update.state)


def _from(update: ReadUpdate, words: Words) -> str:
    """Where something was added, as far as the mediator can read it and this version knows the word."""
    source = update.came and update.came["source"]
    return words.code("added-from", source if source in tuple(AddedFrom) else "elsewhere")


def _what_came(update: ReadUpdate, words: Words) -> str:
    """At which town hall, which papers, and how many files."""
    return " · ".join([*([words.in_french(update.by)] if update.by else []), *_papers(update, words)])


def _papers(update: ReadUpdate | None, words: Words) -> list[str]:
    """Which papers were added, and how many files, as far as the mediator can read it."""
    documents = update.came["documents"] if update and update.came else []
    labels = [words.in_french(document["label"]) for document in documents if document["label"]]
    files = sum(document["files"] for document in documents)
    counted = words.code("telephone", "files", number=words.number(files)) if files else ""
    return [part for part in (words.listed(labels), counted) if part]


def _fate(event: PastEvent, words: Words) -> str:
    if event.acknowledged_at:
        return words.code("fate", "received", at=words.moment(event.acknowledged_at))
    if event.dismissed_at and (event.rejected_at or not event.replaced):
        return words.code("fate", "set-aside")
    if event.replaced:
        return words.code("fate", "replaced")
    return words.code("fate", "refused" if event.rejected_at else "kept")
