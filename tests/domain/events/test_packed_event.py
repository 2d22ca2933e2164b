"""An event in version 3 is the same event in fewer bytes."""

import pytest
from msgspec.structs import replace

from kiosk.domain.events.event import EventType, digest
from kiosk.domain.events.packed_event import id_in, packed, unpacked, vouched
from kiosk.domain.events.sealed import Sealed
from kiosk.errors import Rejected

EVENT = Sealed(
    "a" * 32, "b" * 32, 2, EventType.SUPPLEMENT, "SA1042X", "c" * 32, "d" * 64, "e" * 16, b"sealed", b"s" * 64,
    {"statement": "{}", "signature": "f" * 128},
)  # fmt: skip


def test_what_is_packed_is_what_was_sent() -> None:
    assert unpacked(packed(EVENT, alone=True)) == EVENT
    plain = replace(EVENT, alias=None, replaces="")
    assert unpacked(packed(plain, alone=True)) == plain


def test_a_batch_vouches_in_the_place_of_a_signature() -> None:
    assert unpacked(packed(EVENT)).signature == b""
    assert len(packed(EVENT, alone=True)) - len(packed(EVENT)) == 65


def test_what_stands_around_a_sealed_body_is_a_hundred_bytes() -> None:
    plain = replace(EVENT, alias=None, replaces="")
    assert len(packed(plain)) - len(plain.sealed) < 110


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        ({"sequence": 0}, "sequence"), ({"id": "ab"}, "id"), ({"sha256": "ab" * 31}, "sha256"),
        ({"sealed": b""}, "sealed"), ({"key": "ab"}, "key"), ({"replaces": "ab"}, "replaces"),
        ({"alias": {"statement": "{}", "signature": "no"}}, "alias"),
    ],
)  # fmt: skip
def test_a_bad_field_is_named(bad: dict[str, object], field: str) -> None:
    with pytest.raises(Rejected, match="bad-event") as raised:
        unpacked(packed(replace(EVENT, **bad)))
    assert raised.value.details == {"detail": field}


def test_an_id_is_read_whatever_else_is_wrong() -> None:
    assert id_in(packed(replace(EVENT, sequence=0))) == EVENT.id
    assert id_in(b"\x91") == id_in(b"") == id_in(b"\x90") == ""


def test_bytes_that_are_no_event_are_refused() -> None:
    for bad in (b"", b"\xc1", b"\x90", b"\x91\x01"):
        with pytest.raises(Rejected, match="bad-event"):
            unpacked(bad)


def test_what_a_site_signs_names_the_hash_of_every_event_in_order() -> None:
    one, two = b"\x90", b"\x91"
    said = f'{{"batch":["{digest(one)}","{digest(two)}"],"site":"SA","version":3}}'
    assert vouched("SA", [one, two]) == said.encode() != vouched("SA", [two, one])
