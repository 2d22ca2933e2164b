"""What a hub says of a document is believed as far as it is signed, and a chunk as far as it is the one asked for."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from kiosk.connectors.hub import given
from kiosk.crypto import keys
from kiosk.domain.answers.file_chunks import name_of
from kiosk.domain.events.wire.files import AskedGiven, GivenManifest
from kiosk.domain.events.wire.reading import decode
from kiosk.domain.proofs import signed_statement
from kiosk.domain.proofs.signed_statement import SignedStatement
from kiosk.errors import Unreachable

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


def test_the_question_is_signed_by_the_site_and_the_answer_by_the_hub() -> None:
    peer = Peer()
    made_of = given.ask(peer, DOCUMENT, ASKED)  # type: ignore[arg-type]
    assert made_of and (made_of.key.hex(), made_of.header.hex()) == ("1" * 64, "2" * 48)
    (question,) = peer.heard
    statement = question["statement"].encode()
    assert keys.verified(keys.verify_key(SITE), statement, bytes.fromhex(question["signature"]))
    assert decode(AskedGiven, statement) == AskedGiven(version=2, site="SA", given=DOCUMENT, asked=ASKED)


@pytest.mark.parametrize("other", [{"asked": "b" * 32}, {"given": "b" * 32}])
def test_an_answer_to_another_question_is_none(other: dict[str, str]) -> None:
    with pytest.raises(Unreachable, match="bad-answer"):
        given.ask(Peer(answered=other), DOCUMENT, ASKED)  # type: ignore[arg-type]
    with pytest.raises(Unreachable, match="bad-signature"):
        given.ask(Peer(verify_key=keys.verify_key(SITE)), DOCUMENT, ASKED)  # type: ignore[arg-type]


def test_a_hub_without_it_says_so_and_a_broken_one_is_asked_again() -> None:
    assert given.ask(Peer(status=404), DOCUMENT, ASKED) is None  # type: ignore[arg-type]
    with pytest.raises(Unreachable):
        given.ask(Peer(status=500), DOCUMENT, ASKED)  # type: ignore[arg-type]


def test_a_chunk_is_the_one_that_was_asked_for() -> None:
    peer, chunk = Peer(content=b"a chunk"), name_of(b"a chunk")
    assert given.fetch(peer, DOCUMENT, chunk) == b"a chunk"  # type: ignore[arg-type]
    with pytest.raises(Unreachable, match="bad-answer"):
        given.fetch(peer, DOCUMENT, name_of(b"another"))  # type: ignore[arg-type]
    assert given.fetch(Peer(), DOCUMENT, chunk) is None  # type: ignore[arg-type]
