"""Keep what the hub says of cases, its words sealed to the service that may read them."""

from collections.abc import Sequence
from typing import Any

from kiosk.connectors.hub.answers import Answers
from kiosk.connectors.hub.hub import Hub
from kiosk.domain.events import event
from kiosk.domain.events.event import RequestOutcome, UpdateKind
from kiosk.domain.keys.ring import DESK
from kiosk.services.box import data_keys
from kiosk.services.box.box import Box
from kiosk.services.exchange import fetch_documents
from kiosk.store.cases import cases
from kiosk.store.database import Database
from kiosk.store.events import updates
from kiosk.store.events.updates import NewUpdate


def receive(box: Box, hub: Hub, sent: Answers) -> int:
    """Ask for what is new and keep it; gives how many updates. `sent` is what the hub has answered just before: where
    it says that there is nothing more, and knows that this box has everything, nothing is asked.

    Raises `Unreachable`.
    """
    after = updates.cursor(box.store.read(), sent.epoch)
    if not hub.has_news(after, sent.standing):
        return 0
    news = hub.updates(after)
    fresh = news.updates if news.epoch == sent.epoch else ()  # restored between the two: asked again from the start
    if fresh:
        keep(box, fresh, sent.epoch)
    return len(fresh)


def keep(box: Box, fresh: Sequence[dict[str, Any]], epoch: str) -> None:
    """Keep verified updates of this epoch of the hub, in one transaction."""
    with box.store.write() as db:
        for update in fresh:
            _keep(box, db, update, epoch)


def _keep(box: Box, db: Database, update: dict[str, Any], epoch: str) -> None:
    """Keep one update.

    What the hub has erased goes here too, with the words that came before: it was asked for at another box, or this
    database came back from a copy that was made earlier.
    """
    if update["kind"] == UpdateKind.RIGHTS and update.get("outcome") == RequestOutcome.ERASED:
        cases.keep_no_longer(db, update["reference"])
        updates.forget(db, update["reference"], box.watch.today().now)
    submission = cases.submission_of(db, update["reference"])
    head = cases.head(db, submission.case_id) if submission else None
    service, body = data_keys.sealed_for(db, head.service_id if head else DESK, event.canonical(update))
    fields = {name: update[name] for name in ("id", "cursor", "reference", "kind", "state", "at")}
    new = NewUpdate(**fields, epoch=epoch, service_id=service, body=body, papers_by=update.get("papers_by", ""))
    updates.add(db, new, box.watch.today().now)
    fetch_documents.expect(db, update, service)
