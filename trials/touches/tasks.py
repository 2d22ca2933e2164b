"""The tasks that are counted: what a review found before, what is wanted now, and what came out."""

from dataclasses import dataclass, field

from trials.touches.counted import Count


@dataclass(frozen=True, slots=True)
class Task:
    """One task. `before` is what the review of the screens counted, None where it did not; a limit that is None limits
    nothing.
    """

    name: str
    before: Count | None = None
    most_screens: int | None = None
    most_touches: int | None = None
    most_presses: int | None = None


MEDIATOR = Task("birth certificate, mediator", Count(13, 22, 49, 1), most_screens=8, most_touches=12)
SECOND = Task("the same, with a second screen", Count(13, 22, 49, 1), most_screens=8, most_touches=12)
ALONE = Task("the same, alone at a terminal", Count(11, 20, 42), most_presses=45)
FIND = Task("find a case by name", Count(2, 3, 6), most_touches=2)
SCANNED = Task("a missing paper, scanned and sent", most_touches=5)
JOINED = Task("a missing paper, from a file and sent", most_touches=5)
ASK = Task("hub: ask for a paper", most_touches=4)
ACCEPT = Task("hub: accept", most_touches=3)
TASKS = (MEDIATOR, SECOND, ALONE, FIND, SCANNED, JOINED, ASK, ACCEPT)


@dataclass
class Results:
    """What was counted, by task, and notes in words."""

    counts: dict[str, Count] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def note(self, task: Task, count: Count) -> None:
        """Keep what was counted, and say it at once."""
        self.counts[task.name] = count
        print(f"{task.name}: {_told(count)}", flush=True)

    def missed(self) -> list[str]:
        """Goals that were not met, in words; a task that was not counted is one."""
        found = []
        for task in TASKS:
            count = self.counts.get(task.name)
            if count is None:
                found.append(f"{task.name}: not counted")
                continue
            limits = (
                ("screens", count.screens, task.most_screens),
                ("touches", count.touches, task.most_touches),
                ("presses in all", count.presses, task.most_presses),
            )
            found += [
                f"{task.name}: {now} {unit}, not {most}"
                for unit, now, most in limits
                if most is not None and now > most
            ]
        return found

    def table(self) -> str:
        """All of it as a table in Markdown."""
        lines = ["| task | screens, touches, keys, scrolls before | now | goal |", "|---|---|---|---|"]
        for task in TASKS:
            count = self.counts.get(task.name)
            lines.append(f"| {task.name} | {_told(task.before)} | {_told(count)} | {_goal(task)} |")
        return "\n".join(lines)


def _told(count: Count | None) -> str:
    return f"{count.screens}, {count.touches}, {count.keys}, {count.scrolls}" if count else "–"


def _goal(task: Task) -> str:
    goals = (("screens", task.most_screens), ("touches", task.most_touches), ("presses in all", task.most_presses))
    return ", ".join(f"≤ {most} {unit}" for unit, most in goals if most is not None)
