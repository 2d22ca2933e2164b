"""A box as the hub sees it: makes, signs, seals and sends events."""

import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from sqlalchemy import Executable, Result

from hub.cases.cases import CaseFile, read_case
from hub.cases.states import EVERYTHING, Scope
from hub.decisions.leaving import due_cases, leave_if_due
from hub.hub import Hub
from hub.intake import updates
from hub.retention import erase_case_contents
from hub.secrets.vault import destroy_contents
from kiosk.connectors.hub.connection import HubEnrolment
from kiosk.crypto import keys, sealing
from kiosk.domain.events.event import digest, encode_canonical_body
from kiosk.domain.events.reference import mint_reference
from kiosk.domain.events.sealed import sealing_key_id

Item = dict[str, Any]
"""An event in clear: its header, and its `body` as text."""
Post = Callable[[dict[str, Any], str], Any]
"""Sends a batch with a token and returns the JSON of the answer."""
FOLLOW_CODE = "7KQ2MPXW4T"
SERVICE = {
    "id": "etat-civil",
    "name": "Service de l’état civil",
    "address": "1 place de la Mairie, 35140 Saint-Aubin",
    "phone": "02 99 00 00 00",
    "email": "etat-civil@saint-aubin.example",
}


def item(body: dict[str, Any]) -> Item:
    """An event with this body."""
    text = encode_canonical_body(body)
    envelope = {key: body[key] for key in ("id", "stream", "sequence", "type", "reference", "replaces")}
    return {**envelope, "sha256": digest(text), "body": text.decode()}


def heartbeat(
    last_counter: int = 0,
    unsent: int = 0,
    oldest_unsent_at: str | None = None,
    journal: tuple[int, str] | None = None,
    **more: Any,
) -> dict[str, Any]:
    head = None if journal is None else {"count": journal[0], "head": journal[1]}
    told = {"unsent": unsent, "oldest_unsent_at": oldest_unsent_at, "last_counter": last_counter, "journal": head}
    return told | more


def sealed(item: Item, site: str, seed: bytes, hub_public: bytes) -> dict[str, Any]:
    header = {name: value for name, value in item.items() if name != "body"}
    names = ("id", "stream", "sequence", "type", "reference", "replaces", "sha256")
    signed = encode_canonical_body({"version": 2, "site": site, **{name: header.get(name) for name in names}})
    body = item["body"]
    result = body if isinstance(body, bytes) else body.encode("utf-8", "surrogatepass")
    return {
        **header,
        "key": sealing_key_id(hub_public),
        "sealed": base64.b64encode(sealing.seal_packed(hub_public, result)).decode(),
        "signature": keys.sign_bytes(seed, signed).hex(),
    }


def answers() -> list[dict[str, Any]]:
    rows = [
        ("person", "La personne", "birth_name", "text", "Nom de naissance", "BENALI", "BENALI"),
        ("person", "La personne", "given_names", "text", "Prénoms", "Awa Marie", "Awa Marie"),
        ("person", "La personne", "birth_date", "date", "Date de naissance", "1945-03-02", "2 mars 1945"),
        ("copy", "L’acte", "kind", "choice", "Ce que vous demandez", "full", "Copie intégrale"),
        ("copy", "L’acte", "why", "long_text", "Pour quelle démarche ?", "Ma retraite", "Ma retraite"),
        ("contact", "Vous joindre", "phone", "phone", "Téléphone", "+33612345678", "06 12 34 56 78"),
    ]
    keys = ("step", "step_title", "field", "kind", "label", "value", "shown")
    return [dict(zip(keys, row, strict=True)) for row in rows]


