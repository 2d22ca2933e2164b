"""Count what common tasks take: `python -m trials.touches`, with `--check` a goal that is missed is a failure.

A box and a hub run as they do for the demonstration; a person at the desk, at a terminal, at a second screen and at the
hub does what a person would, in Chromium. Nothing is opened by its address once a task has begun. A touch is a click or
a tap, on an answer too; a key is a sign that is typed, or Enter. At a terminal a key is a touch.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.gallery.browser.hand import chromium
from trials.touches import at_desk
from trials.touches.at_desk import (
    ACCEPT,
    ALONE,
    ASK,
    CATALOGUE,
    FIND,
    JOINED,
    MEDIATOR,
    NEXT,
    SCANNED,
    SECOND,
    Results,
    Scene,
    scene,
)


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m trials.touches", description=__doc__)
    asked.add_argument("--check", action="store_true", help="Fail where a goal is missed.")
    chosen = asked.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="parvis-touches-") as folder,
        chromium() as browser,
        scene(Path(folder), browser) as there,
    ):
        results = counted(there)
    print(results.table())
    for note in results.notes:
        print(note)
    missed = results.missed()
    for line in missed:
        print(f"missed: {line}", file=sys.stderr)
    return 1 if chosen.check and missed else 0


def counted(there: Scene) -> Results:
    results = Results()
    desk = there.desk()
    results.note(CATALOGUE, at_desk.certificate(there, desk, by_catalogue=True)[0])
    at_desk.make_favourite(there, desk)
    count, reference = at_desk.certificate(there, desk)
    results.note(MEDIATOR, count)
    results.note(FIND, at_desk.find(desk, reference))
    results.note(ALONE, at_desk.certificate_alone(there.terminal()))
    second = at_desk.paired(there, desk)
    mine, theirs = at_desk.with_second_screen(there, desk, second)
    results.note(SECOND, mine)
    results.note(NEXT, at_desk.next_person(there, desk, second))
    second.context.close()
    results.notes.append(f"On the second screen the person pressed {theirs.touches} times.")
    hub = there.hub()
    results.note(ASK, at_desk.ask(there, hub, reference))
    results.note(SCANNED, at_desk.missing_paper(there, desk, reference, scans=True))
    at_desk.ask(there, hub, reference)
    results.note(JOINED, at_desk.missing_paper(there, desk, reference, scans=False))
    results.note(ACCEPT, at_desk.accept(there, hub, reference))
    return results


if __name__ == "__main__":
    sys.exit(main())
