"""What simulated sites send: requests that are sealed and signed beforehand, so that sending them costs little."""

import random
import select
import socket
import time
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product

from mnemonic import Mnemonic

from hub.hub import Hub
from hub.sites.sites import add_site, enrol, invite
from kiosk.crypto import keys
from kiosk.crypto.packing import DICTIONARIES
from kiosk.domain.events import sealed
from kiosk.domain.events.event import Event, EventType, encode_canonical_body
from kiosk.domain.events.reference import mint_reference
from kiosk.domain.events.sealed import MEDIA_TYPE, open_message, seal_message
from kiosk.domain.events.wire.batch import (
    Batch,
    BatchAnswer,
    EnrolmentAnswer,
    Heartbeat,
    JournalHead,
    SeenStatements,
    SignedText,
)
from kiosk.domain.events.wire.bodies import BoxHealth
from kiosk.domain.events.wire.reading import VERSION, decode, encode
from kiosk.domain.events.wire.statements import HubStanding
from kiosk.domain.proofs import signed_statement
from kiosk.domain.proofs.enrolment import make_question

_WORDS = Mnemonic("french").wordlist
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Sent:
    """One request of HTTP/1.1 as it goes over the wire, with a batch of so many cases; the answer opens with `seed`."""

    http: bytes
    cases: int
    seed: bytes


@dataclass(frozen=True, slots=True)
class Site:
    """A site whose box is enrolled: its token, the seed that it signs with, and the hub's key that it seals to."""

    code: str
    token: str
    seed: bytes
    seal_key: bytes
    epoch: str


def requests(hub: Hub, cases: int, sites: int, answers: int, batch: int) -> list[Sent]:
    """Enrol `sites` sites and make the requests with which they send `cases` cases, `batch` in a request. Each says of
    its box all that a box says, and shows what the hub had signed for it."""
    dice = random.Random(16)  # nosec B311: the values of a measurement
    boxes = [enrolled(hub, "".join(code)) for code, _ in zip(product(_LETTERS, repeat=3), range(sites), strict=False)]
    questions = [f"{word.capitalize()} {number} ?" for number, word in enumerate(dice.choices(_WORDS, k=answers), 1)]
    made, counters = [], dict.fromkeys((site.code for site in boxes), 0)
    for number, start in enumerate(range(0, cases, batch)):
        site = boxes[number % sites]
        events = []
        for _ in range(min(batch, cases - start)):
            reference, counters[site.code] = mint_reference(site.code, counters[site.code])
            events.append(sealed_case(hub, site, reference, questions, dice))
        said = heartbeat(hub, site, len(events), counters[site.code])
        body = Batch(version=VERSION, site=site.code, heartbeat=said, events=tuple(map(sealed.to_sent_event, events)))
        sealed_body = seal_message(encode(body), site.seed, hub.ring.verify_key)
        made.append(Sent(_http(site.token, sealed_body), len(events), site.seed))
    return made


