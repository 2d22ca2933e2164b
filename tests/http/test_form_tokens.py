"""Hosts, inner addresses, forms and cookies of ours.
Buckets of tries: as many as a burst at once, then one more for each pause.
"""

import pytest
from flask import Flask, Response
from hypothesis import given
from hypothesis import strategies as st

from kiosk.http import form_tokens, try_buckets
from kiosk.http.form_tokens import keep_own_path, make_cookie_flags
from kiosk.http.try_buckets import Buckets, Limit

SECRET = b"s" * 32
TOKEN = form_tokens.make_form_token(SECRET, "browser", "session")


def came(token: str | None, headers: dict[str, str] | None = None, expected: str = TOKEN) -> bool:
    """Whether a form with this token, sent with these headers, is taken for one of ours."""
    data = {} if token is None else {form_tokens.FIELD: token}
    with Flask(__name__).test_request_context("/", method="POST", data=data, headers=headers or {}):
        return form_tokens.came_from_us(expected, ("central.example",))


def test_a_token_is_bound_to_every_id_and_to_the_secret() -> None:
    bound = [("browser", "session"), ("browser", ""), ("", "session"), ("browsersession",)]
    tokens = {form_tokens.make_form_token(secret, *ids) for secret in (SECRET, b"t" * 32) for ids in bound}
    assert len(tokens) == 2 * len(bound)


def test_a_form_without_its_token_is_not_ours() -> None:
    for token in [None, "", "0" * 64, "é", TOKEN[:-1], TOKEN.upper()]:
        assert came(TOKEN) and not came(token)


def test_a_browser_without_a_token_of_its_own_has_no_form() -> None:
    assert not came("", expected="") and not came(None, expected="")


def test_a_browser_that_says_where_a_form_comes_from_is_believed() -> None:
    for headers, ours in [
        ({"Origin": "http://localhost"}, True),
        ({"Origin": "https://central.example"}, True),
        ({"Origin": "null"}, False),
        ({"Origin": "http://localhost:81"}, False),
        ({"Origin": "garbage"}, False),
        ({"Origin": "https://localhost.evil.example"}, False),
        ({"Origin": "https://"}, False),
        ({"Origin": "http://["}, False),
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": ""}, False),
    ]:
        assert came(TOKEN, headers) is ours


def test_without_a_second_name_only_the_one_asked_is_ours() -> None:
    with Flask(__name__).test_request_context(
        "/", method="POST", data={form_tokens.FIELD: TOKEN}, headers={"Origin": "https://"}
    ):
        assert not form_tokens.came_from_us(TOKEN, ("",))


def test_what_reads_and_what_no_page_takes_needs_no_token() -> None:
    app = Flask(__name__)
    app.add_url_rule("/page", "page", lambda: "", methods=["GET", "POST"])
    for method, path, sent in (("GET", "/page", False), ("POST", "/page", True), ("POST", "/nowhere", False)):
        with app.test_request_context(path, method=method) as context:
            context.match_request()
            assert form_tokens.are_sent() is sent
    with app.test_request_context("/page", method="PUT"):
        assert not form_tokens.are_sent(), "answered 405"


def test_the_field_says_nothing_but_its_token() -> None:
    assert form_tokens.hidden_field(TOKEN) == f'<input type="hidden" name="token" value="{TOKEN}">'
    assert "<b>" not in form_tokens.hidden_field("<b>")


def test_this_machine_s_own_names_are_ours_with_any_port() -> None:
    for host in ["localhost", "localhost:8600", "127.0.0.1:8700", "[::1]", "[::1]:8600"]:
        assert form_tokens.is_own_host(host)


def test_nothing_else_is_ours_unless_it_is_named() -> None:
    for host in ["evil.example", "127.0.0.1.evil.example", "192.168.1.20", "[fe80::1]:80", "", ":80"]:
        assert not form_tokens.is_own_host(host) and not form_tokens.is_own_host(host, ["", "mairie.lan"])


def test_a_name_counts_with_any_port_and_an_authority_with_its_own() -> None:
    assert form_tokens.is_own_host("mairie.lan", ["mairie.lan"]) and form_tokens.is_own_host(
        "mairie.lan:8600", ["mairie.lan"]
    )
    assert form_tokens.is_own_host("central.example:1", authority="central.example:1")
    for other in ("central.example", "central.example:2", "central.example:1.evil"):
        assert not form_tokens.is_own_host(other, authority="central.example:1")


