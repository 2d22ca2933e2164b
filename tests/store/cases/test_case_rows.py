"""Rows of the queries about cases: typed, with moments for stamps, and "" for what a draft has not."""

from dataclasses import FrozenInstanceError

import pytest

from kiosk.domain.events.event import CaseState
from kiosk.store.cases import cases
from kiosk.store.cases.case_rows import CaseHead, CaseStanding, LockedCase, SubmittedCase
from kiosk.store.database import Store
from kiosk.store.events import updates
from kiosk.store.events.updates import NewUpdate
from kiosk.store.keys import wrapped_keys
from kiosk.store.keys.wrapped_keys import KeyKind
from tests.store.conftest import CASE, CASE_KEY, NOON, SERVICES, a_case, a_submission


def kept(store: Store, *, submitted: bool) -> None:
    with store.write() as db:
        cases.add(db, a_case(plain=True), CASE_KEY)
        wrapped_keys.add(db, CASE, KeyKind.SERVICE, "etat-civil", b"wrapped")
        if submitted:
            cases.submit(db, a_submission(), CASE_KEY)


def test_a_draft_has_no_reference_yet(store: Store) -> None:
    kept(store, submitted=False)
    assert cases.state(store.read(), CASE) == CaseStanding(CASE, "", None, CaseState.DRAFT, 0, False)
    assert [case.reference for case in cases.named_of(store.read(), [CASE])] == [""]
    assert cases.named(store.read(), "", SERVICES) == []  # nobody is named yet


def test_what_is_known_without_the_key_has_moments_and_truths(store: Store) -> None:
    kept(store, submitted=False)
    head = cases.head(store.read(), CASE)
    assert isinstance(head, CaseHead)
    assert (head.opened_at, head.discarded_at, head.plain) == (a_case().opened_at, None, True)


def test_a_row_is_not_changed_and_shows_nothing_of_what_is_locked(store: Store) -> None:
    kept(store, submitted=False)
    (draft,) = cases.drafts(store.read(), SERVICES)
    assert isinstance(draft, LockedCase) and "answers" not in repr(draft) and "wrapped" not in repr(draft)
    with pytest.raises(FrozenInstanceError):
        draft.channel = "kiosk"  # type: ignore[misc]


def test_a_word_of_a_newer_hub_is_shown_as_it_is(store: Store) -> None:
    kept(store, submitted=True)
    update = NewUpdate(
        "u", "epoch", 1, "SA1001K", "state", "handed_over", "2026-11-24T13:00:00+00:00", "etat-civil", b"sealed"
    )
    with store.write() as db:
        updates.add(db, update, NOON)
    (case,) = cases.submitted(store.read(), SERVICES)
    assert isinstance(case, SubmittedCase) and case.state == "handed_over" and case.state not in tuple(CaseState)
