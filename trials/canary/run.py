"""One run, from the first answer to the end of the last mandate; at each stage the whole machine is searched."""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec.structs import replace

from hub import message_templates, work
from hub.cases.cases import read_case
from hub.decisions import decisions
from hub.decisions.decisions import Asking, DraftDecision, decide_case, read_document
from hub.hub import Hub
from hub.opening import open_hub
from hub.people.people import Staff, list_staff
from hub.server import close_hub, create_hub
from hub.settings import HubSettings
from kiosk.clock import Clock
from kiosk.crypto import keys
from kiosk.domain.events.case_state import CaseState
from kiosk.domain.replies.author import Author
from kiosk.paths import Paths
from kiosk.store.database import Store
from tests.gallery.site.central import in_a_month
from tests.gallery.site.telephone import Telephone
from trials.canary import gestures
from trials.canary.gestures import Giver, Hand, Visit
from trials.canary.machine import SERVICE, Machine, Someone
from trials.canary.search import Look, Trace, Words, open_files, traces

FIRST_BYTES = 32
"""Of a wrapped key, enough to know it by."""


def wrapped_keys(paths: Paths) -> dict[str, set[bytes]]:
    """Every wrapped data key that the store holds now, by subject; read in a copy, so that nothing here is changed."""
    results: dict[str, set[bytes]] = {}
    with _copied(paths) as copy:
        store = Store(copy, keys.read_secret_file(paths.database_key))
        for row in list(store.read().query("SELECT subject, wrapped FROM data_keys")):
            results.setdefault(row["subject"], set()).add(bytes(row["wrapped"])[:FIRST_BYTES])
        store.close()
    return results


def _counted(paths: Paths) -> tuple[int, int]:
    """How many faces the store has counted, and how many words it has; read in a copy."""
    with _copied(paths) as copy:
        store = Store(copy, keys.read_secret_file(paths.database_key))
        row = store.read().execute("SELECT (SELECT sum(count) FROM opinions), (SELECT count(*) FROM opinion_words)")
        faces, words = row.fetchone()
        store.close()
    return faces, words


def read_copies(folder: Path, words: Words) -> list[Trace]:
    """What is found in the bytes of a folder of backups: a thief has no sheet for their words."""
    return traces(sorted(folder.iterdir()), words, {})


@contextmanager
def _copied(paths: Paths) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="parvis-thief-", dir=paths.data.parent.parent / "away") as folder:
        for name in (paths.database.name, f"{paths.database.name}-wal"):
            if (paths.data / name).exists():
                shutil.copy(paths.data / name, folder)
        yield Path(folder) / paths.database.name


SAID_BY_THE_SERVICE = "Zqxsaid"
"""Words of a template: the service's own, in clear at the hub. In a message to a person nobody may read them."""


class Looks:
    def __init__(self, machine: Machine, words: list[str], say: Callable[[str], None]) -> None:
        self._machine, self._words, self._say = machine, words, say
        self.found: list[Trace] = []
        self.done: list[Look] = []
        self.keys: dict[str, set[bytes]] = {}
        self.codes: list[str] = []

    @property
    def megabytes(self) -> float:
        return sum(look.size for look in self.done) / 1e6

    def look(self, stage: str, gone: set[bytes] | None = None, *, copies: bool = True) -> None:
        """Search everything, and say what was found. `gone`: wrapped keys that must not be there any more, nor in the
        `copies` of the box."""
        machine, began = self._machine, time.monotonic()
        machine.overhear()
        paths = machine.site.paths
        key = {paths.database: keys.read_secret_file(paths.database_key)}
        words = Words([*self._words, *(part for code in self.codes for part in (code, code.replace(" ", "")[3:]))])
        places = [*machine.roots, *open_files(machine.pid, machine.roots)]
        result = traces(places, words, key) + read_copies(machine.backups, words)
        told = Words([word for word in self._words if not word.startswith(SAID_BY_THE_SERVICE)])
        result += traces(machine.hub_files, told, {})
        if gone:
            secret = Words([], sorted(gone))
            result += traces([paths.data], secret, key)
            result += read_copies(machine.backups, secret) if copies else []
        for subject, keys_held in wrapped_keys(paths).items():
            self.keys.setdefault(subject, set()).update(keys_held)
        size = sum(path.stat().st_size for root in machine.roots for path in root.rglob("*") if path.is_file())
        self.done.append(Look(stage, len(result), size, time.monotonic() - began))
        self._say(f"{stage}: {len(result)} readable in {size / 1e6:.1f} MB, {self.done[-1].seconds:.1f} s")
        self.found += [Trace(f"[{stage}] {trace.path}", trace.word, trace.form) for trace in result]

    def expect(self, otherwise: str, fact: bool) -> None:
        if not fact:
            self.found.append(Trace(f"[{self.done[-1].stage if self.done else ''}]", otherwise, "fact"))


