"""A file goes on at the byte where it was cut, over whatever line, and counts once the hub signed for it."""

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import to_builtins

from hub.files.listed_file import open_case_file
from hub.hub import EXTENSION, Hub
from hub.server import close_hub, create_hub
from hub.settings import HubSettings
from hub.sites.sites import add_site
from kiosk.connectors.hub import hub as given_files
from kiosk.connectors.hub.connection import Caller, HubConnection, _Answered
from kiosk.connectors.hub.hub import ROUNDS, ChunkedFiles, SealedFile
from kiosk.crypto import keys, sealing
from kiosk.domain.answers import attachment
from kiosk.domain.answers import attachment as attachments_of
from kiosk.domain.answers.attachment import hash_chunk
from kiosk.domain.events.sealed import sealing_key_id
from kiosk.domain.events.wire.batch import AskedGiven, FileAnswer, GivenManifest, MissingChunk
from kiosk.domain.events.wire.reading import Message
from kiosk.domain.proofs import signed_statement
from kiosk.domain.proofs.signed_statement import SignedStatement
from kiosk.error_codes import LineFault
from kiosk.errors import Rejected, Unreachable
from tests.gallery.site.line_client import line_client
from tests.hub.conftest import new_box
from tests.hub.files.sending import listing
from tests.hub.samples import Box

DATA = bytes(range(251)) * 1_500
CUT, LOST, GARBLED, TWICE, FAILED = "cut", "answer lost", "garbled", "twice", "failed"


class Line(HubConnection):
    """The line to a hub of this process; each request meets the next of `faults`, a kind and a place in the body."""

    def __init__(self, client: FlaskClient, box: Box, faults: list[tuple[str, int]]) -> None:
        super().__init__("http://hub", caller=Caller(box.token, box.seed, box.enrolled.verify_key))
        self.client, self.token, self.faults, self.carried = client, box.token, faults, 0

    def _request(self, method: str, path: str, content: bytes | None = None, media: str = "") -> _Answered:
        assert content is not None
        kind, place = self.faults.pop(0) if self.faults else ("", 0)
        place = min(place, len(content) - 1)
        body = content
        if kind == CUT:
            body = content[:place]
        elif kind == GARBLED:
            body = content[:place] + bytes([content[place] ^ 0x10]) + content[place + 1 :]
        self.carried += len(body)
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Content-Length": str(len(content)),
            "Content-Type": media,
        }
        answer = self.client.put(path, data=body, headers=headers)
        if kind == TWICE:
            answer = self.client.put(path, data=body, headers=headers)
        if kind in (CUT, LOST):
            raise Unreachable(LineFault.NO_LINE)
        return _Answered(502 if kind == FAILED else answer.status_code, answer.data, "application/json")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    app = create_hub(HubSettings(data=Path(tmp_path_factory.mktemp("hub"))))
    yield line_client(app)
    close_hub(app)


@pytest.fixture(scope="module")
def hub(client: FlaskClient) -> Hub:
    made: Hub = client.application.extensions[EXTENSION]
    add_site(made.store, "SA", "Mairie de Saint-Aubin", made.clock)
    return made


@pytest.fixture(scope="module")
def box(client: FlaskClient, hub: Hub) -> Box:
    def post(batch: object, token: str) -> object:
        return client.post("/api/v2/events", json=batch, headers={"Authorization": f"Bearer {token}"}).json

    return new_box(hub, "SA", post)


def file_of(hub: Hub, box: Box, data: bytes = DATA, **changes: object) -> tuple[SealedFile, str]:
    """A file that an acknowledged event lists, and the id of its case."""
    name, key = uuid.uuid4().hex, sealing.new_random_key()
    event = listing(box, data, id=name, **changes)
    assert box.outcomes(event) == ["acknowledged"]
    pieces = attachments_of.encrypt_file(name, key, data)
    header, chunks = next(pieces), list(attachment.cut_into_chunks(pieces))
    public = hub.ring.newest().pair.public
    listed = json.loads(event["body"])["documents"][0]["attachments"][0]
    sealed = SealedFile(
        name,
        event["id"],
        listed["sha256"],
        len(data),
        sealing_key_id(public),
        sealing.seal_bytes(public, key),
        header,
        chunks.__getitem__,
    )
    return sealed, event["stream"]


