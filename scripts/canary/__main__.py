"""The canary run: `python -m scripts.canary --cases 50`.

Fifty people type what nobody else would into every kind of question and bring a file that names them. At every stage of
their cases every byte of the machine is searched, with the keys a thief finds on it, while no mediator is signed in.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from kiosk import keys
from kiosk.hub.settings import HubSettings
from kiosk.store.database import Store, rows
from scripts.canary.browser import Visit
from scripts.canary.gestures import Hand
from scripts.canary.hub import answered_with
from scripts.canary.machine import Machine
from scripts.canary.search import Trace, Words, open_files, traces
from scripts.canary.someone import Someone

AT_A_TERMINAL = 5
"""One case in so many is a citizen's alone."""
RETENTION_DAYS = 31


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--cases", type=int, default=50)
    asked.add_argument("--plant", action="store_true", help="leave one canary in clear, to see that it is found")
    chosen = asked.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="parvis-canary-") as folder:
        run = Run(Machine(Path(folder)), chosen.cases)
        try:
            run.whole(chosen.plant)
        finally:
            run.machine.stop()
    print(f"{chosen.cases} cases, {run.searched} searches, {time.monotonic() - began:.0f} s")
    print("readable:", len(run.found))
    for each in run.found[:20]:
        print(f"  {each.path}: {each.word} ({each.form})")
    return 1 if run.found else 0


class Run:
    """One run: what was typed, and what was found of it."""

    def __init__(self, machine: Machine, many: int) -> None:
        self.machine = machine
        self.people = [Someone(number) for number in range(many)]
        self.words = Words([word for who in self.people for word in who.words])
        self.found: list[Trace] = []
        self.searched = 0

    def whole(self, plant: bool) -> None:
        """Draft, submit, print, acknowledge, decision, retention."""
        machine = self.machine
        machine.build()
        if plant:
            (machine.folder / "tmp" / "planted").write_text(self.people[0].words[0], "utf-8")
        desk, terminal = Hand(machine), Hand(machine)
        terminal.sign_in()
        terminal.become_terminal()
        desk.sign_in()
        drafts = {who: self._hand(desk, terminal, who).begin(who, file=self._at_desk(who)) for who in self.people}
        with Visit(machine, self.people[-1]) as visit:
            visit.draft()
            desk.leave()
            self.look("drafts, nobody signed in, a browser at one")
            machine.kill()
            self.look("drafts, after kill -9")
            machine.start()
            for hand in (desk, terminal):
                hand.desk.address = machine.address
            desk.sign_in()
            terminal_case = next(case for who, case in drafts.items() if not self._at_desk(who))
            terminal.submit(terminal_case)  # the cookie alone goes on where it was
        references = {}
        for who, case in drafts.items():
            hand = self._hand(desk, terminal, who)
            if case != terminal_case and self._at_desk(who):
                hand.submit(case)
                references[who] = hand.reference(case)
        for who in self.people[:10]:
            if who in references:
                desk.supplement(references[who], who)
        desk.leave()
        self.look("submitted, nobody signed in")
        machine.command("print", "--once")
        self.look("printed")
        while "acknowledged: 0" not in (said := machine.command("sync", "--once")):
            print("  ", said.replace("\n", " "))
        self.look("acknowledged")
        wrapped = self._wrapped_keys()
        answered_with(HubSettings(data=machine.folder / "away" / "hub"), list(references.values()), list(references))
        machine.command("sync", "--once")
        self.look("decided")
        machine.days(RETENTION_DAYS)
        machine.command("expire")
        machine.days(RETENTION_DAYS + 400)
        machine.command("expire")
        self.look("after retention", wrapped)
        machine.kill()
        self.look("after retention and kill -9", wrapped)

    def look(self, stage: str, wrapped: list[bytes] | None = None) -> None:
        """Search everything, and say what was found. `wrapped`: keys that must be gone as well."""
        machine = self.machine
        store = machine.site.paths.database
        roots = [*machine.roots, *open_files(machine.pid)]
        found = traces(roots, self.words, {store: keys.read_secret(machine.site.paths.database_key)})
        if wrapped:
            gone = Words([])
            gone.add_bytes(wrapped)
            found += traces([store.parent], gone, {store: keys.read_secret(machine.site.paths.database_key)})
        self.searched += 1
        size = sum(path.stat().st_size for root in machine.roots for path in root.rglob("*") if path.is_file())
        print(f"{stage}: {len(found)} readable in {size / 1e6:.1f} MB")
        self.found += [Trace(f"[{stage}] {each.path}", each.word, each.form) for each in found]

    def _wrapped_keys(self) -> list[bytes]:
        """Every wrapped data key as it lies in the store now, read as a thief reads it."""
        paths = self.machine.site.paths
        store = Store(paths.database, keys.read_secret(paths.database_key))
        found = [bytes(each["wrapped"]) for each in rows(store.read(), "SELECT wrapped FROM data_keys")]
        store.close()
        return [each[:32] for each in found]

    def _at_desk(self, who: Someone) -> bool:
        return who.number % AT_A_TERMINAL != 0

    def _hand(self, desk: Hand, terminal: Hand, who: Someone) -> Hand:
        return desk if self._at_desk(who) else terminal


if __name__ == "__main__":
    sys.exit(main())
