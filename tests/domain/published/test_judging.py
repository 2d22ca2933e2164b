"""Which documents are believed; boxes with their databases are in tests/services/published."""

from datetime import timedelta

import pytest

from kiosk.domain.published import documents, judging
from kiosk.domain.published.documents import Root
from kiosk.errors import Refused
from tests.gallery.site.authority import Authority


def test_a_first_root_is_signed_by_its_own_keys() -> None:
    authority = Authority()
    assert judging.first_root(authority.root()).number == 1
    with pytest.raises(Refused, match="untrusted-publication"):
        judging.first_root(documents.sign(documents.read(Root, authority.root()), authority.seeds[0]))


def test_roots_are_walked_in_order_however_they_are_given() -> None:
    first, second, third = Authority(), Authority(), Authority()
    trusted = judging.first_root(first.root())
    given = [third.root(3, *second.seeds), first.root(), second.root(2, *first.seeds)]
    assert [root.number for root, _ in judging.walked(trusted, given)] == [2, 3]
    with pytest.raises(Refused, match="root-missing"):
        judging.walked(trusted, given[:2])


def test_the_last_root_may_not_be_expired_and_the_last_day_still_counts() -> None:
    authority = Authority()
    root, listed = judging.first_root(authority.root()), authority.list(3, {})
    assert judging.judge_list(root, listed, None, "SA", authority.until).number == 3
    for day, code in ((authority.until, "expired-publication"), (root.until, "expired-root")):
        with pytest.raises(Refused, match=code):
            judging.judge_list(root, listed, None, "SA", day + timedelta(days=1))
