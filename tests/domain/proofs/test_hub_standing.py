"""What a hub says of itself is believed where it signed it, for this site and this question."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from kiosk.crypto import keys
from kiosk.domain.events.wire.statements import HubStanding
from kiosk.domain.proofs import hub_standing, signed_statement
from kiosk.errors import Unreachable

SEED, OTHER = b"h" * 32, b"o" * 32
SAID = HubStanding("SA", "e" * 32, 17, "a" * 32, datetime(2026, 11, 26, 9, 30, 0, 5, tzinfo=UTC), 2)


def read(entry: object, site: str = "SA", asked: str = "a" * 32) -> HubStanding:
    return hub_standing.read_answer(entry, keys.verify_key(SEED), site=site, asked=asked)[0]


def test_what_was_signed_is_read_again() -> None:
    assert read(hub_standing.sign(SAID, SEED).to_wire()) == SAID


def test_an_answer_to_another_site_or_an_earlier_question_is_none() -> None:
    for site, asked in [("BZ", "a" * 32), ("SA", "b" * 32)]:
        with pytest.raises(Unreachable, match="bad-answer"):
            read(hub_standing.sign(SAID, SEED).to_wire(), site, asked)


def test_another_hub_is_not_believed() -> None:
    with pytest.raises(Unreachable, match="bad-signature"):
        read(hub_standing.sign(SAID, OTHER).to_wire())


def test_a_moment_without_a_time_zone_and_another_statement_are_none() -> None:
    for statement in (
        replace(SAID, at=SAID.at.replace(tzinfo=None)).statement(),
        b'{"standing": "SA"}',
        b"[]",
        b'{"at": 3}',
    ):
        with pytest.raises(Unreachable, match="bad-answer"):
            read(signed_statement.sign(statement, SEED).to_wire())
