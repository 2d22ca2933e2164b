"""What a failover did, counted at the database that is left against what each site was told and has made."""

from collections.abc import Mapping
from dataclasses import dataclass

import psycopg


@dataclass(frozen=True)
class Verdict:
    """`told` are the events confirmed before the first database was killed, `made` the cases of all sites.

    `lost` are those of `told` that the standby did not have; sites send such events again once the hub notices.
    """

    made: int
    told: int
    confirmed: int
    lost: int
    changed: int
    missing: int
    doubled: int
    unsent: int

    @property
    def well(self) -> bool:
        """Whether nothing was lost, doubled or left behind, and there was something to lose."""
        return self.told > 0 and not (self.lost or self.changed or self.missing or self.doubled or self.unsent)


def judge(
    url: str,
    told: Mapping[str, bytes],
    followed: Mapping[str, str],
    confirmed: Mapping[str, bytes],
    references: list[str],
    unsent: int,
) -> Verdict:
    """Compare the sites with the database at `url`.

    `told` and `confirmed` are the statements that the sites hold, by the id of the event: before the database was
    killed, and at the end. `followed` are those that the standby had when it was promoted.
    """
    with psycopg.connect(url) as connection:
        kept = {row[0]: row[1].encode() for row in connection.execute("SELECT id, statement FROM event").fetchall()}
        cases = [row[0] for row in connection.execute("SELECT reference FROM cases").fetchall()]
    return Verdict(
        made=len(references),
        told=len(told),
        confirmed=len(confirmed),
        lost=len(told.keys() - followed.keys()),
        changed=sum(kept.get(event) != statement for event, statement in confirmed.items()),
        missing=len(set(references) - set(cases)),
        doubled=len(cases) - len(set(cases)) + len(set(cases) - set(references)),
        unsent=unsent,
    )