def test_on_a_network_every_address_is_ours_and_no_stranger_s_name() -> None:
    for host, ours in [
        ("192.168.1.20:8600", True),
        ("192.168.1.20", True),
        ("[fe80::1]", True),
        ("[fe80::1]:8600", True),
        ("0x7f000001", False),
        ("192.168.1.20.evil.example", False),
        ("evil.example:8600", False),
    ]:
        assert form_tokens.is_own_host(host, addresses=True) is ours


def test_a_way_back_never_leads_outside() -> None:
    for address, leads_to in [
        ("/desk", "/desk"),
        ("/desk/find?reference=SA", "/desk/find?reference=SA"),
        ("", ""),
        ("desk", ""),
        ("/f/é", "/f/é"),
        ("//evil.example", ""),
        ("https://evil.example", ""),
        ("/\\evil.example", ""),
        ("/\t/evil.example", ""),
        ("javascript:alert(1)", ""),
        ("\n//evil.example", ""),
        ("/x\0", ""),
        ("/desk\\..", ""),
        ("///evil.example", ""),
        ("//[", ""),
        ("/[", "/["),
    ]:
        assert keep_own_path(address) == leads_to


def test_no_script_reads_a_cookie_and_no_other_site_sends_it() -> None:
    for secure in [True, False]:
        given, taken = Response(), Response()
        given.set_cookie("name", "value", **make_cookie_flags(secure))
        taken.delete_cookie("name", **make_cookie_flags(secure))
        for response in (given, taken):
            (cookie,) = response.headers.getlist("Set-Cookie")
            assert "HttpOnly" in cookie and "SameSite=Strict" in cookie
            assert ("Secure" in cookie) is secure


SLOW = Limit(3, 10)
SIGN_IN = Limit(10, 30)


@given(st.lists(st.floats(0, 30), max_size=60))
def test_no_rhythm_gets_more_than_the_burst_and_what_time_gives(pauses: list[float]) -> None:
    buckets, now, taken = Buckets(), 1000.0, 0
    for pause in pauses:
        now += pause
        wait = buckets.take("sign-in", "x", SLOW, now)
        taken += wait == 0
        assert 0 <= wait <= SLOW.every_s
        assert taken <= SLOW.burst + (now - 1000.0) / SLOW.every_s + 1e-6


def test_the_wait_that_is_said_is_the_wait_there_is() -> None:
    buckets = Buckets()
    assert [buckets.take("sign-in", "x", SLOW, 0) for _ in range(4)] == [0, 0, 0, 10]
    assert buckets.take("sign-in", "x", SLOW, 4) == pytest.approx(6)
    assert buckets.take("sign-in", "x", SLOW, 10) == 0
    assert buckets.take("sign-in", "y", SLOW, 10) == buckets.take("search", "x", SLOW, 10) == 0, "each has its own"


def test_a_clock_that_goes_back_gives_nothing() -> None:
    buckets = Buckets()
    for _ in range(3):
        buckets.take("sign-in", "x", SLOW, 100)
    assert buckets.take("sign-in", "x", SLOW, 0) > 0


def test_a_crowd_of_sources_is_not_remembered_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(try_buckets, "_MOST_BUCKETS", 50)
    buckets = Buckets()
    for number in range(500):
        buckets.take("sign-in", str(number), SIGN_IN, 0)
    assert len(buckets._left) <= 50


def test_who_has_tried_half_of_a_large_burst_is_not_taken_for_somebody_who_tried_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An address that stands for several stations has more tries than one station has."""
    monkeypatch.setattr(try_buckets, "_MOST_BUCKETS", 2)
    buckets, large = Buckets(), Limit(SIGN_IN.burst * 3, 30)
    for _ in range(large.burst - SIGN_IN.burst):
        assert buckets.take("sign-in", "address", large, 0) == 0
    for source in ("one", "another"):  # full again by the time of the last: these are what can be forgotten
        buckets.take("sign-in", source, SLOW, 0)
        buckets.give_back("sign-in", source)
    waits = [buckets.take("sign-in", "address", large, 0) for _ in range(SIGN_IN.burst + 1)]
    assert waits[:-1] == [0] * SIGN_IN.burst and waits[-1] > 0


def test_a_busy_desk_whose_tries_are_right_never_waits() -> None:
    buckets = Buckets()
    for _ in range(20):
        assert buckets.take("sign-in", "x", SLOW, 0) == 0
        buckets.give_back("sign-in", "x")
