"""Whose an account at the provider is, and how a sign-in there goes."""

import dataclasses
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from hub.hub import Hub
from hub.people.people import Staff
from hub.people.provider_sign_in import (
    ATTEMPT_LASTS,
    begin_attempt,
    bind_account,
    client_of,
    is_bound,
    keep_token,
    make_binding_code,
    person_of,
    take_attempt,
    take_token,
    unbind_account,
)
from hub.store.schema import provider_account, provider_attempt, provider_session, provider_stranger
from hub.trail import list_audit_lines
from kiosk.errors import Refused
from kiosk.settings_file.reader import HUB_CHECKS
from tests.hub.conftest import Watch
from tests.hub.samples import query_rows


def test_what_is_kept_of_an_account_names_nobody(hub: Hub, paul: Staff, lea: Staff) -> None:
    bind_account(hub, lea, paul.id, make_binding_code(hub, "sub-of-paul"))
    bound = person_of(hub, "sub-of-paul")
    assert bound and bound.login == "paul" and person_of(hub, "sub-of-lea") is None
    with hub.store.reading() as connection:
        assert "sub-of-paul" not in repr(connection.execute(provider_account.select()).all())
        assert connection.execute(provider_stranger.select()).all() == [], "a code serves once"
    assert [line.action for line in list_audit_lines(hub.store)][:1] == ["account-bound"]


def test_the_same_name_at_another_provider_is_nobody(hub: Hub, paul: Staff, lea: Staff) -> None:
    bind_account(hub, lea, paul.id, make_binding_code(hub, "7"))
    elsewhere = replace(hub, settings=dataclasses.replace(hub.settings, oidc_issuer="https://elsewhere.example"))
    assert person_of(hub, "7") and person_of(elsewhere, "7") is None


def test_an_account_that_is_taken_is_not_given_to_another(hub: Hub, paul: Staff, lea: Staff) -> None:
    first, second = make_binding_code(hub, "7"), make_binding_code(hub, "7")
    bind_account(hub, lea, paul.id, first)
    with pytest.raises(Refused, match="wrong-binding"):
        bind_account(hub, paul, lea.id, second)
    bound = person_of(hub, "7")
    assert bound and bound.login == "paul"


def test_another_account_takes_the_place_of_the_first_and_unbinding_ends_it(hub: Hub, paul: Staff, lea: Staff) -> None:
    bind_account(hub, lea, paul.id, make_binding_code(hub, "7"))
    bind_account(hub, lea, paul.id, make_binding_code(hub, "8"))
    assert person_of(hub, "7") is None and is_bound(hub, paul.id)
    unbind_account(hub, lea, paul.id)
    assert person_of(hub, "8") is None and not is_bound(hub, paul.id)
    for act in (lambda: bind_account(hub, paul, paul.id, "x"), lambda: unbind_account(hub, paul, paul.id)):
        with pytest.raises(Refused, match="not-yourself"):
            act()


def test_an_attempt_comes_back_once_and_in_time(hub: Hub, watch: Watch) -> None:
    cookie, attempt = begin_attempt(hub, "/dossiers")
    assert len({attempt.state, attempt.nonce, attempt.verifier}) == 3 and len(attempt.verifier) >= 43
    kept = repr(query_rows(hub, provider_attempt.select()).all())
    assert attempt.verifier not in kept and cookie not in kept
    assert take_attempt(hub, cookie) == (attempt, "/dossiers")
    assert take_attempt(hub, cookie) is None and take_attempt(hub, "") is None
    late, _ = begin_attempt(hub, "")
    watch.ahead.append(ATTEMPT_LASTS + timedelta(seconds=1))
    assert take_attempt(hub, late) is None


def test_the_token_of_a_session_is_locked_and_given_once(hub: Hub) -> None:
    keep_token(hub, "cookie", "a.b.c")
    assert "a.b.c" not in repr(query_rows(hub, provider_session.select()).all())
    assert (take_token(hub, "cookie"), take_token(hub, "cookie"), take_token(hub, "other")) == ("a.b.c", "", "")


def test_a_provider_is_set_up_whole_or_not_at_all(hub: Hub, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("shared\n")
    whole = dataclasses.replace(
        hub.settings, address="https://hub.example", oidc_issuer="https://idp.example", oidc_client_id="parvis",
        oidc_client_secret_file=str(tmp_path / "secret"), oidc_level="eidas2",
    )  # fmt: skip
    client = client_of(replace(hub, settings=whole))
    assert client and (client.secret, client.level) == ("shared", "eidas2")
    assert client.returns_to == "https://hub.example/connexion/fournisseur/retour"
    assert "shared" not in repr(client)
    for missing in ("address", "oidc_issuer", "oidc_client_id", "oidc_client_secret_file"):
        assert client_of(replace(hub, settings=dataclasses.replace(whole, **{missing: ""}))) is None  # type: ignore[arg-type]


def test_a_provider_that_others_could_speak_for_is_no_setting() -> None:
    for address in ["http://idp.example", "idp.example", "ftp://idp.example"]:
        assert not HUB_CHECKS["oidc_issuer"](address)
