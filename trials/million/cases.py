"""Cases as boxes submit them, without their way over the wire: the body, and the rows that intake makes of it."""

import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from itertools import accumulate, product

import msgspec

from hub.hub import Hub
from hub.intake import one_event
from hub.intake.one_event import NewCase
from hub.secrets.vault import pack
from hub.wire import Incoming
from kiosk.catalogue.define.catalogue import open_catalogue
from kiosk.domain.events.event import EventType, digest, encode_canonical_body
from kiosk.domain.events.reference import mint_reference
from kiosk.domain.events.wire.bodies import PersonIdentity, SubmittedBody
from kiosk.domain.events.wire.reading import decode
from kiosk.domain.procedure.procedure import Service
from trials.million import people

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
DAYS = 300
"""Over so many days the cases came: fewer than they are kept."""
_ID, _STREAM, _REFERENCE, _FOLLOW = "1" * 32, "2" * 32, "SA24K", "3" * 64
_ANSWERS = 24
_WORDS = "la demande est faite pour obtenir une copie du document avec les pièces qui manquaient à la première"
_SERVICES = (30, 18, 12, 10, 8, 6, 5, 4, 3, 2, 1, 1)
"""Of a hundred cases, how many ask for each procedure."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What cases of one procedure have alike: the body with marks where they differ, and what the hub reads of it."""

    body: str
    content: SubmittedBody


def codes(many: int) -> list[str]:
    """The codes of so many sites."""
    return ["".join(code) for code, _ in zip(product(LETTERS, repeat=3), range(many), strict=False)]


def make(hub: Hub, many: int, sites: int, now: datetime, seed: int = 16) -> Iterator[NewCase]:
    """So many cases of so many sites, the oldest first; the largest site has a twelfth of them."""
    dice = random.Random(seed)  # nosec B311: the values of a measurement
    known, counters = codes(sites), dict.fromkeys(codes(sites), 0)
    weights = tuple(accumulate(1 / (place + 2) for place in range(sites)))
    asked, shares = procedures(), tuple(accumulate(_SERVICES))
    for number in range(many):
        code = dice.choices(known, cum_weights=weights)[0]
        reference, counters[code] = mint_reference(code, counters[code])
        at = now - timedelta(days=DAYS * (many - number) / many)
        yield _case(hub, dice.choices(asked, cum_weights=shares)[0], code, reference, at, dice)


def _case(hub: Hub, asked: Asked, code: str, reference: str, at: datetime, dice: random.Random) -> NewCase:
    identity, stream = uuid.UUID(int=dice.getrandbits(128)).hex, uuid.UUID(int=dice.getrandbits(128)).hex
    follow = dice.randbytes(32).hex()
    who = [
        (people.family(dice), people.given(dice), people.birth_date(dice)) for _ in range(1 + (dice.random() < 0.25))
    ]
    applicant, person = who[0], who[-1]
    body = asked.body
    marks = {
        _ID: identity, _STREAM: stream, _REFERENCE: reference, _FOLLOW: follow, "~applicant~": applicant[0],
        "~given~": applicant[1], "~person~": person[0], "~persons~": person[1], "1901-01-01": person[2],
        "~site~": code, "1902-02-02": at.date().isoformat(), "~words~": " ".join(dice.choices(_WORDS.split(), k=6)),
    }  # fmt: skip
    for mark, value in marks.items():
        body = body.replace(mark, value)
    content = msgspec.structs.replace(
        asked.content,
        follow_sha256=follow,
        legal_date=at.date(),
        applicant=PersonIdentity(family_name=applicant[0], given_names=applicant[1]),
        person=PersonIdentity(family_name=person[0], given_names=person[1], birth_date=person[2]),
    )
    clear = body.encode()
    incoming = Incoming(
        identity, stream, 1, EventType.SUBMITTED, reference, "", digest(clear), packed=pack(clear), content=content
    )
    return one_event.make_new_case(hub, code, incoming, content, at)


@cache
def procedures() -> tuple[Asked, ...]:
    """The twelve procedures that ship, one in six of them prepared for another body."""
    shipped = open_catalogue([files("kiosk") / "procedures"]).procedures
    return tuple(_asked(procedure.id, procedure.kind, procedure.title.text, procedure.service) for procedure in shipped)


def _asked(name: str, kind: str, title: str, service: Service) -> Asked:
    body = encode_canonical_body({
        "version": 1, "type": EventType.SUBMITTED, "id": _ID, "stream": _STREAM, "sequence": 1,
        "site": {"code": "~site~", "name": "Mairie de ~site~"}, "reference": _REFERENCE, "replaces": None,
        "follow_sha256": _FOLLOW, "procedure": {"id": name, "version": 1, "kind": kind, "title": title},
        "service": {"id": service.id, "name": service.name.text},
        "silence": None if kind == "prepared" else {"means": "refused", "on": "2027-09-24", "after_months": 2},
        "channel": "counter", "language": "fr", "legal_date": "1902-02-02",
        "submitted_at": "1902-02-02T10:00:00.000000+00:00", "for_whom": "myself",
        "applicant": {"family_name": "~applicant~", "given_names": "~given~"},
        "person": {"family_name": "~person~", "given_names": "~persons~", "birth_date": "1901-01-01"},
        "contact": {"phone": "+33612345678", "email": "", "address": "1 place de la Mairie"},
        "answers": list(_answers(name)),
        "documents": [{"id": "identity", "label": "Pièce d’identité", "state": "seen"}],
    })  # fmt: skip
    return Asked(body.decode(), decode(SubmittedBody, body))


def _answers(name: str) -> Iterator[dict[str, str]]:
    for number in range(_ANSWERS):
        step = {"step": f"part-{number // 6}", "step_title": f"Partie {number // 6 + 1}"}
        label = f"Question {number + 1} de la démarche {name}, telle que la page la pose ?"
        value = f"~words~ {number}"
        yield {**step, "field": f"question_{number}", "kind": "text", "label": label, "value": value, "shown": value}
