"""Forms that are ours alone."""

from flask import Flask

from kiosk.http import form_tokens

SECRET = b"s" * 32
TOKEN = form_tokens.token(SECRET, "browser", "session")


def came(token: str | None, headers: dict[str, str] | None = None, expected: str = TOKEN) -> bool:
    """Whether a form with this token, sent with these headers, is taken for one of ours."""
    data = {} if token is None else {form_tokens.FIELD: token}
    with Flask(__name__).test_request_context("/", method="POST", data=data, headers=headers or {}):
        return form_tokens.came_from_us(expected, ("central.example",))


def test_a_token_is_bound_to_every_id_and_to_the_secret() -> None:
    bound = [("browser", "session"), ("browser", ""), ("", "session"), ("browsersession",)]
    tokens = {form_tokens.token(secret, *ids) for secret in (SECRET, b"t" * 32) for ids in bound}
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
