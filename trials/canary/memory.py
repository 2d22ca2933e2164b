"""What is left in the memory of box and hub after a sign-out: `python -m trials.canary.memory`, as root.

Somebody types and reads unique words and signs out; every byte of the process is read at once, a minute later and after
the next person. Python cannot clean its memory, so that words are found. The process itself is asked too (SIGUSR1)
which of them an object still leads to: that would be a reference of ours, and is a fault.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path

import lxml.html

from kiosk.services.box.box import Actor, open_box
from kiosk.services.people import sign_in
from trials.canary.gestures import Hand
from trials.canary.machine import Machine, Someone
from trials.canary.run import answered_with
from trials.canary.search import Forms
from trials.townhall.site import Answer, Desk, free_port

A_MINUTE_S = 60
_ANSWERS_WITHIN_S = 120
_LINE = re.compile(r"([0-9a-f]+)-([0-9a-f]+) r\S+ \S+ \S+ \S+ *(.*)")


def ask_held(pid: int, place: Path) -> list[str]:
    place.unlink(missing_ok=True)
    os.kill(pid, signal.SIGUSR1)
    until = time.monotonic() + _ANSWERS_WITHIN_S
    while not place.exists():
        if time.monotonic() > until:
            raise RuntimeError("the process does not tell what it holds")
        time.sleep(0.1)
    return [line for line in place.read_text("utf-8").splitlines() if line]


def memory_of(pid: int) -> Iterator[bytes]:
    """Every readable range of a process, its stacks and heaps above all."""
    with Path(f"/proc/{pid}/mem").open("rb", 0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            found = _LINE.match(line)
            if found is None or found[3].startswith("[v"):
                continue
            first, last = int(found[1], 16), int(found[2], 16)
            try:
                memory.seek(first)
                yield memory.read(last - first)
            except (OSError, ValueError, OverflowError):  # guard pages, or gone meanwhile
                continue


class Watcher:
    """Looks into one process, and says which of these words and secrets are there, and how often."""

    def __init__(self, who: str, pid: int, place: Path, words: list[str], secrets: dict[str, bytes]) -> None:
        self._who, self._pid, self._place = who, pid, place
        self._words, self._secrets = Forms(words, []), secrets
        self.held: list[str] = []

    def look(self, stage: str, *, over: bool = True) -> None:
        found: Counter[str] = Counter()
        keys: Counter[str] = Counter()
        size = 0
        for piece in memory_of(self._pid):
            size += len(piece)
            found.update(word for word, _ in self._words.within(piece))
            keys.update({name: piece.count(secret) for name, secret in self._secrets.items()})
        held = ask_held(self._pid, self._place)
        there = {name: many for name, many in keys.items() if many}
        print(
            f"{self._who}, {stage}: {len(found)} words in {found.total()} copies, secrets {there or 'none'},"
            f" {size / 1e6:.0f} MB; {len(held)} held by an object",
            flush=True,
        )
        if over:
            self.held += held
            for line in held[:20]:
                print(f"  {line}")


def _keys_of(machine: Machine, place: Path) -> dict[str, bytes]:
    """The private keys that signing in opens, by service; on a copy of the box."""
    shutil.copytree(machine.site.data, place)
    box = open_box(replace(machine.site, data=place))
    try:
        made = machine.sign_ins
        nadia = sign_in.sign_in_mediator(box, "nadia", made.mediator, made.pin, Actor())
        return {f"key of {name}": key for name, key in box.shifts.ring(nadia.id).privates.items()}
    finally:
        box.store.close()


def box_after_sign_out(machine: Machine) -> tuple[list[str], list[str]]:
    keys = _keys_of(machine, machine.folder / "away" / "copy")
    first, second = Someone(1), Someone(2)
    typed = {"passphrase": machine.sign_ins.mediator.encode()}
    watcher = Watcher("box", machine.pid, machine.folder / "away" / "held", first.words, keys | typed)
    hand = Hand(machine)
    hand.sign_in()
    case = hand.begin(first, camera=False)
    reference = _submitted(hand, case)
    machine.transmit()
    answered_with(machine.hub_settings, [reference], [first])
    machine.command("sync", "--once")
    _served(hand, reference, first)
    waits = hand.begin(first, camera=True)
    hand.park(waits, first)
    watcher.look("on shift", over=False)
    hand.next_person()
    hand.leave()
    watcher.look("signed out, at once")
    time.sleep(A_MINUTE_S)
    watcher.look("a minute later")
    hand.sign_in()
    other = _submitted(hand, hand.begin(second, camera=False))
    hand.next_person()
    hand.leave()
    watcher.look("after the next person")
    machine.transmit()
    return watcher.held, [reference, other]


def _submitted(hand: Hand, case: str) -> str:
    hand.submit(case)
    return hand.reference(case)


def _served(hand: Hand, reference: str, who: Someone) -> None:
    """The person is searched for, their case is opened, the service's message read, and something is added."""
    page = hand.desk.get(f"/desk/references/{reference}")
    if f"Zqxasked{who.mark}vk" not in page.body:
        raise RuntimeError("the service's message is not read at the desk")
    asked = {"token": hand.desk.get("/desk/find").token(), "reference": who.typed["f.birth_name"]}
    hand.desk.post("/desk/find", asked)
    hand.supplement(reference, who)


