"""At the end, with every process gone: the hub's store held against the ledgers and the sites' stores."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hub.opening import open_hub
from hub.settings import HubSettings
from kiosk.clock import Clock
from trials.laboratory.evidence import Evidence
from trials.laboratory.town import Place

_QUESTIONS = (
    # Whatever was confirmed to a person is at the hub, as it was confirmed, with its file.
    ("lost", "{0}: confirmed, and not at the hub",
     """SELECT c.reference FROM confirmed c LEFT JOIN taken t
        ON t.type = 'submitted' AND t.reference = c.reference AND t.stream = c.stream
        WHERE c.what = 'submitted' AND t.id IS NULL"""),
    ("lost", "{0}: not what was confirmed",
     """SELECT c.reference FROM confirmed c JOIN taken t
        ON t.type = 'submitted' AND t.reference = c.reference AND t.stream = c.stream
        WHERE c.what = 'submitted' AND t.digest IS NOT c.digest"""),
    ("incomplete", "{0}: its file is not listed",
     """SELECT c.reference FROM confirmed c JOIN taken t
        ON t.type = 'submitted' AND t.reference = c.reference AND t.stream = c.stream
        WHERE c.what = 'submitted' AND c.file AND NOT t.listed"""),
    ("lost", "{0}: what was added, {1}, is not at the hub",
     """SELECT c.reference, c.event FROM confirmed c LEFT JOIN taken t ON t.id = c.event
        WHERE c.what = 'supplement' AND t.id IS NULL"""),
    ("lost", "{0}: {1} is acknowledged, and not at the hub",
     "SELECT a.site, a.event FROM acknowledged a LEFT JOIN taken t ON t.id = a.event WHERE t.id IS NULL"),
    # What was added to a case stands in the order in which it was added; each case has no gap, and came in its order.
    ("disordered", "{0}: {1} stands before an earlier one",
     """SELECT reference, event FROM (
        SELECT c.reference, c.event, t.sequence,
        max(t.sequence) OVER (PARTITION BY c.reference ORDER BY c.number ROWS UNBOUNDED PRECEDING) AS most
        FROM confirmed c JOIN taken t ON t.id = c.event WHERE c.what = 'supplement') WHERE sequence < most"""),
    ("disordered", "case {0}: {1}",
     """SELECT stream, group_concat(sequence) FROM taken GROUP BY stream
        HAVING min(sequence) != 1 OR max(sequence) != count(*)"""),
    ("disordered", "case {0}: {1} was taken before the one that it follows",
     """SELECT later.stream, later.id FROM taken later JOIN taken t
        ON t.stream = later.stream AND t.sequence = later.sequence - 1 WHERE later.received < t.received"""),
    # No person has two cases, and the hub has none that the sites do not know.
    ("doubled", "{0}: {1} cases",
     "SELECT name, count(*) FROM taken WHERE type = 'submitted' GROUP BY name HAVING count(*) > 1"),
    ("doubled", "{0}: at the hub only",
     """SELECT reference FROM taken t WHERE type = 'submitted'
        AND NOT EXISTS (SELECT 1 FROM held h WHERE h.reference = t.reference)"""),
    ("doubled", "{0}: among the hub's cases, and not among its events, or the other way about",
     """SELECT reference FROM hub_cases EXCEPT SELECT reference FROM taken WHERE type = 'submitted' UNION ALL
        SELECT * FROM (SELECT reference FROM taken WHERE type = 'submitted' EXCEPT SELECT reference FROM hub_cases)"""),
)  # fmt: skip
"""What is asked of the evidence: the kind of wrong, what each row that is found says, and the query."""


@dataclass(slots=True)
class Wrong:
    """One plain line each; all empty is what the house promises."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    disordered: list[str] = field(default_factory=list)
    incomplete: list[str] = field(default_factory=list)
    """Files that are called received and are not, or not as they were."""
    stuck: list[str] = field(default_factory=list)
    """What the site still holds although everything works, and what a stick was taken for that it is not."""

    def all(self) -> list[str]:
        return [*self.lost, *self.doubled, *self.disordered, *self.incomplete, *self.stuck]


def judge(places: Sequence[Place], hub_data: Path, database: str, wrong: Wrong) -> tuple[int, int, int]:
    """Append to `wrong` all that is not as it was promised; how many cases, events and files the hub has.

    What is compared lies in a file beside the hub's folder: a million cases take no more memory than ten.
    """
    hub = open_hub(HubSettings(data=hub_data, database=database), Clock())
    evidence = Evidence(hub_data.with_name("evidence.sqlite3"))
    try:
        evidence.gather(hub, places)
        asked(evidence, wrong)
        cases, events = evidence.db.execute("SELECT sum(type = 'submitted'), count(*) FROM taken").fetchone()
        return int(cases or 0), int(events), evidence.files
    finally:
        evidence.close()
        hub.store.engine.dispose()


def asked(evidence: Evidence, wrong: Wrong) -> None:
    """Append to `wrong` what the evidence says."""
    for kind, line in evidence.db.execute("SELECT kind, line FROM faults"):
        getattr(wrong, kind).append(line)
    for kind, words, query in _QUESTIONS:
        getattr(wrong, kind).extend(words.format(*row) for row in evidence.db.execute(query))
