"""A note about a newer version is believed where the enrolled hub signed it, and is newer only by its numbers."""

from datetime import UTC, datetime

import pytest

from kiosk.crypto import keys
from kiosk.domain.events.event import canonical
from kiosk.domain.events.wire.statements import ReleaseNote
from kiosk.domain.proofs import release_note, signed_statement
from kiosk.errors import Unreachable

SEED = b"h" * 32
NOTE = ReleaseNote("0.2.1", "Corrige la lecture des pièces jointes.", datetime(2026, 11, 26, tzinfo=UTC), 2)


def test_what_the_hub_signed_is_read_as_it_was_written() -> None:
    assert release_note.read(release_note.sign(NOTE, SEED), keys.verify_key(SEED)) == NOTE


def test_what_another_signed_or_is_no_note_is_not_believed() -> None:
    with pytest.raises(Unreachable, match="bad-signature"):
        release_note.read(release_note.sign(NOTE, b"o" * 32), keys.verify_key(SEED))
    for fields in (
        {}, {"version": 2, "security": "1.0", "text": "", "at": NOTE.at.isoformat()},
        {"version": 2, "security": "0.2.1", "text": "", "at": "demain"},
        {"version": 9, "security": "0.2.1", "text": "", "at": NOTE.at.isoformat()},
    ):  # fmt: skip
        with pytest.raises(Unreachable, match="bad-answer"):
            release_note.read(signed_statement.sign(canonical(fields), SEED), keys.verify_key(SEED))


def test_a_version_is_newer_by_its_numbers() -> None:
    for release, than, newer in [
        ("0.2.1", "0.2.0", True),
        ("0.10.0", "0.9.9", True),
        ("0.2.0", "0.2.0", False),
        ("0.1.9", "0.2.0", False),
        ("0.2", "0.1.0", False),
        ("0.2.1", "0.2.1.dev0", False),
    ]:
        assert release_note.is_newer(release, than) is newer
