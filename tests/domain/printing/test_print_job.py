"""A print job is never lost, and what may be on paper is printed again with a mark only: a value, without a store.

Whole sequences of faults, with a real box, are those of `tests/services/spool/test_spool_faults.py`.
"""

from datetime import UTC, datetime, timedelta
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.domain.printing.print_job import (
    NEW_TRY,
    BoxRestart,
    CalledOff,
    CannotPrint,
    CitizenGone,
    InDoubt,
    JobClaim,
    JobOnPaper,
    JobState,
    NoKey,
    NotSent,
    Outcome,
    PrinterBack,
    PrinterGone,
    PrinterReport,
    PrintFailure,
    PrintJob,
    PrintTry,
    Reason,
    SaidNotOut,
    SaidOut,
    SignedIn,
    TryOutcome,
    Unmakeable,
    Waits,
)

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
LATER = NOON + timedelta(minutes=5)
DESK = PrintJob(
    "job", "receipt", "SA1001K", "case", "fr", False, False, "", "", NOON, None, 1, JobState.PENDING, "", NOON, None,
    "", None, 0,
)  # fmt: skip
ALONE = replace(DESK, session="stay")
SENT = (JobClaim(), PrintTry("", 1))
CODES = st.sampled_from(["no-paper", "fonts-missing", "offline", "in-the-queue"])
ANSWERS = st.sampled_from(["completed", "waiting", "not-printed", "unknown"])
HAPPENING: dict[type, st.SearchStrategy[Outcome]] = {
    **{kind: st.builds(kind) for kind in (JobClaim, NoKey, JobOnPaper, PrinterGone, PrinterBack, SignedIn, BoxRestart)},
    SaidOut: st.builds(SaidOut),
    **{kind: st.builds(kind, CODES) for kind in (Unmakeable, NotSent, PrintFailure, Waits, InDoubt, CannotPrint)},
    CalledOff: st.builds(CalledOff), CitizenGone: st.builds(CitizenGone),
    SaidNotOut: st.builds(SaidNotOut, st.booleans()),
    PrintTry: st.builds(PrintTry, st.just(""), st.just(1)),
    PrinterReport: st.builds(PrinterReport, ANSWERS, CODES, st.sampled_from([None, Reason.HAS_LEFT, Reason.BY_HAND])),
}  # fmt: skip


def after(job: PrintJob, *outcomes: Outcome) -> PrintJob:
    for outcome in outcomes:
        job = job.after(outcome, LATER)
    return job


def shown(job: PrintJob) -> tuple[str, str, str | None]:
    return job.state, job.detail, job.ended


def test_what_a_job_of_the_desk_becomes() -> None:
    for outcomes, expected in [
        ((*SENT, JobOnPaper()), ("completed", "", "completed")),
        ((*SENT, JobOnPaper(in_file=True)), ("completed", "kept-as-file", "in-a-file")),
        ((*SENT, PrintFailure("no-paper")), ("pending", "no-paper", "not-printed")),
        ((*SENT, PrintFailure("format-not-taken")), ("aborted", "format-not-taken", "not-printed")),
        ((*SENT, Waits("no-paper")), ("processing", "no-paper", None)),
        ((*SENT, InDoubt("cut-off")), ("unknown", "cut-off", None)),
        ((JobClaim(), NotSent("other-copies")), ("pending", "other-copies", None)),
        ((JobClaim(), NotSent("fonts-missing")), ("aborted", "fonts-missing", None)),
        ((JobClaim(), Unmakeable("nothing-to-print")), ("aborted", "nothing-to-print", None)),
        ((JobClaim(), NoKey()), ("held", "waits-for-sign-in", None)),
        ((JobClaim(), NoKey(), SignedIn()), ("pending", "", None)),
        ((CannotPrint("no-paper"),), ("pending", "no-paper", None)),
        ((PrinterGone(),), ("held", "no-printer", None)),
        ((PrinterGone(), PrinterBack()), ("pending", "", None)),
        ((CalledOff(),), ("canceled", "said-by-a-person", None)),
        ((*SENT, InDoubt("cut-off"), SaidOut()), ("completed", "said-by-a-person", None)),
        ((*SENT, InDoubt("cut-off"), SaidNotOut()), ("pending", "said-by-a-person", None)),
        ((*SENT, InDoubt("cut-off"), SaidNotOut(elsewhere=True)), ("canceled", "said-by-a-person", None)),
    ]:
        assert shown(after(DESK, *outcomes)) == expected


