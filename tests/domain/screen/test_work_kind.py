"""The kinds of work have an order: what has a day or failed comes before what can wait."""

from kiosk.domain.screen.work_kind import WorkKind


def test_what_has_a_day_or_failed_comes_before_what_can_wait() -> None:
    order = list(WorkKind)
    assert order[:2] == [WorkKind.PAPERS, WorkKind.MEND]
    assert order[-1] is WorkKind.DRAFT
