"""What a print queue's own words mean here (RFC 8011, 5.3.7, 5.3.8, 5.4.11 and 5.4.12)."""

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
"""Keywords without what they end in, in the order in which a person would mend them."""
REFUSED = 0x0400
"""Statuses from here on say no."""
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
    """Why a request was refused, by the status of its answer (RFC 8011, Appendix B)."""
    return _STATUSES.get(status, "refused-there")


def fault(printer: Attributes) -> str | None:
    """What is wrong with a printer, by its state's reasons; None for what only warns."""
    said = [_severe(str(each)) for each in printer.get("printer-state-reasons", ())]
    stopped = is_stopped(printer)
    plain = {keyword for keyword, severe in said if severe or stopped or _REASONS.get(keyword) == "offline"}
    for keyword, code in _REASONS.items():
        if keyword in plain:
            return code
    if stopped:
        return "needs-attention" if plain - {"none"} else "paused"
    return "needs-attention" if any(severe for _, severe in said) else None


def is_stopped(printer: Attributes) -> bool:
    """Whether it prints nothing until somebody does something."""
    return printer.get("printer-state") == (_PRINTER_STOPPED,)


def is_held_up(job: Attributes, printer: Attributes) -> bool:
    """Whether a job waits for somebody rather than for its turn."""
    return job.get("job-state") == (_JOB_STOPPED,) or is_stopped(printer)


def is_queue(printer: Attributes) -> bool:
    """Whether CUPS stands before the printer: its queue holds jobs and has only heard of what came out."""
    return "printer-type" in printer


def became(job: Attributes) -> str:
    """What a job became, in the words of a carrier.

    A job that ended without ever being processed has not touched paper; of one that had begun nobody can tell. Counts
    of sides are not believed: there are printers, and queues, that say 0 of a paper that is out.
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
    """A reason without what it ends in, and whether it is an error: a printer that grades none says none."""
    keyword, _, grade = reason.rpartition("-")
    if grade in ("report", "warning", "error"):
        return keyword, grade == "error"
    return reason, reason in _REASONS
