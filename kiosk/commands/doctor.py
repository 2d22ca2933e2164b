"""Commands for whoever repairs a box: the examination, the log in one file for support, and the journal."""

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import click

from kiosk import paths
from kiosk.clock import Clock
from kiosk.commands.asking import WORDS, box_settings, run_operation
from kiosk.domain.trail.finding import Finding
from kiosk.error_codes import Refusal
from kiosk.errors import ParvisError, Refused
from kiosk.logs import list_error_places
from kiosk.paths import Paths
from kiosk.process import log_file
from kiosk.store import upkeep_notes
from kiosk.words.findings import report_findings

_IN_HAND = 75
"""EX_TEMPFAIL of sysexits.h: later it will be well."""


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON, for another program.")
def doctor(as_json: bool) -> None:
    """Say what is well, what is still to do and what is to mend."""
    from kiosk.crypto import keys
    from kiosk.operations import upkeep

    try:
        findings = run_operation(upkeep.run_doctor)
    except Refused as refused:  # of a box whose file is damaged, or that nobody has set up, that alone
        if refused.code == Refusal.NO_SITE_CODE:
            findings = (Finding("site", False, refused.code, _describe_first_start()),)
        elif refused.code == Refusal.UNREADABLE_STORE:
            box = box_settings().paths
            if not (tables := upkeep_notes.find_damaged_tables(box.database, keys.read_seed(box.database_key))):
                raise
            findings = (Finding("store", False, "damaged", " ".join((refused.details["path"], *tables))),)
        else:
            raise
    text, status = report_findings(WORDS, findings, as_json)
    click.echo(text)
    sys.exit(status)


def _describe_first_start() -> str:
    """Where the wizard of a box that nobody has set up is open, and its code; "" where it does not run."""
    box = box_settings()
    if not box.paths.first_start_code.is_file():
        return ""
    code, address = box.paths.first_start_code.read_text("utf-8").strip(), f"http://127.0.0.1:{box.port}"
    return WORDS.code("command", "first-start", address=address, code=f"{code[:4]} {code[4:]}")


@click.command()
def idle() -> None:
    """Say whether nobody is in the middle of a case; ends with 75 where somebody is, as an upgrade asks."""
    from kiosk.operations import upkeep

    if count := run_operation(upkeep.count_in_hand):
        click.echo(WORDS.code("command", "in-hand", count=count))
        sys.exit(_IN_HAND)


@click.group()
def logs() -> None:
    """What the program noted for whoever repairs it; nothing of a person."""


@logs.command(name="export")
@log_file.where_and_how_long
def export_logs_command(file: Path | None, days: int) -> None:
    """Write one file for support: log, versions and what the doctor finds; also of a box that does not start."""
    data = paths.default_data()
    with ThreadPoolExecutor(1) as beside:  # whatever the examination meets, the file is written
        examined = beside.submit(_findings_for_support)
        fault = examined.exception()
    if fault is None:
        findings = examined.result()
    else:  # a refusal by its code, anything else by the places it passed
        why = {"refused": fault.code} if isinstance(fault, ParvisError) else {"trace": list_error_places(fault)}
        findings = [{"about": "doctor", **why}]
    path, count = log_file.write_support_file(file, "box", findings, Paths(data).logs, Clock().now(), days)
    click.echo(WORDS.code("command", "logs-exported", path=path, count=count))


def _findings_for_support() -> list[dict[str, Any]]:
    from kiosk.operations import upkeep

    return [
        {
            "about": "doctor",
            "check": finding.code,
            "state": finding.state,
            "reason": finding.reason,
            # That check names cases; support is told its outcome alone.
            "detail": "" if finding.code == "numbers" else finding.detail,
        }
        for finding in run_operation(upkeep.run_doctor)
    ]


@click.group()
def journal() -> None:
    """Who did what to which reference."""


@journal.command(name="verify")
@click.option("--count", type=click.IntRange(0), help="How many lines a head counted that was noted elsewhere.")
@click.option("--head", default="", help="That head: 64 hexadecimal digits, as the hub keeps the last one it heard.")
def verify_journal_command(count: int | None, head: str) -> None:
    """Say whether any line was changed, put in, taken out or moved."""
    if (count is None) is not (not head):
        raise click.UsageError(WORDS.code("command", "count-and-head"))
    from kiosk.operations import upkeep

    report = run_operation(upkeep.run_verify_journal, count, head.lower())
    click.echo(WORDS.code("command", "journal-head", count=report.count, head=report.head))
    for fault in report.faults:
        click.echo(f"✗ {fault.number}: {WORDS.code('journal-fault', fault.code)}")
    if report.faults:
        sys.exit(1)
    click.echo(f"✓ {WORDS.code('journal-fault', 'whole')}")
