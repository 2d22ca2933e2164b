"""Codes on paper: each opens once, and the store cannot tell them."""

import pytest
from sqlalchemy import select

from hub.hub import Hub
from hub.people import second_factor
from hub.people.people import Staff
from hub.people.second_factor import check_code
from hub.store.schema import recovery_code
from hub.trail import audit
from kiosk.errors import Refused


def test_each_code_opens_once_however_it_is_typed(hub: Hub, lea: Staff) -> None:
    first, second, *_ = second_factor.renew_codes(hub, lea)
    check_code(hub, lea, f" {first.lower().replace('-', ' ')}")
    with pytest.raises(Refused, match="wrong-code"):
        check_code(hub, lea, first)
    check_code(hub, lea, second)
    assert second_factor.count_left(hub, lea) == second_factor.CODE_COUNT - 2
    assert [line.action for line in audit.lines(hub.store)].count("recovery-code-used") == 2


def test_new_codes_end_the_old_ones_and_are_nobody_else_s(hub: Hub, lea: Staff, paul: Staff) -> None:
    old, new = second_factor.renew_codes(hub, lea)[0], second_factor.renew_codes(hub, lea)[0]
    for person, code in ((lea, old), (paul, new)):
        with pytest.raises(Refused, match="wrong-code"):
            check_code(hub, person, code)
    check_code(hub, lea, new)


def test_the_store_keeps_slow_hashes_only(hub: Hub, lea: Staff) -> None:
    codes = second_factor.renew_codes(hub, lea)
    with hub.store.reading() as connection:
        kept = " ".join(connection.execute(select(recovery_code.c.hash)).scalars())
    assert len(kept.split()) == second_factor.CODE_COUNT
    for code in codes:
        assert code not in kept and code.replace("-", "").encode().hex() not in kept
