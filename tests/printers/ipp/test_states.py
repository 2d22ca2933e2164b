"""A queue's own words become ours, and a count of sides is not believed."""

import pytest

from printers.carrier import COMPLETED, NOT_PRINTED, UNKNOWN, WAITING
from printers.carriers import ipp
from printers.ipp.client import Answer, Peer

IDLE, STOPPED = 3, 5


def test_what_is_wrong_with_a_printer() -> None:
    for state, reasons, code in [
        (IDLE, ("none",), None),
        (IDLE, (), None),
        (STOPPED, ("none",), "paused"),
        (STOPPED, ("paused",), "paused"),
        (IDLE, ("media-empty-error",), "no-paper"),
        (IDLE, ("media-needed",), "no-paper"),
        (IDLE, ("media-empty-report",), None),
        (STOPPED, ("media-empty-report",), "no-paper"),
        (IDLE, ("media-low-warning", "toner-low-report"), None),
        (IDLE, ("toner-empty-error",), "no-ink"),
        (STOPPED, ("door-open",), "cover-open"),
        (STOPPED, ("cover-open-error", "media-jam-error"), "paper-jam"),
        (4, ("offline-report",), "offline"),
        (4, ("connecting-to-device",), "offline"),
        (IDLE, ("timed-out",), "offline"),
        (IDLE, ("fuser-over-temp-error",), "needs-attention"),
        (STOPPED, ("spool-area-full-report",), "needs-attention"),
        (STOPPED, ("output-area-full",), "tray-full"),
        (IDLE, ("cups-missing-filter-warning",), None),
    ]:
        assert ipp.fault_of({"printer-state": (state,), "printer-state-reasons": reasons}) == code


def test_what_became_of_a_job() -> None:
    for job, known in [
        ({"job-state": (9,)}, COMPLETED),
        *(({"job-state": (state,)}, WAITING) for state in (3, 4, 5, 6)),
        ({"job-state": (7,), "time-at-processing": (None,)}, NOT_PRINTED),
        ({"job-state": (8,), "time-at-processing": (None,)}, NOT_PRINTED),
        ({"job-state": (7,), "time-at-processing": (12,)}, UNKNOWN),
        ({"job-state": (7,)}, UNKNOWN),
        ({"job-state": (8,), "time-at-processing": (12,), "job-impressions-completed": (0,)}, UNKNOWN),
        ({}, UNKNOWN),
    ]:
        assert ipp.job_state(job) == known


def test_a_refusal_has_a_code_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    for status, code in [(0x0406, "queue-missing"), (0x0507, "busy"), (0x0499, "refused-there")]:
        answer = Answer(status)
        monkeypatch.setattr(Peer, "ask", lambda *_, said=answer: said)
        with pytest.raises(ipp.RefusedThere, match=code):
            ipp.Queue(Peer("ipp://nowhere")).printer()
