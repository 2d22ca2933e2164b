"""Every stage and every tear, and what became of the box."""

import shutil
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from trials.canary.machine import Machine
from trials.canary.search import Words
from trials.torn.first_day import set_up_cut_off
from trials.torn.judge import Verdict, judge, run
from trials.torn.ledger import Stage
from trials.torn.stages import ALICE, BOB, CLAIRE, NOBODY, Killed
from trials.torn.tears import Damage, damages


@dataclass(frozen=True, slots=True)
class Row:
    """One tear of one stage."""

    stage: str
    damage: str
    verdict: Verdict


class Torn:
    """A run in an empty folder; `wrong` is what does not hold, one plain line each."""

    def __init__(self, folder: Path, cuts: int) -> None:
        self._folder, self._cuts = folder, cuts
        self.rows: list[Row] = []
        self.wrong: list[str] = []
        self._sentences: set[str] = set()

    def whole(self, only: int = 0) -> None:
        """Every stage; or the stage of that number alone, from 1."""
        machine = Machine(self._folder / "machine")
        machine.folder.mkdir()
        kept = self._folder / "kept"
        kept.mkdir()
        try:
            machine.build(enrolled=False)
            reached = Killed(machine, kept).stages()
            result = [next(reached) for _ in range(only)][-1:] if only else list(reached)
        finally:
            machine.stop()
        if not only:
            result.append(set_up_cut_off(kept / "set-up"))
        for stage in result:
            self._tear(stage)

    def _tear(self, stage: Stage) -> None:
        words = [word for who in (ALICE, BOB, CLAIRE, NOBODY) for word in who.words]
        codes = [draft.code for draft in stage.ledger.drafts if draft.code]
        sought = Words([*words, *codes, *(code.replace(" ", "")[3:] for code in codes)])
        days = self._folder / "days"
        days.write_text(str(stage.days), "utf-8")
        for damage in damages(stage.data, stage.log_before, most_cuts=self._cuts):
            torn = self._folder / "torn" / "site"
            shutil.copytree(stage.data, torn)
            damage.tear(torn)
            verdict = judge(torn, stage.ledger, sought, days)
            self.rows.append(Row(stage.name, damage.name, verdict))
            self._blame(stage, damage, verdict, torn)
            shutil.rmtree(torn)

    def _blame(self, stage: Stage, damage: Damage, verdict: Verdict, torn: Path) -> None:
        place = f"{stage.name}, {damage.name}"
        self.wrong += [f"{place}: {item}" for item in verdict.lost]
        if verdict.readable:
            self.wrong.append(f"{place}: {verdict.readable} readable")
        if verdict.outcome == "breaks" or (verdict.outcome == "refuses" and damage.must_start):
            self.wrong.append(f"{place}: {verdict.outcome} with {verdict.words}")
        if verdict.outcome == "refuses" and damage.name not in self._sentences:
            self._sentences.add(damage.name)
            printed = run(torn).strip()
            if "Traceback" in printed or len(printed.splitlines()) != 1:
                self.wrong.append(f"{place}: kiosk run says {printed[-300:]}")

    def table(self) -> str:
        """Damages down, and how many of their tears ended how."""
        counts = Counter((row.damage, row.verdict.outcome) for row in self.rows)
        lines = [f"{'':<48}{'tears':>6}{'starts':>8}{'refuses':>9}{'breaks':>8}"]
        for damage in dict.fromkeys(row.damage for row in self.rows):
            ends = [counts[damage, outcome] for outcome in ("starts", "refuses", "breaks")]
            lines.append(f"{damage:<48}{sum(ends):>6}{ends[0]:>8}{ends[1]:>9}{ends[2]:>8}")
        by_damage = {row.damage: row.verdict.words for row in self.rows if row.verdict.outcome == "refuses"}
        return "\n".join([*lines, "", *(f"{damage}: {words}" for damage, words in by_damage.items())])