_AUTHOR = Author("Claire", "Martin", "Adjointe au maire")


def answered_with(settings: HubSettings, references: list[str], people: list[Someone]) -> None:
    """Ask each for two papers, one in words that name the person; the message is the person's own too, for every other
    one in the translations of a template."""
    hub = open_hub(settings, Clock())
    claire = _claire(hub)
    done = decisions.change_chosen_cases(
        hub, claire, [(reference, 0) for reference in references], CaseState.IN_PROGRESS
    )
    if left := [change for change in done if change.left_out]:
        raise RuntimeError(f"not begun with the others: {left}")
    for number, (reference, who) in enumerate(zip(references, people, strict=True)):
        _note(hub, claire, reference, who)
        asks, used = Asking(("proof",), f"Attestation Zqxasked{who.mark}vk"), decisions.NONE
        words = f"Madame Zqxname{who.mark}vk, il manque une pièce."
        if number % 2 == 0:
            with hub.store.reading() as connection:
                kept = message_templates.read_service_text(connection, SERVICE)
            saved = message_templates.save_service_text(
                hub, claire, replace(kept, text=f"{kept.text}\n{_template(who)}")
            )
            with hub.store.reading() as connection:
                case, template = read_case(connection, hub.ring, reference), message_templates.templates_of(saved)[-1]
                words, used = decisions.fill_template(connection, case, template.id, in_a_month(hub), asks)
        decide_case(hub, claire, reference, DraftDecision("incomplete", words, 1, in_a_month(hub), asks, used))


def decided_with_documents(settings: HubSettings, references: list[str], people: list[Someone]) -> None:
    hub = open_hub(settings, Clock())
    claire = _claire(hub)
    for reference, who in zip(references, people, strict=True):
        words, (name, data, _) = f"Madame Zqxname{who.mark}vk, c’est accepté.", who.document()
        document = read_document(name, data)
        decide_case(
            hub, claire, reference, DraftDecision(CaseState.ACCEPTED, words, 2, author=_AUTHOR), document=document
        )


def sent_from_telephone(settings: HubSettings, reference: str, code: str, who: Someone) -> None:
    app = create_hub(settings)
    try:
        telephone, (name, data, _) = Telephone(app.test_client(), reference, code), who.photo()
        if telephone.put(data, name=name) != 200 or telephone.send() != 200:
            raise RuntimeError(f"a paper from the telephone: {telephone.notes}")
    finally:
        close_hub(app)


def _claire(hub: Hub) -> Staff:
    return next(person for person in list_staff(hub.store) if person.login == "claire")


def _note(hub: Hub, by: Staff, reference: str, who: Someone) -> None:
    with hub.store.writing() as connection:
        case = read_case(connection, hub.ring, reference)
        work.insert_case_note(hub, connection, case.id, case.lock, by.id, f"Madame Zqxnote{who.mark}vk viendra jeudi.")


def _template(who: Someone) -> str:
    french, english = (f"Zqxsaid{who.mark}vk {word} : {{pièces demandées}}" for word in ("Il manque", "Missing"))
    return f"# {who.mark}\n{french}\n## en\n{english}"


