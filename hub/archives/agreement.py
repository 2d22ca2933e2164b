"""The public archives' agreement, which the destruction of a file that a service has decided waits for.

Such a file is public archives (Code du patrimoine, L. 211-4), and nobody may eliminate them without the visa of the
person who controls the archives (L. 212-2, R. 212-14). A prepared case is the draft of what another body decides. What
a person has erased (GDPR article 17) is answered by a person (`hub.decisions.rights`), and waits for nothing.
"""

from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from hub.settings import HubSettings
from hub.trail import AuditAction


class Agreement(Struct, frozen=True):
    """One table `[[archives]]`. `sites` and `services` are those it is about, each empty for all.

    `visa` is the reference of an agreement given on the day `on`, about every file whose time was over by `until`.
    Without one, files go after `last_day` all the same, which the operator answers for; None: they wait.
    """

    sites: tuple[str, ...]
    services: tuple[str, ...]
    visa: str
    on: date | None
    until: date | None
    last_day: date | None

    def is_about(self, site: str, service: str) -> bool:
        return site in (self.sites or (site,)) and service in (self.services or (service,))


class Leave(Struct, frozen=True):
    """That a file may be destroyed, and how the audit trail says it: `detail` is the visa, or the last day."""

    action: AuditAction
    detail: str = ""


def read_agreements(settings: HubSettings) -> Iterator[Agreement]:
    for table in settings.archives:
        sites, services = (
            tuple(filter(None, (one.strip() for one in table.get(name, "").split(","))))
            for name in ("sites", "services")
        )
        on, until, last = (date.fromisoformat(day) if (day := table.get(name)) else None for name in _DAYS)
        yield Agreement(sites, services, table.get("visa", ""), on, until or on, last)


_DAYS = ("on", "until", "last_day")


def find_agreements(settings: HubSettings, site: str, service: str) -> list[Agreement]:
    return [agreement for agreement in read_agreements(settings) if agreement.is_about(site, service)]


def find_leave(agreements: list[Agreement], due: date, today: date) -> Leave | None:
    """What lets a file go whose time was over on the day `due`; None while it waits for the archives."""
    for agreement in agreements:
        if agreement.visa and agreement.until and due <= agreement.until:
            return Leave(AuditAction.EXPIRED, agreement.visa)
    for agreement in agreements:
        if agreement.last_day and today > agreement.last_day:
            return Leave(AuditAction.EXPIRED_UNAGREED, agreement.last_day.isoformat())
    return None
