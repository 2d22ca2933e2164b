"""The page of the audit trail, for operators: who signed in, opened and decided what; no contents."""

from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, render_template, request

from hub.hub import this_hub
from hub.people.people import list_staff
from hub.trail import PAGE, AuditAction, AuditLine, list_audit_lines
from hub.web.visitor import operators_only
from kiosk.domain.events import reference as references
from kiosk.errors import Refused

audit = Blueprint("audit", __name__)
_AT_THE_MACHINE = (
    AuditAction.UNLOCKED, AuditAction.FACTOR_RESET, AuditAction.RIGHTS_CHANGED, AuditAction.PERSON_ADDED,
    AuditAction.PERSON_LEFT, AuditAction.SESSIONS_ENDED, AuditAction.SITE_ADDED, AuditAction.SITE_INVITED,
    AuditAction.SITE_REVOKED, AuditAction.SITE_RENAMED, AuditAction.SITE_SUCCEEDED, AuditAction.KEY_ROTATED,
    AuditAction.KEYS_COPIED, AuditAction.DATABASE_RESTORED, AuditAction.DATABASE_WENT_BACK, AuditAction.DAY_CONFIRMED,
    AuditAction.CONTENT_CONFLICT, AuditAction.RELEASE_ANNOUNCED, AuditAction.PUBLISHED, AuditAction.BUNDLE_TAKEN,
)  # fmt: skip
"""What nobody signed in for, but whoever was at the machine itself."""


@audit.get("/journal")
@operators_only
def show_audit_trail() -> str:
    """The newest lines, or those before the number `before`, narrowed by a person, a case, what was done, and a day."""
    hub = this_hub()
    asked = {name: request.args.get(name, "").strip()[:64] for name in ("before", "who", "number", "what", "day")}
    before, number, said = asked["before"], asked["number"], []
    with suppress(Refused):
        number = references.parse_reference(number)
    with suppress(ValueError):
        begins = datetime.combine(date.fromisoformat(asked["day"]), time(), ZoneInfo(hub.settings.time_zone))
        hours = (begins.astimezone(UTC) + timedelta(hours=hour) for hour in range(24))
        said.append([f'"at":"{hour:%Y-%m-%dT%H}' for hour in hours])
    for value, fields in ((number, ("reference",)), (asked["what"], ("action",)), (asked["who"], ("by", "about"))):
        said += [[f'"{field}":"{value}"' for field in fields]] if value else []
    page = list_audit_lines(hub.store, int(before) if before.isdecimal() and len(before) < 16 else 0, *said)
    names = {person.id: person.name for person in list_staff(hub.store)}
    further = page[-1].number if len(page) == PAGE and page[-1].number > 1 else 0
    rows = [(line, names.get(line.by) or _who(line)) for line in page]
    return render_template("hub/audit.html", rows=rows, names=names, further=further, asked=asked, actions=AuditAction)


def _who(line: AuditLine) -> str:
    """The site, where a site did it; "" for whoever was at the machine."""
    if line.action in _AT_THE_MACHINE:
        return ""
    by_site = line.action in (AuditAction.CODE_REPLACED, AuditAction.SITE_SEARCHED)
    return line.detail.split(" ")[0] if by_site and line.detail else "–"
