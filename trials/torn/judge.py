"""Is what screens had confirmed still there? Asked of the application itself, page by page, as people would."""

import os
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import httpx

from kiosk import settings
from kiosk.app import create_app
from kiosk.commands.asking import in_words
from kiosk.crypto import keys
from kiosk.errors import ParvisError
from kiosk.services.box.box import open_box
from kiosk.services.upkeep import retention
from kiosk.store.database import DatabaseError
from trials.canary.later import Later
from trials.canary.search import Words, traces
from trials.torn.ledger import Draft, Ledger
from trials.townhall.desk import TIMEOUT_S, Desk

_TRACES = (DatabaseError, sqlite3.Error, ValueError, TypeError, LookupError, AttributeError, OSError, AssertionError)
"""What no person should ever be shown."""
_LEFT = (".site.key.*", ".copying-*")


@dataclass(frozen=True, slots=True)
class Verdict:
    """`outcome` is "starts", "refuses" or "breaks"; `words` is what it refuses with, or what it broke at."""

    outcome: str
    words: str = ""
    lost: tuple[str, ...] = ()
    readable: int = 0


def judge(data: Path, ledger: Ledger, words: Words, days: Path) -> Verdict:
    """Open the box of a folder as it lies there, and look for everything in the ledger."""
    store = data / "parvis.db"
    key = {store: keys.read_secret(data / "database.key")}
    readable = len(traces([data], words, key if len(key[store]) == keys.SEED_BYTES else {}))
    try:
        box = open_box(settings.read(data, {}), Later(days))
    except ParvisError as fault:
        return Verdict("refuses", in_words(fault), readable=readable)
    except _TRACES as fault:
        return Verdict("breaks", repr(fault), readable=readable)
    try:
        retention.due(box)
        with httpx.Client(
            transport=httpx.WSGITransport(app=create_app(box.settings, box=box)), timeout=TIMEOUT_S
        ) as client:
            lost = tuple(_lost(client, ledger))
        left = [path.name for pattern in _LEFT for path in data.glob(pattern)]
        lost += tuple(f"left behind: {name}" for name in left)
        readable += len(traces([data], words, key))
    except _TRACES as fault:
        return Verdict("breaks", repr(fault), readable=readable)
    finally:
        box.store.close()
    return Verdict("starts", "", lost, readable)


def run(data: Path) -> str:
    """What the real `kiosk run` says when it refuses; its whole output, so that a trace would be seen."""
    done = subprocess.run(
        [sys.executable, "-m", "kiosk", "run", "--port", "0"], env=os.environ | {"KIOSK_DATA": str(data)},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    return done.stdout + done.stderr


def _lost(client: httpx.Client, ledger: Ledger) -> list[str]:
    lost = []
    for draft in ledger.drafts:
        if draft.cookies and not _shows(_at(client, draft.cookies), draft):
            lost.append(f"{draft.case}: not by its cookie")
        if draft.code and not _by_code(_at(client, ledger.station), draft):
            lost.append(f"{draft.case}: not by its code")
    if ledger.passphrase:
        desk = _at(client, {})
        form = desk.get("/sign-in").typed("sign-in")
        asked = {"login": "nadia", "passphrase": ledger.passphrase, "pin": ledger.pin}
        if desk.post("/sign-in", form | asked).status != 303:
            return [*lost, "nobody can sign in"]
        lost += [f"{draft.case}: not by a mediator" for draft in ledger.drafts if not _shows(desk, draft, turned=False)]
        lost += [
            f"{reference}: not found"
            for reference in ledger.references
            if desk.get(f"/desk/references/{reference}").status != 200
        ]
    return lost


def _by_code(desk: Desk, draft: Draft) -> bool:
    token = desk.get("/resume").token()
    answer = desk.post("/resume", {"token": token, "code": draft.code})
    return answer.status == 303 and _shows(desk, draft)


def _shows(desk: Desk, draft: Draft, *, turned: bool | None = None) -> bool:
    """Whether the draft's page shows what was typed."""
    name = draft.who.typed["f.birth_name"]
    if draft.turned if turned is None else turned:
        page = desk.get(f"/cases/{draft.case}/confirm")
        return page.status == 200 and name in page.body
    page = desk.get(f"/cases/{draft.case}/steps/all?change=1")
    return page.status == 200 and page.typed("answer").get("f.birth_name") == name


def _at(client: httpx.Client, cookies: dict[str, str]) -> Desk:
    """A browser with these cookies and no others."""
    desk = Desk.__new__(Desk)
    desk.client, desk.address = client, "http://127.0.0.1"
    client.cookies.clear()
    client.cookies.update(cookies)
    return desk