@contextmanager
def _hub_of_ours(machine: Machine, place: Path) -> Iterator[tuple[str, int]]:
    """The hub again, as the command runs it, and asked what it holds."""
    machine.stop_hub()
    port = free_port()
    us = [sys.executable, "-m", "trials.canary.held_hub"]
    command = [*us, str(machine.hub_settings.data), str(port), str(place)]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert running.stdout is not None
        yield running.stdout.readline().strip(), running.pid
    finally:
        running.terminate()
        running.wait(30)


def hub_after_sign_out(machine: Machine, references: list[str]) -> list[str]:
    first, second, place = Someone(1), Someone(2), machine.folder / "away" / "held-hub"
    made = machine.sign_ins
    with _hub_of_ours(machine, place) as (address, pid):
        watcher = Watcher("hub", pid, place, first.words, {"passphrase": made.instructor.encode()})
        claire = _signed_in(address, made.instructor, made.codes[0])
        _read(claire, references[0], first)
        watcher.look("staff signed in", over=False)
        claire.post("/deconnexion", _form(claire.get("/dossiers"), "/deconnexion"))
        if claire.get("/dossiers").status == HTTPStatus.OK:
            raise RuntimeError("still signed in")
        watcher.look("signed out, at once")
        time.sleep(A_MINUTE_S)
        watcher.look("a minute later")
        again = _signed_in(address, made.instructor, made.codes[1])
        _read(again, references[1], second)
        again.post("/deconnexion", _form(again.get("/dossiers"), "/deconnexion"))
        watcher.look("after the next person")
        return watcher.held


def _signed_in(address: str, passphrase: str, recovery: str) -> Desk:
    claire = Desk()
    claire.address = address
    asked = _form(claire.get("/connexion"), "/connexion")
    claire.post("/connexion", asked | {"login": "claire", "passphrase": passphrase})
    asked = _form(claire.get("/connexion/code"), "/connexion/code")
    claire.post("/connexion/code", asked | {"code": recovery})
    if claire.get("/dossiers").status != HTTPStatus.OK:
        raise RuntimeError("nobody is signed in at the hub")
    return claire


def _read(claire: Desk, reference: str, who: Someone) -> None:
    """The list is searched by name, the case opened, a note about the person written."""
    name = who.typed["f.birth_name"]
    asked = _form(claire.get("/dossiers"), "/deconnexion")
    if name not in claire.post("/dossiers", asked | {"words": name}).body:
        raise RuntimeError("the list does not find the person")
    page = claire.get(f"/dossiers/{reference}")
    if f"Zqxstory{who.mark}vk" not in page.body:
        raise RuntimeError("the case does not show what was answered")
    noted = claire.post(f"/dossiers/{reference}/notes", _form(page, "/notes") | {"message": f"Zqxnote{who.mark}vk"})
    if noted.status != HTTPStatus.SEE_OTHER:
        raise RuntimeError(f"{noted.status} for a note")


def _form(page: Answer, action: str) -> dict[str, str]:
    """What the form that is sent there carries already."""
    for form in lxml.html.document_fromstring(page.body).forms:
        if form.action is not None and form.action.split("?")[0].endswith(action):
            return {name: str(value) for name, value in form.form_values() if name}
    raise RuntimeError(f"no form goes to {action}")


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="parvis-memory-") as folder:
        machine = Machine(Path(folder))
        machine.build()
        try:
            held, references = box_after_sign_out(machine)
            held += hub_after_sign_out(machine, references)
        finally:
            machine.stop()
    print("held by an object after a sign-out:", len(held))
    return 1 if held else 0


if __name__ == "__main__":
    sys.exit(main())
