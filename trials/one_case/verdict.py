"""After the kills: the hub's database, the box's, and the notices are held against what the people did."""

import sqlite3
import time
from collections import Counter
from pathlib import Path

from kiosk import settings
from kiosk.services.box.box import open_box
from kiosk.store.database import rows
from tests.gallery.browser.town import Town
from trials.one_case import stands
from trials.one_case.town import Told

_QUIET_S = 60
"""How long what is still on its way may take."""
_WHERE_A_DECISION_IS = {"decision": "id", "delivery": "id", "given_document": "decision_id", "site_update": "id"}
_UNCERTAIN = "uncertain"


def judge(folder: Path, reference: str, made: Town, news: Told, taken_back: set[str]) -> list[str]:
    """What is not as it should be, in words; ends both processes."""
    _settle(folder)
    made.stop_all()
    with stands.hub_database(folder) as hub:
        wrong = _hub(folder, reference, taken_back) + _notices(hub, news)
    if late := stands.differs(folder, "leave"):
        wrong.append(f"hub, in the end: {late}")
    updates = stands.column(folder, "SELECT id FROM site_update WHERE of_hub = 0")
    return wrong + _box(folder, reference, updates, taken_back)


def _settle(folder: Path) -> None:
    """Wait until no notice is due."""
    for _ in range(_QUIET_S):
        if not stands.column(folder, "SELECT 1 FROM delivery WHERE due_at IS NOT NULL"):
            break
        time.sleep(1)
    time.sleep(2 * stands.BETWEEN_TALKS_S)


def _hub(folder: Path, reference: str, taken_back: set[str]) -> list[str]:
    wrong = []
    if (cases := stands.column(folder, "SELECT reference FROM cases")) != [reference]:
        wrong.append(f"hub, cases: {cases}")
    if len(set(stands.column(folder, "SELECT size FROM attachment"))) != 2:
        wrong.append("hub: the same file twice")
    for waiting in ("telephone_file", "chunked_file WHERE id NOT IN (SELECT id FROM attachment)"):
        if number := len(stands.column(folder, f"SELECT id FROM {waiting}")):
            wrong.append(f"hub, {number} files still wait: {waiting}")
    if len(taken_back) != 2:
        wrong.append(f"taken back: {taken_back}")
    for table, column in _WHERE_A_DECISION_IS.items():
        if left := taken_back & set(stands.column(folder, f"SELECT {column} FROM {table}")):
            wrong.append(f"hub, {table}: {left}, which was taken back")
    return wrong


def _notices(hub: sqlite3.Connection, news: Told) -> list[str]:
    """Each news once by each way, by the ids that the outbox has; one that a kill cut may be uncertain instead."""
    wrong = []
    mails = Counter(str(mail["Message-ID"]).strip("<>").partition("@")[0] for mail in news.mail.messages)
    texts = Counter(news.gateway.sent)
    for way, came in (("post", mails), ("sms", texts)):
        told = list(hub.execute("SELECT id, type, delivered_at, fault FROM delivery WHERE destination = ?", (way,)))
        kinds = sorted(str(row[1]) for row in told)
        if kinds != ["notice-news", "notice-news", "notice-received"]:
            wrong.append(f"notices, {way}: {kinds}")
        uncertain = [str(row[0]) for row in told if row[2] is None and row[3] == _UNCERTAIN]
        lost = [str(row[0]) for row in told if str(row[0]) not in came and str(row[0]) not in uncertain]
        wrong += [f"notices, {way}: {id_} is lost" for id_ in lost]
        wrong += [f"notices, {way}: {id_} came {times} times" for id_, times in came.items() if times > 1]
        wrong += [f"notices, {way}: {id_} is of no news" for id_ in came.keys() - {str(row[0]) for row in told}]
        print(f"notices, {way}: {sum(came.values())} came, {len(uncertain)} uncertain")
    return wrong


def _box(folder: Path, reference: str, updates: list[str], taken_back: set[str]) -> list[str]:
    box = open_box(settings.read(folder / "site"))
    try:
        db = box.store.read()
        wrong = [] if box.store.is_sound() else ["the box's store is not sound"]
        submitted = [str(row["reference"]) for row in rows(db, "SELECT reference FROM submissions")]
        if submitted != [reference]:
            wrong.append(f"box, submissions: {submitted}")
        if waiting := rows(db, "SELECT id FROM outbox"):
            wrong.append(f"box, not acknowledged: {len(waiting)}")
        heard = Counter(str(row["id"]) for row in rows(db, "SELECT id FROM updates"))
        if set(updates) - set(heard) or any(times > 1 for times in heard.values()):
            wrong.append(f"box, updates: {heard}, and the hub has {updates}")
        if reached := taken_back & set(heard):
            wrong.append(f"box, updates: {reached}, which was taken back")
        documents = rows(db, "SELECT id, chunks FROM given_documents")
        if len(documents) != 1:
            wrong.append(f"box, documents: {len(documents)}")
        print(f"box: {submitted}, {len(heard)} updates, {len(documents)} document")
        return wrong
    finally:
        box.store.close()
