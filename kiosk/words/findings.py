"""Says in words what an examination found, of a box or of a hub: a line for each check, what mends it, the outcome."""

import json
from collections.abc import Iterable

from kiosk.domain.trail.finding import Finding, FindingState
from kiosk.version import VERSION
from kiosk.words.words import Words

MARKS = {FindingState.WELL: "✓", FindingState.TO_DO: "○", FindingState.TO_MEND: "✗", FindingState.UNKNOWN: "?"}
"""Signs for a check that passed, for what is still to do or to mend, and for what could not be checked."""


def report_findings(words: Words, findings: Iterable[Finding], as_json: bool) -> tuple[str, int]:
    """What a command prints, and the status that it ends with: 1 where something is to mend, else 0."""
    findings = tuple(findings)
    status = int(any(finding.state == FindingState.TO_MEND for finding in findings))
    if as_json:
        return json.dumps(describe_findings(words, findings), ensure_ascii=False, indent=2), status
    return "\n".join(list_finding_lines(words, findings)), status


def list_finding_lines(words: Words, findings: Iterable[Finding]) -> list[str]:
    findings, shown = tuple(findings), []
    for finding in findings:
        shown.append(f"{MARKS[finding.state]} {_line(words, finding)}")
        if remedy := _remedy(words, finding):
            shown.append(f"    → {remedy}")
    return [*shown, words.code("command", _outcome(findings))]


def describe_findings(words: Words, findings: Iterable[Finding]) -> dict[str, object]:
    findings = tuple(findings)
    return {
        "version": VERSION,
        "outcome": _outcome(findings).removeprefix("doctor-"),
        "findings": [
            {
                "check": finding.code,
                "state": finding.state,
                "reason": finding.reason,
                "detail": finding.detail,
                "words": _line(words, finding),
                "remedy": _remedy(words, finding),
            }
            for finding in findings
        ],
    }


def _outcome(findings: tuple[Finding, ...]) -> str:
    states = {finding.state for finding in findings}
    if FindingState.TO_MEND in states:
        return "doctor-to-mend"
    return "doctor-to-do" if FindingState.TO_DO in states else "doctor-well"


def _line(words: Words, finding: Finding) -> str:
    reason = "well" if finding.state == FindingState.WELL else finding.reason
    context = "doctor" if reason == "well" or words.has("doctor", reason) else "printer"
    detail = finding.detail
    if detail and words.has("doctor-detail", finding.code):
        detail = words.code("doctor-detail", finding.code, detail=detail)
    return f"{words.code('doctor', finding.code)} {words.code(context, reason)} {detail}".rstrip()


def _remedy(words: Words, finding: Finding) -> str:
    """The one command or screen that mends it, "" where nothing is to be done."""
    if finding.state in (FindingState.WELL, FindingState.UNKNOWN) and not words.has("remedy", finding.reason):
        return ""
    return words.code("remedy", finding.reason if words.has("remedy", finding.reason) else finding.code)
