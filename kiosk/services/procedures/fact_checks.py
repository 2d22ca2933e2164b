"""« Vérifier les démarches »: the facts of what this town hall offers, and the check of a named person of it."""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from kiosk.domain.procedure.facts import SourcedFact
from kiosk.domain.procedure.procedure import Procedure
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box.box import Actor, Box
from kiosk.services.published.received import decides
from kiosk.services.setup import place
from kiosk.store import fact_checks


def list_checked_facts(box: Box, procedure: Procedure) -> list[SourcedFact]:
    """The facts of a procedure, with the check at this desk where it is newer than the one in the file. Words or a
    source that changed since are no longer checked: their digest is another."""
    return _list_with_checks(procedure, fact_checks.select_fact_checks(box.store.read()))


def _list_with_checks(procedure: Procedure, checks: Mapping[str, tuple[date, str]]) -> list[SourcedFact]:
    return [_with_check(fact, *checks.get(fact.sha256, (None, ""))) for fact in procedure.facts]


def _with_check(fact: SourcedFact, day: date | None, name: str) -> SourcedFact:
    if day is None or (fact.evidence.checked_on and fact.evidence.checked_on > day):
        return fact
    return replace(fact, evidence=replace(fact.evidence, checked_on=day, checked_by=name))


def record_fact_checks(box: Box, procedure: Procedure, digests: Collection[str], actor: Actor) -> None:
    """Note that this person checked the facts with these digests today; one that is no longer in the file is left out.

    Raises `Refused`: `not-supervisor` for who does not decide for the town hall, `day-unsure` while the
    clock is doubted.
    """
    today = box.watch.look()
    if not decides(box.store.read(), actor):
        raise Refused(Refusal.NOT_SUPERVISOR, service="")
    if not today.certain:
        raise Refused(Refusal.DAY_UNSURE)
    here = [fact.sha256 for fact in procedure.facts if fact.sha256 in digests]
    with box.store.write() as db:
        fact_checks.replace_fact_checks(db, here, today.day, actor.name)


def list_switched_off_procedures(box: Box) -> list[tuple[Procedure, bool]]:
    """The procedures that are offered only once the town hall says so, each with whether it does."""
    return [(one, one.id in box.settings.switched_on) for one in box.catalogue.procedures if one.switched_off]


def switch_procedure(box: Box, procedure: Procedure, offer: bool, actor: Actor) -> None:
    """Offer a switched-off procedure from now on, or no more: what was begun goes on. Raises what
    `place.change_settings` does."""
    others = {one for one in box.settings.switched_on if one != procedure.id}
    switched_on = tuple(sorted({*others, procedure.id} if offer else others))
    action = JournalAction.PROCEDURE_OFFERED if offer else JournalAction.PROCEDURE_SWITCHED_OFF
    place.change_settings(box, {"switched_on": switched_on}, actor, action, procedure.id)


class FactCounts(Struct, frozen=True):
    """How many facts of a procedure the town hall checked, somebody read in a recent text, somebody read in an old or
    undated one, and nobody verified; how many somebody saw more than a year ago."""

    procedure: Procedure
    checked: int
    read: int
    aged: int
    unverified: int
    old: int


def list_fact_counts(box: Box) -> list[FactCounts]:
    """The counts of the facts of each procedure offered here, today and with the checks at this desk."""
    checks, today = fact_checks.select_fact_checks(box.store.read()), box.watch.today().day
    return [_count_facts(procedure, checks, today) for procedure in box.offered.procedures]


def _count_facts(procedure: Procedure, checks: Mapping[str, tuple[date, str]], today: date) -> FactCounts:
    evidences = [fact.evidence for fact in _list_with_checks(procedure, checks)]
    standings = Counter(of.standing for of in evidences)
    aged = standings["old-text"] + standings["undated"]
    old = sum(of.is_old(today) for of in evidences)
    return FactCounts(procedure, standings["checked"], standings["read"], aged, standings["unverified"], old)
