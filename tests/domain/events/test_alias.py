"""A site's word that a case bears another number now."""

import json

from kiosk.crypto import keys
from kiosk.domain.events.alias import Alias, read

SEED, STRANGER = bytes(32), bytes([1] * 32)
KEY = keys.verify_key(SEED)
ALIAS = Alias("SA", "a" * 32, "SA1042X", ("XX1003Y",))


def test_what_the_site_signed_is_read_again() -> None:
    sent = ALIAS.to_wire(SEED)
    alias = read(sent["statement"], sent["signature"], [keys.verify_key(STRANGER), KEY])
    assert alias is not None
    assert (alias.site, alias.stream, alias.reference, alias.formerly) == ("SA", "a" * 32, "SA1042X", ("XX1003Y",))


def test_nothing_else_is_believed() -> None:
    sent = ALIAS.to_wire(SEED)
    changed = sent["statement"].replace("SA1042X", "SA1043X")
    spaced = json.dumps(json.loads(sent["statement"]))
    for statement, signature, signers in [
        (changed, sent["signature"], [KEY]),
        (spaced, sent["signature"], [KEY]),
        (sent["statement"], sent["signature"], [keys.verify_key(STRANGER)]),
        (sent["statement"], "00" * 64, [KEY]),
        (sent["statement"], "zz", [KEY]),
        ("[]", sent["signature"], [KEY]),
        ("", "", [KEY]),
        ('{"site": 1}', sent["signature"], [KEY]),
    ]:
        assert read(statement, signature, signers) is None, statement