AT_A_TERMINAL = 3
"""Every third case is a citizen's alone."""
RETENTION_DAYS = 31
MANDATE_DAYS = 7 * 366
"""Days beyond the end of a mandate and the years for which it is kept."""
FACT = ['"fact":"address"', '"fact": "address"']
"""What is noted of a person, as box and hub write it."""


class Run:
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
        self._waiting: set[str] = set()
        self._drafts: dict[Someone, str] = {}
        self._references: dict[Someone, str] = {}
        self._follow: dict[Someone, str] = {}

    def whole(self) -> None:
        self.drafted()
        self._submitted()
        self._acknowledged()
        self._over()

    def drafted(self) -> None:
        machine, looks = self.machine, self.looks
        machine.build()
        self.desk, self.terminal = Hand(machine), Hand(machine)
        self.terminal.sign_in()
        self.terminal.become_terminal()
        self.desk.sign_in()
        for who in self.people[1:]:
            if self._at_desk(who):
                self.desk.receive()
            self._drafts[who] = self._hand(who).begin(who, camera=not self._at_desk(who))
            if self._at_desk(who):
                self.desk.review(self._drafts[who])
                self.desk.note_fact(self._drafts[who])
                self.desk.park(self._drafts[who], who)
                self.desk.next_person()
            else:
                looks.codes.append(self.terminal.code(self._drafts[who]))
                self.terminal.next_person()
        first = self.people[0]
        self._drafts[first] = self.terminal.begin(first, camera=True)
        self._mandates = {gestures.give(self.desk, giver) for giver in self.givers}
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
        self.terminal.think(self.people[0])
        self.terminal.next_person()
        if self.looks.codes:
            self.terminal.submit(self.terminal.come_back(self.looks.codes[0]))
            self.terminal.next_person()
        self.desk.sign_in()
        for who, case in self._drafts.items():
            if self._at_desk(who):
                self.desk.submit(case)
                self._references[who] = self.desk.reference(case)
                self._follow[who] = gestures.code_of(self.desk, case)
                self.desk.think(who)
                self.desk.next_person()
        for who, reference in list(self._references.items())[:10]:
            self.desk.be_told(reference, ("call", "message"))
            self._waiting.add(self.desk.supplement(reference, who))
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
        machine, (first, *others) = self.machine, answered
        sent_from_telephone(machine.hub_settings, self._references[first], self._follow[first], first)
        self.looks.look("a paper from the telephone")
        gestures.write(self.terminal, self._references[first], self._follow[first], first)
        gestures.add(self.terminal, self._references[first], self._follow[first], first)
        for who in others[:1]:
            gestures.add(self.terminal, self._references[who], self._follow[who], who, send=False)
        for who in others[1:2]:
            gestures.write(self.terminal, self._references[who], self._follow[who], who, send=False)
        self.looks.look("papers of someone alone, sent and left behind")
        self.terminal.next_person()
        machine.transmit()
        self.looks.look("after they have gone")
        decided_with_documents(machine.hub_settings, list(answered.values()), list(answered))
        machine.command("sync", "--once")
        self.desk.sign_in()
        self.looks.expect("a document does not open", all(map(self.desk.opens_document, answered.values())))
        self.desk.export_figures(machine.folder / "home")
        self.desk.leave()
        self.looks.look("decided, with documents, and counted")
        counted = _counted(machine.site.paths)
        self.looks.expect(f"not what was thought: {counted}", counted == (len(self._references) + 1,) * 2)

    def _over(self) -> None:
        machine, looks = self.machine, self.looks
        machine.stop_hub()
        self._days(RETENTION_DAYS)
        self._back_up()
        lasting = {*self._mandates, self._unfinished, *self._waiting}  # drafts at the desk wait for ninety days
        cases = {key for subject, keys_held in looks.keys.items() if subject not in lasting for key in keys_held}
        looks.look("after retention", cases)
        kept = wrapped_keys(machine.site.paths)
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
