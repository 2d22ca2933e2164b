"""What simulated sites send: requests that are sealed and signed beforehand, so that sending them costs little."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import zstandard
from mnemonic import Mnemonic

from kiosk.crypto import keys
from kiosk.domain.events import sealed
from kiosk.domain.events.event import Event, EventType, canonical
from kiosk.domain.events.reference import mint
from kiosk.domain.events.wire.answers import Enrolled
from kiosk.domain.events.wire.batch import Batch, Heartbeat
from kiosk.domain.events.wire.values import VERSION
from kiosk.domain.events.wire.writing import encode
from kiosk.domain.proofs.enrolment import make_question
from kiosk.hub.hub import Hub
from kiosk.hub.sites.enrolments import enrol, invite
from kiosk.hub.sites.sites import add_site

_WORDS = Mnemonic("french").wordlist
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Sent:
    """One request as it goes over the wire: the site's token, and the compressed batch of so many cases."""

    token: str
    body: bytes
    cases: int


@dataclass(frozen=True, slots=True)
class _Site:
    code: str
    token: str
    seed: bytes
    seal_key: bytes


def requests(hub: Hub, cases: int, sites: int, answers: int, batch: int) -> list[Sent]:
    """Enrol `sites` sites and make the requests with which they send `cases` cases, `batch` in a request."""
    dice = random.Random(16)  # nosec B311: the values of a measurement
    enrolled = [
        _enrolled(hub, "".join(code)) for code, _ in zip(product(_LETTERS, repeat=3), range(sites), strict=False)
    ]
    questions = [f"{word.capitalize()} {number} ?" for number, word in enumerate(dice.choices(_WORDS, k=answers), 1)]
    made, counters = [], dict.fromkeys((site.code for site in enrolled), 0)
    for number, start in enumerate(range(0, cases, batch)):
        site = enrolled[number % sites]
        events = []
        for _ in range(min(batch, cases - start)):
            reference, counters[site.code] = mint(site.code, counters[site.code])
            events.append(sealed.sent(_sealed(hub, site, reference, questions, dice)))
        heartbeat = Heartbeat(unsent=len(events), last_counter=counters[site.code])
        whole = encode(Batch(version=VERSION, site=site.code, heartbeat=heartbeat, events=tuple(events)))
        made.append(Sent(site.token, zstandard.ZstdCompressor().compress(whole), len(events)))
    return made


def _enrolled(hub: Hub, code: str) -> _Site:
    add_site(hub.store, code, f"Mairie de {code}", hub.clock)
    seed = keys.new_signing_key()
    told = enrol(hub, make_question(invite(hub, code), keys.verify_key(seed), hub.clock.new_id()), "127.0.0.1")
    assert isinstance(told, Enrolled)
    return _Site(code, told.token, seed, bytes.fromhex(told.seal_key))


def _sealed(hub: Hub, site: _Site, reference: str, questions: list[str], dice: random.Random) -> sealed.Sealed:
    identity, stream, now = hub.clock.new_id(), hub.clock.new_id(), hub.clock.now()
    family, given = (dice.choice(_WORDS) for _ in range(2))
    person = {"family_name": family.capitalize(), "given_names": given.capitalize(), "birth_date": _day(dice)}
    body = canonical(
        {
            "version": 1,
            "type": EventType.SUBMITTED,
            "id": identity,
            "stream": stream,
            "sequence": 1,
            "site": {"code": site.code, "name": f"Mairie de {site.code}"},
            "reference": reference,
            "replaces": None,
            "follow_sha256": dice.randbytes(32).hex(),
            "procedure": {"id": "long-form", "version": 1, "kind": "deposited", "title": "Une longue demande"},
            "service": {"id": "etat-civil", "name": "Service de l’état civil"},
            "silence": {"means": "refused", "on": "2027-01-24"},
            "legal_date": "2026-11-24",
            "submitted_at": now,
            "for_whom": "myself",
            "applicant": person,
            "person": person,
            "answers": list(_answers(questions, dice)),
            "documents": [],
        }
    )
    event = Event(identity, stream, 1, EventType.SUBMITTED, reference, body, now)
    return sealed.seal(event, site.code, site.seed, site.seal_key)


def _answers(questions: list[str], dice: random.Random) -> Iterator[dict[str, str]]:
    for number, label in enumerate(questions):
        words = " ".join(dice.choices(_WORDS, k=2))
        step = {"step": f"part-{number // 10}", "step_title": f"Partie {number // 10}", "field": f"question_{number}"}
        yield {**step, "kind": "text", "label": label, "value": words, "shown": words}


def _day(dice: random.Random) -> str:
    return f"{dice.randint(1930, 2008)}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"
