"""Translate the states and reasons of IPP (RFC 8011, 5.3.7, 5.3.8, 5.4.11, 5.4.12) into codes of carriers."""

from collections.abc import Mapping

from printers.carrier import COMPLETED, NOT_PRINTED, UNKNOWN, WAITING
from printers.ipp.wire import Value

Attributes = Mapping[str, tuple[Value, ...]]
_PRINTER_STOPPED = 5
_JOB_STOPPED, _JOB_CANCELED, _JOB_ABORTED, _JOB_COMPLETED = 6, 7, 8, 9
_REASONS = {
    "media-jam": "paper-jam",
    "media-empty": "no-paper",
    "media-needed": "no-paper",
    "input-tray-missing": "no-paper",
    "cover-open": "cover-open",
    "door-open": "cover-open",
    "interlock-open": "cover-open",
    "toner-empty": "no-ink",
    "marker-supply-empty": "no-ink",
    "output-area-full": "tray-full",
    "marker-waste-full": "needs-attention",
    "shutdown": "offline",
    "offline": "offline",
    "timed-out": "offline",
    "connecting-to-device": "offline",
    "paused": "paused",
    "moving-to-paused": "paused",
}
"""Codes by `printer-state-reasons` without their severity, in the order in which a person would mend them."""
REFUSED = 0x0400
"""The lowest status that means a refusal."""
_STATUSES = {
    0x0401: "not-allowed",
    0x0402: "not-allowed",
    0x0403: "not-allowed",
    0x0404: "ended-there",
    0x0406: "queue-missing",
    0x0407: "queue-missing",
    0x040A: "format-not-taken",
    0x0506: "refuses-jobs",
    0x0507: "busy",
}


def refusal(status: int) -> str:
    """A code for why a request was refused, from the status of its answer (RFC 8011, Appendix B)."""
    return _STATUSES.get(status, "refused-there")


def fault(printer: Attributes) -> str | None:
    """A code for what is wrong with a printer, from its state's reasons; None if there are only warnings."""
    reasons = [_severe(str(reason)) for reason in printer.get("printer-state-reasons", ())]
    stopped = is_stopped(printer)
    plain = {keyword for keyword, severe in reasons if severe or stopped or _REASONS.get(keyword) == "offline"}
    for keyword, code in _REASONS.items():
        if keyword in plain:
            return code
    if stopped:
        return "needs-attention" if plain - {"none"} else "paused"
    return "needs-attention" if any(severe for _, severe in reasons) else None


def is_stopped(printer: Attributes) -> bool:
    """Whether the printer prints nothing until a person intervenes."""
    return printer.get("printer-state") == (_PRINTER_STOPPED,)


def is_held_up(job: Attributes, printer: Attributes) -> bool:
    """Whether a job waits for a person to intervene, not for its turn."""
    return job.get("job-state") == (_JOB_STOPPED,) or is_stopped(printer)


def is_queue(printer: Attributes) -> bool:
    """Whether this is a queue of CUPS, whose record of the printer's state may be out of date."""
    return "printer-type" in printer


def job_state(job: Attributes) -> str:
    """The state of a job, as a carrier names it.

    A job that ended before processing began was not printed; of one that had begun nobody can tell. The counts of
    printed sides are not used, because some printers and queues report 0 for a printed page.
    """
    state = (job.get("job-state") or (None,))[0]
    if state is None:
        return UNKNOWN
    if state == _JOB_COMPLETED:
        return COMPLETED
    if state not in (_JOB_CANCELED, _JOB_ABORTED):
        return WAITING
    return NOT_PRINTED if job.get("time-at-processing") == (None,) else UNKNOWN


def _severe(reason: str) -> tuple[str, bool]:
    """A reason without its severity, and whether it is an error; some printers give reasons without a severity."""
    keyword, _, grade = reason.rpartition("-")
    if grade in ("report", "warning", "error"):
        return keyword, grade == "error"
    return reason, reason in _REASONS