def test_what_it_becomes_by_its_printers_word() -> None:
    for report, expected in [
        (PrinterReport("completed"), ("completed", "", "completed")),
        (PrinterReport("completed", in_file=True), ("completed", "kept-as-file", "in-a-file")),
        (PrinterReport("not-printed"), ("pending", "not-out", "not-printed")),
        (PrinterReport("not-printed", called_off=Reason.HAS_LEFT), ("canceled", "has-left", "not-printed")),
        (PrinterReport("waiting", "no-paper"), ("processing", "no-paper", None)),
        (PrinterReport("waiting", "no-paper", Reason.BY_HAND), ("unknown", "no-answer", None)),
        (PrinterReport("unknown"), ("unknown", "no-answer", None)),
        (PrinterReport("unknown", called_off=Reason.HAS_LEFT), ("unknown", "no-answer", None)),
    ]:
        assert shown(after(DESK, *SENT, Waits("in-the-queue"), report)) == expected


def test_a_doubt_keeps_its_reason_while_its_printer_knows_nothing() -> None:
    assert shown(after(DESK, *SENT, InDoubt("cut-off"), PrinterReport("unknown"))) == ("unknown", "cut-off", None)


def test_before_it_is_printed_again_its_printer_is_believed() -> None:
    again = after(DESK, *SENT, InDoubt("cut-off"), SaidNotOut(), JobClaim())
    assert shown(after(again, PrinterReport("completed"))) == ("completed", "printer-says-so", "completed")
    assert after(again, PrinterReport("waiting")).is_at_a_printer
    for answer, ended in (("not-printed", TryOutcome.NOT_PRINTED), ("unknown", None)):
        job = after(again, PrinterReport(answer))
        assert (job.is_claimed, job.ended) == (True, ended), "it is printed"


def test_a_fault_before_a_second_try_leaves_the_first_one_open() -> None:
    """Its copy may be in the world: a number is never given twice."""
    job = after(DESK, *SENT, InDoubt("cut-off"), SaidNotOut(), JobClaim(), NotSent("other-copies"))
    assert shown(job) == ("pending", "other-copies", None) and job.has_open_try


def test_what_a_citizen_who_has_gone_asked_for_is_not_printed() -> None:
    assert shown(after(ALONE, CitizenGone())) == ("canceled", "has-left", None)
    assert shown(after(ALONE, PrinterGone())) == ("canceled", "no-printer", None)
    assert shown(after(ALONE, JobClaim(), NoKey())) == ("canceled", "interrupted", None)
    assert shown(after(ALONE, BoxRestart())) == ("canceled", "interrupted", None)


def test_what_may_be_on_paper_is_looked_for_and_not_canceled() -> None:
    again = after(ALONE, *SENT, InDoubt("cut-off"), SaidNotOut())
    assert shown(after(again, CitizenGone())) == ("unknown", "has-left", None)
    assert shown(after(again, BoxRestart())) == ("unknown", "interrupted", None)


def test_a_restart_asks_about_what_was_sent_and_prints_what_was_not() -> None:
    assert shown(after(DESK, *SENT, BoxRestart())) == ("processing", "interrupted", None)
    assert after(DESK, *SENT, BoxRestart()).is_at_a_printer
    assert shown(after(DESK, JobClaim(), BoxRestart())) == ("pending", "", None)
    assert after(DESK, *SENT).is_claimed, "while it is being sent, nobody asks"
    assert not after(DESK, *SENT).is_at_a_printer


@given(st.booleans(), st.lists(st.one_of(*HAPPENING.values()), max_size=12))
def test_anything_may_happen_at_any_time(alone: bool, outcomes: list[Outcome]) -> None:
    job = ALONE if alone else DESK
    for outcome in outcomes:
        before, job = job, job.after(outcome, LATER)
        assert not before.is_over or job is before, "what is over stays so"
        assert job == before or job.state_at == LATER or (job.state, job.detail) == (before.state, before.detail)
        assert job.may_be_canceled or job.is_over or job.is_claimed or job.is_at_a_printer, "a person can end it"
        if job.try_id == NEW_TRY:
            job = replace(job, try_id=(before.try_id or 0) + 1)


def test_everything_that_can_happen_is_tried_above() -> None:
    assert HAPPENING.keys() == set(get_args(Outcome))
