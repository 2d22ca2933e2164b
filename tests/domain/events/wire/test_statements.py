"""What is signed is read as it was signed, and written again it is the same to the byte."""

import json

import pytest

from kiosk.domain.events.event import UpdateKind
from kiosk.domain.events.wire import statements
from kiosk.domain.events.wire.reading import Misfit, decode
from kiosk.domain.events.wire.statements import UPDATES, Statement
from kiosk.domain.events.wire.writing import canonical
from tests.domain.wire_bytes import messages

MADE = messages()
SIGNED: dict[str, type[Statement]] = {
    "header": statements.Header, "header-replaces": statements.Header, "alias": statements.AliasStatement,
    "acknowledgement": statements.EventAcknowledgement, "file": statements.FileAcknowledgement,
    "keys": statements.KeyListStatement, "release": statements.ReleaseNote,
    "refusal": statements.RefusalOf, "standing": statements.HubStanding,
}  # fmt: skip


def bytes_of(name: str) -> bytes:
    """The statement, also of a message that carries one."""
    said = json.loads(MADE[name])
    return said["statement"].encode() if "statement" in said else MADE[name]


@pytest.mark.parametrize("name", SIGNED)
def test_a_statement_that_was_read_is_written_to_the_byte(name: str) -> None:
    assert decode(SIGNED[name], bytes_of(name)).statement() == bytes_of(name)


@pytest.mark.parametrize("name", SIGNED)
def test_a_statement_of_another_version_is_none(name: str) -> None:
    said = json.loads(bytes_of(name))
    for other in (said | {"version": 3}, {key: value for key, value in said.items() if key != "version"}):
        with pytest.raises(Misfit, match="version"):
            decode(SIGNED[name], json.dumps(other).encode())


def test_each_kind_of_update_has_its_statement() -> None:
    assert UPDATES.keys() == set(UpdateKind)
    update = decode(UPDATES[UpdateKind.STATE], bytes_of("update"))
    assert canonical(update) == bytes_of("update")
