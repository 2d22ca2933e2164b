"""What an authority published: believed by who signed it, shown up to its last day."""

from dataclasses import fields
from datetime import date, timedelta
from typing import Any

import pytest

from kiosk.crypto import keys
from kiosk.domain.published import documents
from kiosk.domain.published.documents import (
    SETTABLE,
    InformationSheet,
    InLanguages,
    ItemList,
    KeySignature,
    PublishedSetting,
    Root,
    SignedDocument,
    SigningRole,
)
from kiosk.errors import Refused
from kiosk.settings import Settings
from tests.gallery.site.authority import Authority


def test_a_threshold_counts_keys_and_not_signatures() -> None:
    authority = Authority()
    root = documents.parse_document(Root, authority.root())
    once = documents.sign_document(root, authority.seeds[0])
    twice = SignedDocument(statement=once.statement, signatures=once.signatures * 2)
    assert (root.roots.is_met(once), root.roots.is_met(twice)) == (False, False)
    assert root.roots.is_met(documents.add_signatures(once, authority.seeds[1]))
    assert documents.add_signatures(once, authority.seeds[0]) == once


def test_a_signature_under_another_name_does_not_count() -> None:
    authority, thief = Authority(), keys.new_signing_key()
    listed = authority.list(1, {})
    forged = KeySignature(
        key=keys.verify_key(authority.seeds[0]), signature=keys.sign_bytes(thief, listed.statement.encode()).hex()
    )
    role = SigningRole(keys=(keys.verify_key(authority.seeds[0]),), threshold=1)
    assert not role.is_met(SignedDocument(statement=listed.statement, signatures=(forged,)))


def test_a_root_is_no_list_and_a_list_no_root() -> None:
    authority = Authority()
    for of, signed in ((ItemList, authority.root()), (Root, authority.list(1, {}))):
        with pytest.raises(Refused, match="broken-publication"):
            documents.parse_document(of, signed)


def test_the_name_of_an_item_leads_nowhere() -> None:
    for name in ["../../etc/passwd", "a/b", ".hidden", "a..b", "", "A"]:
        with pytest.raises(Refused, match="broken-publication"):
            documents.parse_document(ItemList, Authority().list(1, {("sheet", name): b""}))


SETTING = b'{"setting": "recipients", "value": ["a", "b"], "why": {"fr": "Parce que.", "ar": "\xd9\x84"}}'


def test_values_are_numbers_texts_and_lists_of_texts() -> None:
    assert documents.parse_item_contents(PublishedSetting, SETTING).value == ("a", "b")
    assert documents.parse_item_contents(PublishedSetting, SETTING.replace(b'["a", "b"]', b"7")).value == 7
    with pytest.raises(Refused):
        documents.parse_item_contents(PublishedSetting, SETTING.replace(b'["a", "b"]', b"1.5"))


def test_a_first_root_is_signed_by_its_own_keys() -> None:
    authority = Authority()
    assert documents.first_root(authority.root()).number == 1
    with pytest.raises(Refused, match="untrusted-publication"):
        documents.first_root(
            documents.sign_document(documents.parse_document(Root, authority.root()), authority.seeds[0])
        )


def test_roots_are_walked_in_order_however_they_are_given() -> None:
    first, second, third = Authority(), Authority(), Authority()
    trusted = documents.first_root(first.root())
    given = [third.root(3, *second.seeds), first.root(), second.root(2, *first.seeds)]
    assert [root.number for root, _ in documents.follow_roots(trusted, given)] == [2, 3]
    with pytest.raises(Refused, match="root-missing"):
        documents.follow_roots(trusted, given[:2])


def test_the_last_root_may_not_be_expired_and_the_last_day_still_counts() -> None:
    authority = Authority()
    root, listed = documents.first_root(authority.root()), authority.list(3, {})
    assert documents.judge_list(root, listed, None, "SA", authority.until).number == 3
    for day, code in ((authority.until, "expired-publication"), (root.until, "expired-root")):
        with pytest.raises(Refused, match=code):
            documents.judge_list(root, listed, None, "SA", day + timedelta(days=1))


NEVER = ("host", "port", "names", "data", "site_code", "printer", "backup_folder", "services", "log_level")


def published(name: str, value: Any) -> PublishedSetting:
    return PublishedSetting(setting=name, value=value, why={"fr": "a"})


def test_every_setting_of_the_list_is_one_of_a_box_and_none_leads_elsewhere() -> None:
    names = {setting.name for setting in SETTABLE}
    assert names < {field.name for field in fields(Settings)}
    assert not names.intersection(NEVER)


def test_a_published_value_has_a_bound() -> None:
    for name, value in [
        ("sync_every_s", 86_401), ("backup_days", 32), ("recipients", ("a" * 201,)), ("recipients", ("a",) * 51),
        ("privacy_officer", "a" * 301),
    ]:  # fmt: skip
        assert documents.find_setting_fault(published(name, value)) == "bad-value", name
    assert (
        documents.find_setting_fault(published("sync_every_s", 86_400))
        == documents.find_setting_fault(published("recipients", ("a",)))
        == ""
    )


def test_what_keeps_longer_is_refused_here() -> None:
    for name, value, own, refused in [
        ("retention_days", 31, 30, "longer"), ("retention_days", 0, 30, "too-short"), ("retention_days", 30, 30, ""),
        ("speech", "off", "on", ""), ("sync_every_s", 600, 60, ""),
    ]:  # fmt: skip
        assert documents.refused_here(published(name, value), own) == refused


DAY = date(2026, 11, 2)


def test_a_sheet_without_a_last_day_is_shown_for_ever() -> None:
    words = InLanguages({"fr": "un\n\ndeux", "ar": "واحد"})
    endless = InformationSheet("a", words, words, "s", DAY, None)
    ended = InformationSheet("a", words, words, "s", DAY, DAY)
    assert endless.is_shown(date(2099, 1, 1))
    assert (ended.is_shown(DAY), ended.is_shown(date(2026, 11, 3))) == (True, False)
    assert (words.paragraphs("uk"), words.text("ar")) == (["un", "deux"], "واحد")
