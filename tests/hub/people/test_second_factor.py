"""The telephone's code: right once, near now; the codes on paper open once each."""

import base64
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from pyotp import TOTP
from sqlalchemy import select

from hub import trail
from hub.hub import Hub
from hub.people import second_factor as factor
from hub.people.people import MOST_TRIES, Staff, staff_by_id
from hub.people.second_factor import (
    CODE_COUNT,
    check_factor_code,
    count_left,
    has_factor,
    reset_factor_here,
    reset_second_factor,
    set_up_factor_here,
    setup_details,
)
from hub.people.sessions import open_session, staff_of_session
from hub.store.schema import recovery_code, second_factor, staff
from kiosk.errors import Refused, Unreadable
from tests.gallery.site import phone
from tests.hub.conftest import Watch, newcomer
from tests.hub.samples import query_rows


def test_codes_are_those_of_the_standard() -> None:
    """RFC 6238, appendix B; its eight digits end in these six."""
    for seconds, code in [
        (59, "287082"),
        (1111111109, "081804"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ]:
        secret = base64.b32encode(b"12345678901234567890").decode()
        assert TOTP(secret).at(datetime.fromtimestamp(seconds, UTC)) == code


def test_whoever_is_at_the_machine_sets_it_up_and_enters_with_the_codes_on_paper(hub: Hub) -> None:
    ali = newcomer(hub, "ali", "Ali Rey")
    codes = set_up_factor_here(hub, ali)
    assert len(set(codes)) == CODE_COUNT and has_factor(hub, ali)
    check_factor_code(hub, ali, codes[3])
    with pytest.raises(Refused, match="wrong-code"):
        check_factor_code(hub, ali, codes[3])
    with pytest.raises(Refused, match="factor-exists"):
        set_up_factor_here(hub, ali)


def test_a_code_is_taken_once_even_by_twins(hub: Hub, lea: Staff) -> None:
    code = phone.code(hub, "lea")

    def enter(_: int) -> bool:
        try:
            check_factor_code(hub, lea, code)
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(enter, range(8))) == 1
    assert staff_by_id(hub.store, lea.id).failures == 0, "a second press is no guess"
    phone.wait(hub)
    check_factor_code(hub, lea, phone.code(hub, "lea"))


@pytest.mark.parametrize(("away", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_telephone_may_be_half_a_minute_wrong(hub: Hub, lea: Staff, away: int, taken: bool) -> None:
    secret = phone.secret(hub, "lea").replace(" ", "")
    code = TOTP(secret).at(hub.clock.now() + away * timedelta(seconds=30))
    if taken:
        check_factor_code(hub, lea, f" {code[:3]} {code[3:]} ")
        return
    with pytest.raises(Refused, match="wrong-code"):
        check_factor_code(hub, lea, code)


def test_an_older_code_is_worth_nothing_after_a_newer_one(hub: Hub, lea: Staff, watch: Watch) -> None:
    old = phone.code(hub, "lea")
    check_factor_code(hub, lea, phone.code(hub, "lea"))
    with pytest.raises(Refused, match="wrong-code"):
        check_factor_code(hub, lea, old)


def test_a_used_code_forgives_no_guess(hub: Hub, lea: Staff) -> None:
    """Else whoever has read one over a shoulder could guess the next for ever."""
    used = phone.code(hub, "lea")
    check_factor_code(hub, lea, used)
    for typed in ("000000", used, "000001"):
        with pytest.raises(Refused, match="wrong-code"):
            check_factor_code(hub, lea, typed)
    assert staff_by_id(hub.store, lea.id).failures == 2


def test_five_wrong_codes_lock_as_wrong_passphrases_do(hub: Hub, lea: Staff) -> None:
    for typed in ("", "12345", "é" * 6, "\ud800", "1234567"):
        with pytest.raises(Refused, match="wrong-code"):
            check_factor_code(hub, lea, typed)
    assert staff_by_id(hub.store, lea.id).failures == MOST_TRIES
    with pytest.raises(Refused, match="wrong-code"):
        check_factor_code(hub, lea, phone.code(hub, "lea"))


def test_the_secret_is_not_readable_in_the_store_and_opens_for_its_person_only(
    hub: Hub, lea: Staff, paul: Staff
) -> None:
    rows = {row.staff_id: row.secret for row in query_rows(hub, select(second_factor)).all()}
    clear = base64.b32decode(phone.secret(hub, "lea").replace(" ", ""))
    assert len(clear) == 20 and clear not in rows[lea.id] and clear.hex() not in rows[lea.id].hex()
    with pytest.raises(Unreadable):
        setup_details(hub, paul, rows[lea.id])


def test_a_colleague_has_it_made_anew_and_nobody_their_own(hub: Hub, lea: Staff, paul: Staff) -> None:
    cookie = open_session(hub, lea)
    with pytest.raises(Refused, match="not-yourself"):
        reset_second_factor(hub, lea, lea.id)
    assert staff_of_session(hub, cookie) == lea
    reset_second_factor(hub, paul, lea.id)
    assert not has_factor(hub, lea) and staff_of_session(hub, cookie) is None and count_left(hub, lea) == 0
    with pytest.raises(Refused, match="wrong-code"):
        check_factor_code(hub, lea, "123456")
    with pytest.raises(Refused, match="no-factor"):
        reset_second_factor(hub, paul, lea.id)
    reset_factor_here(hub, paul.id)
    assert query_rows(hub, select(staff.c.failures).where(staff.c.id == paul.id)).scalar_one() == 0


def test_each_code_opens_once_however_it_is_typed(hub: Hub, lea: Staff) -> None:
    first, second, *_ = factor.renew_codes(hub, lea)
    check_factor_code(hub, lea, f" {first.lower().replace('-', ' ')}")
    with pytest.raises(Refused, match="wrong-code"):
        check_factor_code(hub, lea, first)
    check_factor_code(hub, lea, second)
    assert factor.count_left(hub, lea) == factor.CODE_COUNT - 2
    assert [line.action for line in trail.list_audit_lines(hub.store)].count("recovery-code-used") == 2


def test_new_codes_end_the_old_are_nobody_else_s_and_kept_as_slow_hashes(hub: Hub, lea: Staff, paul: Staff) -> None:
    old, new = factor.renew_codes(hub, lea)[0], factor.renew_codes(hub, lea)[0]
    for person, code in ((lea, old), (paul, new)):
        with pytest.raises(Refused, match="wrong-code"):
            check_factor_code(hub, person, code)
    check_factor_code(hub, lea, new)
    codes = factor.renew_codes(hub, lea)
    kept = " ".join(query_rows(hub, select(recovery_code.c.hash)).scalars())
    assert len(kept.split()) == factor.CODE_COUNT
    for code in codes:
        assert code not in kept and code.replace("-", "").encode().hex() not in kept