def send(line: Line, box: Box, hub: Hub, file: SealedFile, over: bool = False, told: list[int] | None = None) -> bool:
    """One exchange; whether the hub has signed."""
    files = ChunkedFiles(line)
    tell = (told if told is not None else []).append
    return files.send(file, "SA", hub.ring.verify_key, lambda: over, tell) is not None


def test_a_file_is_sent_and_how_far_it_is_is_told(client: FlaskClient, hub: Hub, box: Box) -> None:
    file, case_id = file_of(hub, box)
    line, told = Line(client, box, []), list[int]()
    assert send(line, box, hub, file, told=told)
    assert b"".join(open_case_file(hub, case_id, file.id)) == DATA
    assert told == sorted(told) and (told[0], told[-1]) == (0, attachment.sealed_size(len(DATA)))
    assert line.carried < attachment.sealed_size(len(DATA)) + 600


BORDERS = [max(0, place + near) for place in (0, 32_000, 128_000, attachment.CHUNK_BYTES) for near in (-1, 0, 1)]
FAULTS = st.lists(
    st.tuples(
        st.sampled_from([CUT, CUT, LOST, GARBLED, TWICE, FAILED, ""]),
        st.one_of(st.sampled_from(BORDERS), st.integers(0, attachment.CHUNK_BYTES)),
    ),
    max_size=12,
)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(faults=FAULTS, near=st.sampled_from([-1, 0, 1]), chunks=st.integers(0, 2))
def test_over_whatever_line_it_arrives_once_and_as_it_was(
    client: FlaskClient, hub: Hub, box: Box, faults: list[tuple[str, int]], near: int, chunks: int
) -> None:
    data = (bytes(range(251)) * 3_000)[: max(1, chunks * attachment.PIECES * sealing.CHUNK_BYTES + near)]
    file, case_id = file_of(hub, box, data)
    line = Line(client, box, list(faults))
    for _ in range(len(faults) + 2):
        try:
            if send(line, box, hub, file):
                break
        except (Unreachable, Rejected):
            continue
    assert send(Line(client, box, []), box, hub, file), "and the receipt comes again"
    assert b"".join(open_case_file(hub, case_id, file.id)) == data


def test_a_cut_costs_no_byte_that_has_arrived(client: FlaskClient, hub: Hub, box: Box) -> None:
    file, _ = file_of(hub, box)
    line = Line(client, box, [("", 0), *((CUT, 20_000) for _ in range(5))])
    for _ in range(5):
        with pytest.raises(Unreachable, match="no-line"):
            send(line, box, hub, file)
        line.faults.insert(0, ("", 0))  # its manifest passes
    line.faults.clear()
    assert send(line, box, hub, file)
    assert line.carried < attachment.sealed_size(len(DATA)) + 10 * 600


def test_when_its_time_is_over_it_waits_and_goes_on_where_it_was(client: FlaskClient, hub: Hub, box: Box) -> None:
    file, _ = file_of(hub, box)
    assert not send(Line(client, box, []), box, hub, file, over=True)
    line = Line(client, box, [("", 0), ("", 0), (CUT, 0)])
    with pytest.raises(Unreachable):
        send(line, box, hub, file)
    assert send(line, box, hub, file)
    assert line.carried < attachment.sealed_size(len(DATA)) + 2 * 600


class Says(HubConnection):
    """A hub that always says the same."""

    def __init__(self, status: int, answer: dict[str, Any]) -> None:
        super().__init__("http://hub")
        self.status, self.answer, self.asked = status, answer, 0

    def ask(self, method: str, path: str, body: Message | None = None) -> tuple[int, dict[str, Any]]:
        return self.put(path, b"")

    def put(self, path: str, content: bytes) -> tuple[int, dict[str, Any]]:
        self.asked += 1
        return self.status, self.answer


def says(*missing: tuple[int, int], code: str = "") -> dict[str, Any]:
    lacks = tuple(MissingChunk(place=place, there=there) for place, there in missing)
    return dict(to_builtins(FileAnswer(version=2, code=code, missing=lacks)))


