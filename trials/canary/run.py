"""One run, from the first answer to the end of the last mandate; at each stage the whole machine is searched."""

import time
from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta

from kiosk.crypto import keys
from kiosk.hub.settings import HubSettings
from trials.canary import alone, mandates, thief
from trials.canary.browser import Visit
from trials.canary.gestures import Hand
from trials.canary.hub import answered_with, sent_from_telephone
from trials.canary.machine import Machine
from trials.canary.mandates import Giver
from trials.canary.processes import ProcessList
from trials.canary.search import Look, Trace, Words, open_files, some_of, traces
from trials.canary.someone import Someone

AT_A_TERMINAL = 3
"""Every third case is a citizen's alone."""
RETENTION_DAYS = 31
MANDATE_DAYS = 7 * 366
"""Days beyond the end of a mandate and the years for which it is kept."""
FACT = ['"fact":"address"', '"fact": "address"']
"""What is noted of a person, as box and hub write it."""
SAID_BY_THE_SERVICE = "Zqxsaid"
"""Words of a template: the service's own, in clear at the hub. In a message to a person nobody may read them."""


class Run:
    """One run: what was typed, and what was found of it."""

    def __init__(
        self, machine: Machine, many: int, *, browser: bool = True, say: Callable[[str], None] = print
    ) -> None:
        self.machine, self._browser, self._say = machine, browser, say
        self.people = [Someone(number) for number in range(many)]
        self.givers = [Giver(900, "screen"), Giver(901, "cannot-sign")]
        self.found: list[Trace] = []
        self.looks: list[Look] = []
        self._words = [word for person in self.people for word in person.words]
        self._words += [word for giver in self.givers for word in giver.words]
        self._words += FACT
        self._codes: list[str] = []
        self._sounds: list[bytes] = []
        self._keys: dict[str, set[bytes]] = {}
        self._mandates: set[str] = set()
        self._unfinished = ""
        self._drafts: dict[Someone, str] = {}
        self._references: dict[Someone, str] = {}
        self._follow: dict[Someone, str] = {}

    @property
    def megabytes(self) -> float:
        return sum(look.size for look in self.looks) / 1e6

    def whole(self) -> None:
        """Draft, submit, print, acknowledge, decision, retention, and the end of the mandates."""
        self.drafted()
        self._submitted()
        self._acknowledged()
        self._over()

    def drafted(self) -> None:
        """The first stage: everyone has answered, and nobody is signed in."""
        machine = self.machine
        machine.build()
        self.desk, self.terminal, self.window = Hand(machine), Hand(machine), Hand(machine)
        self.terminal.sign_in()
        self.terminal.become_terminal()
        self.desk.sign_in()
        self.desk.pair(self.window)
        for who in self.people[1:]:
            self._drafts[who] = self._hand(who).begin(who, camera=not self._at_desk(who))
            if self._at_desk(who):
                self.desk.note_fact(self._drafts[who])
                self.desk.park(self._drafts[who], who)
            else:
                self._listened(who)
                self._take_code(self._drafts[who])
        first = self.people[0]
        self._drafts[first] = self.terminal.begin(first, camera=True)
        self._mandates = {mandates.give(self.desk, giver) for giver in self.givers}
        with Visit(machine, self.people[-1]) if self._browser else nullcontext() as visit:
            if visit is not None:
                self._unfinished = visit.draft()
            self.desk.leave()
            self.look("drafts, nobody signed in, a browser at one")
            machine.kill()
            self.look("drafts, after kill -9")
            self._start()

    def _submitted(self) -> None:
        """The first citizen goes on by their cookie, the second comes back with their code, the others never do."""
        self.terminal.submit(self._drafts[self.people[0]])
        self.terminal.next_person()
        if self._codes:
            self.terminal.submit(self.terminal.come_back(self._codes[0]))
            self.terminal.next_person()
        self.desk.sign_in()
        for who, case in self._drafts.items():
            if self._at_desk(who):
                self.desk.submit(case)
                self._references[who] = self.desk.reference(case)
                self._follow[who] = alone.code_of(self.desk, case)
        for who, reference in list(self._references.items())[:10]:
            self.desk.be_told(reference)
            self.desk.supplement(reference, who)
        self.desk.leave()
        self.look("submitted, nobody signed in")
        self.machine.command("bundle", "export", str(self.machine.stick))
        carried = list(self.machine.stick.iterdir())
        self.look("carried on a stick")
        self._expect(f"{len(carried)} files on the stick", len(carried) == 1)
        self._back_up()
        self.look("backed up")
        self.machine.command("print", "--once")
        self.look("printed")

    def _acknowledged(self) -> None:
        machine, erased = self.machine, next(iter(self._references))
        self.machine.transmit()
        self.look("acknowledged")
        self.desk.sign_in()
        self.desk.erase(self._references[erased])
        self.desk.seek_at_hub(lost := list(self._references)[-1])
        self._follow[lost] = self.desk.replace_receipt(self._references[lost])
        self.desk.leave()
        self.machine.transmit()
        machine.command("expire")
        # A copy made before keeps it until the copy itself has had its time.
        self.look("erased at a citizen's request", self._keys[self._drafts[erased]], copies=False)
        answered = {who: reference for who, reference in self._references.items() if who != erased}
        at_the_hub = HubSettings(data=machine.folder / "away" / "hub", take_back_minutes=0)
        answered_with(at_the_hub, list(answered.values()), list(answered))
        machine.command("sync", "--once")
        self.look("papers asked for")
        self.desk.sign_in()
        self._expect("nobody is to be called", self.desk.call() > 0)
        self.desk.leave()
        self._answered_in_kind(answered, at_the_hub)

    def _answered_in_kind(self, answered: dict[Someone, str], at_the_hub: HubSettings) -> None:
        """People send what was asked for, with their telephone and at the terminal."""
        machine, (first, *others) = self.machine, answered
        sent_from_telephone(at_the_hub, self._references[first], self._follow[first], first)
        self.look("a paper from the telephone")
        alone.write(self.terminal, self._references[first], self._follow[first], first)
        alone.add(self.terminal, self._references[first], self._follow[first], first)
        for who in others[:1]:
            alone.add(self.terminal, self._references[who], self._follow[who], who, send=False)
        for who in others[1:2]:
            alone.write(self.terminal, self._references[who], self._follow[who], who, send=False)
        self.look("papers of someone alone, sent and left behind")
        self.terminal.next_person()
        machine.transmit()
        self.look("after they have gone")

    def _over(self) -> None:
        machine = self.machine
        machine.stop_hub()
        self._days(RETENTION_DAYS)
        self._back_up()
        lasting = {*self._mandates, self._unfinished}  # a draft at the desk waits for ninety days
        cases = {key for subject, keys_held in self._keys.items() if subject not in lasting for key in keys_held}
        self.look("after retention", cases)
        kept = thief.wrapped_keys(machine.site.paths)
        self._expect("a mandate's key is gone too early", self._mandates <= kept.keys())
        copies = len(list(machine.backups.iterdir()))
        self._expect(f"{copies} copies after retention", copies == 1)
        machine.kill()
        self.look("after retention and kill -9", cases)
        self._start()
        self._days(RETENTION_DAYS + MANDATE_DAYS)
        self._back_up()
        everything = {key for keys_held in self._keys.values() for key in keys_held}
        self.look("after the mandates", everything)
        machine.kill()
        self.look("after the mandates and kill -9", everything)

    def look(self, stage: str, gone: set[bytes] | None = None, *, copies: bool = True) -> None:
        """Search everything, and say what was found. `gone`: wrapped keys that must not be there any more, nor in the
        `copies` of the box."""
        machine, began = self.machine, time.monotonic()
        paths = machine.site.paths
        key = {paths.database: keys.read_secret(paths.database_key)}
        words = Words([*self._words, *(part for code in self._codes for part in (code, code.replace(" ", "")[3:]))])
        places = [*machine.roots, *open_files(machine.pid, machine.roots)]
        result = traces(places, words, key) + thief.read_copies(machine.backups, words)
        told = Words([word for word in self._words if not word.startswith(SAID_BY_THE_SERVICE)])
        result += traces(machine.hub_files, told, {})
        if self._sounds:
            result += traces(places, Words([], self._sounds), {})
        if gone:
            secret = Words([], sorted(gone))
            result += traces([paths.data], secret, key)
            result += thief.read_copies(machine.backups, secret) if copies else []
        for subject, keys_held in thief.wrapped_keys(paths).items():
            self._keys.setdefault(subject, set()).update(keys_held)
        size = sum(path.stat().st_size for root in machine.roots for path in root.rglob("*") if path.is_file())
        self.looks.append(Look(stage, len(result), size, time.monotonic() - began))
        self._say(f"{stage}: {len(result)} readable in {size / 1e6:.1f} MB, {self.looks[-1].seconds:.1f} s")
        self.found += [Trace(f"[{stage}] {trace.path}", trace.word, trace.form) for trace in result]

    def _start(self) -> None:
        self.machine.start()
        for hand in (self.desk, self.terminal, self.window):
            hand.desk.address = self.machine.address

    def _listened(self, who: Someone) -> None:
        """What they typed is read to them; it may lie nowhere, as words or as sound, nor be shown meanwhile."""
        with ProcessList() as processes:
            sounds = self.terminal.listen([text for text in who.typed.values() if len(text) > 4])
        self._sounds += [piece for sound in sounds if (piece := some_of(sound))]
        traces_shown = processes.traces(Words(self._words))
        self.found += [Trace(f"[read aloud] {trace.path}", trace.word, trace.form) for trace in traces_shown]
        self._say(f"read aloud: {len(sounds)} sounds, {len(traces_shown)} readable in the list of processes")

    def _take_code(self, case: str) -> None:
        self._codes.append(self.terminal.code(case))
        self.terminal.next_person()

    def _days(self, days: int) -> None:
        """Let days pass, which the desk confirms, and end what has had its time."""
        self.machine.days(days)
        self.desk.sign_in()
        self.desk.confirm_day((datetime.now(UTC) + timedelta(days=days)).date())
        self.desk.leave()
        self.machine.command("expire")

    def _back_up(self) -> None:
        self.machine.command("backup", str(self.machine.backups))

    def _expect(self, otherwise: str, fact: bool) -> None:
        if not fact:
            self.found.append(Trace(f"[{self.looks[-1].stage if self.looks else ''}]", otherwise, "fact"))

    def _at_desk(self, who: Someone) -> bool:
        return who.number % AT_A_TERMINAL != 0

    def _hand(self, who: Someone) -> Hand:
        return self.desk if self._at_desk(who) else self.terminal