@dataclass
class Box:
    """An enrolled box: issues references, signs, seals and sends events."""

    enrolled: HubEnrolment
    seed: bytes
    post: Post
    counter: int = 1041
    token: str = field(init=False)

    def __post_init__(self) -> None:
        self.token = self.enrolled.token

    @property
    def code(self) -> str:
        return self.enrolled.site

    def submitted(self, **changes: Any) -> Item:
        reference, self.counter = mint_reference(self.code, self.counter)
        return item(
            {
                **self._start("submitted", uuid4().hex, 1, reference),
                "follow_sha256": digest(FOLLOW_CODE.encode()),
                "procedure": {
                    "id": "birth-certificate",
                    "version": 1,
                    "kind": "deposited",
                    "title": "Copie d’un acte de naissance",
                    "theme": "papiers",
                },
                "service": SERVICE,
                "silence": {
                    "means": "refused",
                    "on": "2027-01-24",
                    "after_months": 2,
                    "text": "Sans réponse, c’est un refus.",
                },
                "remedies": "Vous pouvez saisir le procureur de la République.",
                "delay": "Quelques jours.",
                "channel": "counter",
                "language": "fr",
                "legal_date": "2026-11-24",
                "date_certain": True,
                "submitted_at": "2026-11-24T13:05:00.000000+00:00",
                "for_whom": "myself",
                "applicant": {"family_name": "Benali", "given_names": "Awa"},
                "person": {"family_name": "Benali", "given_names": "Awa", "birth_date": "1945-03-02"},
                "helper": "Nadia Roux",
                "contact": {"phone": "+33612345678", "email": "", "address": ""},
                "answers": answers(),
                "documents": [
                    {"id": "identity", "label": "Pièce d’identité", "state": "seen"},
                    {"id": "family", "label": "Livret de famille", "state": "to_bring"},
                ],
                **changes,
            }
        )

    def prepared(self, **changes: Any) -> Item:
        """A prepared case (a passport), which the prefecture decides."""
        procedure = {"id": "passport", "version": 1, "kind": "prepared", "title": "Pré-demande de passeport"}
        where = {"where": "Mairie de Rennes, sur rendez-vous", "official_number": "AB12"}
        return self.submitted(**{"procedure": procedure, "silence": None, **where, **changes})

    def supplement(self, reference: str, stream: str = "", sequence: int = 1, **changes: Any) -> Item:
        """A `supplement` event; without a stream, as another site sends it."""
        return item(
            {
                **self._start("supplement", stream or uuid4().hex, sequence, reference),
                "recorded_at": "2026-11-30T09:00:00.000000+00:00",
                "legal_date": "2026-11-30",
                "helper": "Nadia Roux",
                "message": "Voici la pièce demandée.",
                "documents": [{"id": "identity", "label": "Pièce d’identité", "state": "seen"}],
                **changes,
            }
        )

    def correction(self, reference: str, stream: str = "", sequence: int = 1, **changes: Any) -> Item:
        """A `correction` event; without a stream, as another site sends it."""
        return item(
            {
                **self._start("correction", stream or uuid4().hex, sequence, reference),
                "recorded_at": "2026-12-01T09:00:00.000000+00:00",
                "legal_date": "2026-12-01",
                "helper": "Nadia Roux",
                "message": "J’avais mal lu.",
                "corrections": [corrected("birth_name", "BENALI-PETIT")],
                **changes,
            }
        )

    def withdrawal(
        self, reference: str, stream: str = "", sequence: int = 1, code: str = "", **changes: Any
    ) -> Item:  # fmt: skip
        """A `withdrawal` event: at the desk, or alone with the code of a receipt."""
        by = "alone" if code else "citizen"
        return item(
            {
                **self._start("withdrawal", stream or uuid4().hex, sequence, reference),
                "recorded_at": "2026-12-03T09:00:00.000000+00:00",
                "legal_date": "2026-12-03",
                "helper": "" if code else "Nadia Roux",
                "message": "J’ai déménagé.",
                "confirmation": {"by": by, "how": "touch"},
                "follow_sha256": digest(code.encode()) if code else "",
                **changes,
            }
        )

    def send(self, *items: Item, **changes: Any) -> Any:
        return self.post({**self.batch(*items), **changes}, self.token)

    def send_case(self, **changes: Any) -> Item:
        made = self.submitted(**changes)
        self.send(made)
        return made

    def batch(self, *items: Item) -> dict[str, Any]:
        events = [self.sealed(item) for item in items]
        return {"version": 2, "site": self.code, "heartbeat": heartbeat(self.counter), "events": events}

    def sealed(self, item: Item) -> dict[str, Any]:
        """An item as it is sent; sealed twice, the ciphertext differs."""
        return sealed(item, self.code, self.seed, bytes.fromhex(self.enrolled.seal_key))

    def asked(self, kind: str, reference: str, stream: str = "", sequence: int = 1, **changes: Any) -> Item:
        return item(
            {
                **self._start(kind, stream or uuid4().hex, sequence, reference),
                "recorded_at": "2026-12-02T09:00:00.000000+00:00",
                "legal_date": "2026-12-02",
                "helper": "Nadia Roux",
                "message": "Je voudrais savoir ce que vous gardez.",
                **changes,
            }
        )

    def outcomes(self, *items: Item) -> list[str]:
        """The outcome of each event of a batch, with its code where it has one."""
        return [
            ": ".join(filter(None, (answer["outcome"], answer.get("code")))) for answer in self.send(*items)["answers"]
        ]

    def _start(self, kind: str, stream: str, sequence: int, reference: str) -> dict[str, Any]:
        return {
            "version": 1,
            "type": kind,
            "id": uuid4().hex,
            "stream": stream,
            "sequence": sequence,
            "site": {"code": self.code, "name": self.enrolled.name},
            "reference": reference,
            "replaces": None,
        }


def corrected(field: str, shown: str, label: str = "Nom de naissance") -> dict[str, Any]:
    """One corrected answer."""
    return {"field": field, "label": label, "kind": "text" if field else "", "value": shown, "shown": shown}


def changed(sent: Item, **envelope: Any) -> Item:
    """The same item with parts of its header, or its body, replaced."""
    return {**sent, **envelope}


def leave_due(hub: Hub) -> int:
    """Let every decision leave whose minutes are over, as the loop does; gives how many left."""
    return sum(leave_if_due(hub, case_id) for case_id in due_cases(hub))


def fetch_all(hub: Hub, code: str) -> None:
    """What a box does at each talk: take its updates, and ask on from the last."""
    cursor, given = updates.fetch_updates(hub, code, 0, updates.MOST)
    while given:
        cursor, given = updates.fetch_updates(hub, code, cursor, updates.MOST)


def query_rows(hub: Hub, statement: Executable) -> Result[Any]:
    with hub.store.reading() as connection:
        return connection.execute(statement).freeze()()


def write_rows(hub: Hub, statement: Executable) -> None:
    with hub.store.writing() as connection:
        connection.execute(statement)


def case_of(hub: Hub, reference: str, scope: Scope = EVERYTHING) -> CaseFile:
    with hub.store.reading() as connection:
        return read_case(connection, hub.ring, reference, scope)


def erase_case(hub: Hub, case_id: str, why: str) -> None:
    """The end of a case's contents, ASKED or EXPIRED."""
    with hub.store.writing() as connection:
        erase_case_contents(hub, connection, case_id, why)


def destroy_case(hub: Hub, case_id: str) -> None:
    """The end of a case's key alone."""
    with hub.store.writing() as connection:
        destroy_contents(connection, hub.ring, case_id)
