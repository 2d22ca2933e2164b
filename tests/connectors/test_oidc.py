"""What a provider says is believed only where it proves it, and for the one attempt it belongs to."""

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc.jwk import ECKey

from kiosk.clock import Clock
from kiosk.connectors.oidc import (
    Attempt,
    Client,
    Identity,
    is_safe_address,
    make_sign_in_address,
    sign_out_at,
    verify_return,
)
from kiosk.errors import Unreachable
from tests.gallery.site.oidc_provider import CLIENT, SECRET, Provider, oidc_provider

ATTEMPT = Attempt("s" * 32, "n" * 32, "v" * 43)


@pytest.fixture
def provider() -> Iterator[Provider]:
    with oidc_provider() as running:
        yield running


@pytest.fixture
def client(provider: Provider) -> Client:
    return Client(provider.url, CLIENT, SECRET, "http://hub.example/back", "eidas2")


def answered(client: Client, attempt: Attempt = ATTEMPT) -> dict[str, str]:
    """What the provider sends a browser back with."""
    location = httpx.get(make_sign_in_address(client, attempt), trust_env=False).headers["Location"]
    assert location.startswith(client.returns_to)
    return {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}


def who(client: Client, answer: dict[str, str], attempt: Attempt = ATTEMPT, ahead_s: float = 0) -> Identity | None:
    return verify_return(client, attempt, answer, Clock().now().timestamp() + ahead_s)


def test_who_comes_back_with_a_proof_is_named_once(client: Client) -> None:
    answer = answered(client)
    came = who(client, answer)
    assert came and came.subject == "b7f2" and came.id_token.count(".") == 2
    assert who(client, answer) is None, "a code is worth one token"


def test_a_token_that_is_not_for_this_attempt_names_nobody(provider: Provider, client: Client) -> None:
    for lie in [
        {"iss": "https://elsewhere.example"}, {"aud": "another"}, {"aud": [CLIENT, "another"]}, {"azp": "another"},
        {"nonce": "m" * 32}, {"nonce": None}, {"acr": "eidas1"}, {"acr": None}, {"sub": ""}, {"sub": None},
        {"exp": 1}, {"exp": None}, {"iat": None}, {"iat": 9_999_999_999}, {"sub": 7},
    ]:  # fmt: skip
        provider.lies = lie
        assert who(client, answered(client)) is None


def test_a_token_that_another_key_signed_names_nobody(provider: Provider, client: Client) -> None:
    provider.signs_with = ECKey.generate_key("P-256", {"kid": "1"})
    assert who(client, answered(client)) is None


def test_an_old_token_names_nobody(client: Client) -> None:
    assert who(client, answered(client), ahead_s=300) is None


def test_an_answer_to_another_question_names_nobody(client: Client) -> None:
    for change in [{"state": "x"}, {"iss": "https://elsewhere.example"}, {"code": ""}, {"error": "access_denied"}]:
        assert who(client, answered(client) | change) is None


def test_another_verifier_or_secret_gets_no_token(client: Client) -> None:
    assert who(client, answered(client), replace(ATTEMPT, verifier="w" * 43)) is None
    assert who(replace(client, secret="x" * 32), answered(client)) is None


def test_a_provider_that_is_away_or_another_is_told_apart_from_a_refusal(provider: Provider, client: Client) -> None:
    with pytest.raises(Unreachable, match="no-line"):
        make_sign_in_address(replace(client, issuer="http://127.0.0.1:9"), ATTEMPT)
    provider.url, was = "https://elsewhere.example", provider.url
    with pytest.raises(Unreachable, match="bad-answer"):
        make_sign_in_address(replace(client, issuer=was), ATTEMPT)


def test_the_provider_ends_its_own_session(provider: Provider, client: Client) -> None:
    address = sign_out_at(client, "a.b.c", "http://hub.example/")
    assert httpx.get(address, trust_env=False).headers["Location"] == "http://hub.example/"
    assert provider.left == ["a.b.c"]


def test_only_https_and_this_machine_are_safe() -> None:
    safe = [is_safe_address(at) for at in ("https://a.example", "http://127.0.0.1:80", "http://a.example", "ftp://a")]
    assert safe == [True, True, False, False]
