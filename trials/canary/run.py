"""One run, from the first answer to the end of the last mandate; at each stage the whole machine is searched."""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta

from trials.canary import mandates, thief
from trials.canary.hub import answered_with, decided_with_documents, sent_from_telephone
from trials.canary.looks import Looks
from trials.canary.machine import Machine
from trials.canary.mandates import Giver
from trials.canary.screens import alone
from trials.canary.screens.browser import Visit
from trials.canary.screens.gestures import Hand
from trials.canary.someone import Someone

AT_A_TERMINAL = 3
"""Every third case is a citizen's alone."""
RETENTION_DAYS = 31
MANDATE_DAYS = 7 * 366
"""Days beyond the end of a mandate and the years for which it is kept."""
FACT = ['"fact":"address"', '"fact": "address"']
"""What is noted of a person, as box and hub write it."""


class Run:
    """One run: what was typed, and what was found of it (`looks`)."""

    def __init__(
        self, machine: Machine, many: int, *, browser: bool = True, say: Callable[[str], None] = print
    ) -> None:
        self.machine, self._browser = machine, browser
        self.people = [Someone(number) for number in range(many)]
        self.givers = [Giver(900, "screen"), Giver(901, "cannot-sign")]
        words = [word for person in self.people for word in person.words]
        words += [word for giver in self.givers for word in giver.words]
        self.looks = Looks(machine, words + FACT, say)
        self._mandates: set[str] = set()
        self._unfinished = ""
        self._drafts: dict[Someone, str] = {}
        self._references: dict[Someone, str] = {}
        self._follow: dict[Someone, str] = {}

    def whole(self) -> None:
        """Draft, submit, print, acknowledge, decision, retention, and the end of the mandates."""
        self.drafted()
        self._submitted()
        self._acknowledged()
        self._over()

    def drafted(self) -> None:
        """The first stage: everyone has answered, and nobody is signed in."""
        machine, looks = self.machine, self.looks
        machine.build()
        self.desk, self.terminal = Hand(machine), Hand(machine)
        self.terminal.sign_in()
        self.terminal.become_terminal()
        self.desk.sign_in()
        for who in self.people[1:]:
            self._drafts[who] = self._hand(who).begin(who, camera=not self._at_desk(who))
            if self._at_desk(who):
                self.desk.review(self._drafts[who])
                self.desk.note_fact(self._drafts[who])
                self.desk.park(self._drafts[who], who)
            else:
                looks.codes.append(self.terminal.code(self._drafts[who]))
                self.terminal.next_person()
        first = self.people[0]
        self._drafts[first] = self.terminal.begin(first, camera=True)
        self._mandates = {mandates.give(self.desk, giver) for giver in self.givers}
        with Visit(machine, self.people[-1]) if self._browser else nullcontext() as visit:
            if visit is not None:
                self._unfinished = visit.draft()
            self.desk.leave()
            looks.look("drafts, nobody signed in, a browser at one")
            machine.kill()
            looks.look("drafts, after kill -9")
            self._start()

    def _submitted(self) -> None:
        """The first citizen goes on by their cookie, the second comes back with their code, the others never do."""
        self.terminal.submit(self._drafts[self.people[0]])
        self.terminal.next_person()
        if self.looks.codes:
            self.terminal.submit(self.terminal.come_back(self.looks.codes[0]))
            self.terminal.next_person()
        self.desk.sign_in()
        for who, case in self._drafts.items():
            if self._at_desk(who):
                self.desk.submit(case)
                self._references[who] = self.desk.reference(case)
                self._follow[who] = alone.code_of(self.desk, case)
        for who, reference in list(self._references.items())[:10]:
            self.desk.be_told(reference, ("call", "message"))
            self.desk.supplement(reference, who)
        self.desk.leave()
        self.looks.look("submitted, nobody signed in")
        self.machine.command("bundle", "export", str(self.machine.stick))
        self.machine.answer_stick()
        carried = list(self.machine.stick.iterdir())
        self.looks.look("carried on a stick, there and back")
        self.looks.expect(f"{len(carried)} files on the stick", len(carried) == 2)
        for file in carried:
            file.unlink()
        self._back_up()
        self.looks.look("backed up")
        self.machine.command("print", "--once")
        self.looks.look("printed")

    def _acknowledged(self) -> None:
        machine, erased = self.machine, next(iter(self._references))
        machine.transmit()
        self.looks.look("acknowledged")
        self.desk.sign_in()
        self.desk.erase(self._references[erased])
        self.desk.seek_at_hub(lost := list(self._references)[-1])
        self._follow[lost] = self.desk.replace_receipt(self._references[lost])
        self.desk.leave()
        machine.transmit()
        machine.command("expire")
        # A copy made before keeps it until the copy itself has had its time.
        self.looks.look("erased at a citizen's request", self.looks.keys[self._drafts[erased]], copies=False)
        answered = {who: reference for who, reference in self._references.items() if who != erased}
        answered_with(machine.hub_settings, list(answered.values()), list(answered))
        machine.command("bundle", "export", str(machine.stick))
        machine.answer_stick()
        before = machine.overhear()
        machine.command("sync", "--once")
        self.looks.expect("the line brought nothing", machine.overhear() - before > 1_000)
        self.looks.look("papers asked for, on the line and on a stick")
        self.desk.sign_in()
        self.looks.expect("nobody is to be called", self.desk.call() > 0)
        self.desk.leave()
        self._answered_in_kind(answered)

    def _answered_in_kind(self, answered: dict[Someone, str]) -> None:
        """People send what was asked for, with their telephone and at the terminal; they get documents back."""
        machine, (first, *others) = self.machine, answered
        sent_from_telephone(machine.hub_settings, self._references[first], self._follow[first], first)
        self.looks.look("a paper from the telephone")
        alone.write(self.terminal, self._references[first], self._follow[first], first)
        alone.add(self.terminal, self._references[first], self._follow[first], first)
        for who in others[:1]:
            alone.add(self.terminal, self._references[who], self._follow[who], who, send=False)
        for who in others[1:2]:
            alone.write(self.terminal, self._references[who], self._follow[who], who, send=False)
        self.looks.look("papers of someone alone, sent and left behind")
        self.terminal.next_person()
        machine.transmit()
        self.looks.look("after they have gone")
        decided_with_documents(machine.hub_settings, list(answered.values()), list(answered))
        machine.command("sync", "--once")
        self.desk.sign_in()
        self.looks.expect("a document does not open", all(map(self.desk.opens_document, answered.values())))
        self.desk.leave()
        self.looks.look("decided, with documents")

    def _over(self) -> None:
        machine, looks = self.machine, self.looks
        machine.stop_hub()
        self._days(RETENTION_DAYS)
        self._back_up()
        lasting = {*self._mandates, self._unfinished}  # a draft at the desk waits for ninety days
        cases = {key for subject, keys_held in looks.keys.items() if subject not in lasting for key in keys_held}
        looks.look("after retention", cases)
        kept = thief.wrapped_keys(machine.site.paths)
        looks.expect("a mandate's key is gone too early", self._mandates <= kept.keys())
        copies = len(list(machine.backups.iterdir()))
        looks.expect(f"{copies} copies after retention", copies == 1)
        machine.kill()
        looks.look("after retention and kill -9", cases)
        self._start()
        self._days(RETENTION_DAYS + MANDATE_DAYS)
        self._back_up()
        everything = {key for keys_held in looks.keys.values() for key in keys_held}
        looks.look("after the mandates", everything)
        machine.kill()
        looks.look("after the mandates and kill -9", everything)

    def _start(self) -> None:
        self.machine.start()
        for hand in (self.desk, self.terminal):
            hand.desk.address = self.machine.address

    def _days(self, days: int) -> None:
        """Let days pass, which the desk confirms, and end what has had its time."""
        self.machine.days(days)
        self.desk.sign_in()
        self.desk.confirm_day((datetime.now(UTC) + timedelta(days=days)).date())
        self.desk.leave()
        self.machine.command("expire")

    def _back_up(self) -> None:
        self.machine.command("backup", str(self.machine.backups))

    def _at_desk(self, who: Someone) -> bool:
        return who.number % AT_A_TERMINAL != 0

    def _hand(self, who: Someone) -> Hand:
        return self.desk if self._at_desk(who) else self.terminal
