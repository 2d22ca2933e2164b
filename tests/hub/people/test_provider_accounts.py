"""Whose an account at the provider is, and what the hub keeps of it."""

import dataclasses

import pytest
from msgspec.structs import replace

from hub.hub import Hub
from hub.people.people import Staff
from hub.people.provider_sign_in import bind_account, is_bound, make_binding_code, person_of, unbind_account
from hub.store.schema import provider_account, provider_stranger
from hub.trail.audit import lines
from kiosk.errors import Refused


def test_what_is_kept_of_an_account_names_nobody(hub: Hub, paul: Staff, lea: Staff) -> None:
    bind_account(hub, lea, paul.id, make_binding_code(hub, "sub-of-paul"))
    bound = person_of(hub, "sub-of-paul")
    assert bound and bound.login == "paul" and person_of(hub, "sub-of-lea") is None
    with hub.store.reading() as connection:
        assert "sub-of-paul" not in repr(connection.execute(provider_account.select()).all())
        assert connection.execute(provider_stranger.select()).all() == [], "a code serves once"
    assert [line.action for line in lines(hub.store)][:1] == ["account-bound"]


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