FILE = SealedFile("a" * 32, "e" * 32, "0" * 64, 10, "0" * 16, b"sealed", bytes(24), lambda _: bytes(27))


def test_what_a_hub_may_say_ends_after_a_few_questions() -> None:
    for status, answer, fault in [
        (200, says(code="wrong-hash"), Rejected),
        (200, says(code="a code of tomorrow"), Unreachable),
        (200, says(), Unreachable),
        (200, says((0, 0)), Unreachable),
        (200, says((0, 10**6)), Unreachable),
        (200, says((9, 0)), Unreachable),
        (200, {"version": 2, "code": 1}, Unreachable),
        (500, {}, Unreachable),
        (401, {}, Unreachable),
        (404, {}, Unreachable),
    ]:
        line = Says(status, answer)
        with pytest.raises(fault):
            ChunkedFiles(line).send(FILE, "SA", "0" * 64, lambda: False, lambda _: None)
        assert line.asked <= 2 * ROUNDS + 1


HUB, SITE, DOCUMENT, ASKED = keys.new_signing_key(), keys.new_signing_key(), "d" * 32, "a" * 32


@dataclass
class Peer:
    """A hub that answers as it is told."""

    answered: dict[str, str] = field(default_factory=dict)
    content: bytes = b""
    status: int = 200
    verify_key: str = keys.verify_key(HUB)
    site_code: str = "SA"
    seed: bytes = SITE
    heard: list[Any] = field(default_factory=list)

    def ask_signed(self, path: str, question: Any) -> SignedStatement:
        self.heard.append(question)
        if self.status != 200:
            raise Unreachable("hub-broken", status=self.status)
        told = {"version": 2, "asked": ASKED, "given": DOCUMENT, "key": "1" * 64, "header": "2" * 48}
        manifest = GivenManifest(**{**told, "chunks": ("3" * 64,), **self.answered})  # type: ignore[arg-type]
        return signed_statement.sign_message(manifest, HUB)

    def fetch(self, path: str) -> bytes:
        return self.content


def test_the_answer_is_signed_by_the_hub() -> None:
    peer = Peer()
    made_of = given_files.ask_given_documents(peer, DOCUMENT, ASKED)  # type: ignore[arg-type]
    assert made_of and (made_of.key, made_of.header) == ("1" * 64, "2" * 48)
    assert peer.heard == [AskedGiven(version=2, site="SA", given=DOCUMENT, asked=ASKED)]


def test_an_answer_to_another_question_is_none() -> None:
    for other in [{"asked": "b" * 32}, {"given": "b" * 32}]:
        with pytest.raises(Unreachable, match="bad-answer"):
            given_files.ask_given_documents(Peer(answered=other), DOCUMENT, ASKED)  # type: ignore[arg-type]
        with pytest.raises(Unreachable, match="bad-signature"):
            given_files.ask_given_documents(Peer(verify_key=keys.verify_key(SITE)), DOCUMENT, ASKED)  # type: ignore[arg-type]


def test_a_hub_without_it_says_so_and_a_broken_one_is_asked_again() -> None:
    assert given_files.ask_given_documents(Peer(status=404), DOCUMENT, ASKED) is None  # type: ignore[arg-type]
    with pytest.raises(Unreachable):
        given_files.ask_given_documents(Peer(status=500), DOCUMENT, ASKED)  # type: ignore[arg-type]


def test_a_chunk_is_the_one_that_was_asked_for() -> None:
    peer, chunk = Peer(content=b"a chunk"), hash_chunk(b"a chunk")
    assert given_files.fetch_given_chunk(peer, DOCUMENT, chunk) == b"a chunk"  # type: ignore[arg-type]
    with pytest.raises(Unreachable, match="bad-answer"):
        given_files.fetch_given_chunk(peer, DOCUMENT, hash_chunk(b"another"))  # type: ignore[arg-type]
    assert given_files.fetch_given_chunk(Peer(), DOCUMENT, chunk) is None  # type: ignore[arg-type]