def _http(token: str, body: bytes) -> bytes:
    head = (
        "POST /api/v2/events HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Authorization: Bearer {token}\r\nContent-Type: {MEDIA_TYPE}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def heartbeat(hub: Hub, site: Site, unsent: int, counter: int) -> Heartbeat:
    clock, now = hub.clock, hub.clock.now()
    standing = HubStanding(site.code, site.epoch, 0, clock.new_id(), now, VERSION, DICTIONARIES)
    return Heartbeat(
        unsent=unsent,
        oldest_unsent_at=now,
        last_counter=counter,
        journal=JournalHead(count=counter, head=f"{counter:064x}"),
        at=now,
        asked=clock.new_id(),
        seen=SeenStatements(standing=SignedText(**signed_statement.sign_message(standing, hub.ring.seed).to_wire())),
        health=BoxHealth(release="0.2.0", free_bytes=10**10, refused=0, files=0, printers=1, printer_faults=()),
    )


def enrolled(hub: Hub, code: str) -> Site:
    add_site(hub.store, code, f"Mairie de {code}", hub.clock)
    seed = keys.new_signing_key()
    told = enrol(hub, make_question(invite(hub, code), keys.verify_key(seed), hub.clock.new_id()), "127.0.0.1")
    assert isinstance(told, EnrolmentAnswer)
    return Site(code, told.token, seed, bytes.fromhex(told.seal_key), told.epoch)


def sealed_case(hub: Hub, site: Site, reference: str, questions: list[str], dice: random.Random) -> sealed.SealedEvent:
    identity, stream, now = hub.clock.new_id(), hub.clock.new_id(), hub.clock.now()
    family, given = (dice.choice(_WORDS) for _ in range(2))
    person = {"family_name": family.capitalize(), "given_names": given.capitalize(), "birth_date": _day(dice)}
    body = encode_canonical_body(
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
            "silence": {"means": "refused", "on": "2027-01-24", "after_months": 2},
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
    return sealed.seal_event(event, site.code, site.seed, site.seal_key, DICTIONARIES[-1])


def _answers(questions: list[str], dice: random.Random) -> Iterator[dict[str, str]]:
    for number, label in enumerate(questions):
        words = " ".join(dice.choices(_WORDS, k=2))
        step = {"step": f"part-{number // 10}", "step_title": f"Partie {number // 10}", "field": f"question_{number}"}
        yield {**step, "kind": "text", "label": label, "value": words, "shown": words}


def _day(dice: random.Random) -> str:
    return f"{dice.randint(1930, 2008)}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"


_BUSY_S = 0.05
_WAIT_S = 120
_READ = 1 << 18


@dataclass(frozen=True, slots=True)
class Outcome:
    """`seconds` that passed, `cpu` of them spent by the sender itself; `slowest` is the 99th percentile of a request,
    `busy` how often the hub said that it was."""

    outcomes: Counter[str]
    seconds: float
    cpu: float
    median: float
    slowest: float
    busy: int


@dataclass(slots=True)
class _Line:
    socket: socket.socket
    request: Sent
    begun: float = 0.0
    come: bytearray = field(default_factory=bytearray)

    def send(self, request: Sent) -> None:
        self.request, self.begun = request, time.perf_counter()
        self.come.clear()
        self.socket.sendall(request.http)

    def answer(self) -> tuple[int, bytes] | None:
        part = self.socket.recv(_READ)
        if not part:
            raise RuntimeError("the hub closed a connection")
        self.come += part
        head, found, body = self.come.partition(b"\r\n\r\n")
        if not found or len(body) < int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]):
            return None
        return int(head.split(None, 2)[1]), bytes(body)


def send(port: int, requests: Sequence[Sent], senders: int) -> Outcome:
    waiting = deque(requests)
    answers: list[tuple[bytes, bytes]] = []
    took: list[float] = []
    busy = 0
    begun, cpu = time.perf_counter(), time.process_time()
    poll = select.epoll()
    lines = {line.socket.fileno(): line for line in (_opened(port, request) for request in requests[:senders])}
    again: deque[tuple[float, _Line]] = deque()
    for descriptor, line in lines.items():
        poll.register(descriptor, select.EPOLLIN)
        line.send(waiting.popleft())
    idle = 0
    while idle < len(lines):
        pause = max(0.0, again[0][0] - time.perf_counter()) if again else _WAIT_S
        come = poll.poll(pause)
        if not come and not again:
            raise RuntimeError("the hub does not answer")
        while again and again[0][0] <= time.perf_counter():
            line = again.popleft()[1]
            line.send(line.request)
        for descriptor, _ in come:
            line = lines[descriptor]
            if (answer := line.answer()) is None:
                continue
            status, body = answer
            if status == 503:
                busy += 1
                again.append((time.perf_counter() + _BUSY_S, line))
                continue
            if status != 200:
                raise RuntimeError(f"the hub answered {status}: {body[:500]!r}")
            answers.append((body, line.request.seed))
            took.append(time.perf_counter() - line.begun)
            if waiting:
                line.send(waiting.popleft())
            else:
                idle += 1
                poll.unregister(descriptor)  # the hub ends a line that is idle
    seconds, cpu = time.perf_counter() - begun, time.process_time() - cpu
    for line in lines.values():
        line.socket.close()
    took.sort()
    return Outcome(_counted(answers), seconds, cpu, took[len(took) // 2], took[int(len(took) * 0.99)], busy)


def _opened(port: int, request: Sent) -> _Line:
    opened = socket.create_connection(("127.0.0.1", port), _WAIT_S)
    opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return _Line(opened, request)


def _counted(answers: Sequence[tuple[bytes, bytes]]) -> Counter[str]:
    opened = (open_message(body, seed, 4_000_000).content for body, seed in answers)
    told = (answer for content in opened for answer in decode(BatchAnswer, content).answers)
    return Counter(str(answer.__struct_config__.tag) for answer in told)
