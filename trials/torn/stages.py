"""A real box, brought to one stage after the other and killed there, with requests under way."""

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import httpx

from kiosk import control
from kiosk.errors import ParvisError
from kiosk.operations import enrol, retention, sync
from kiosk.operations.operation import Nothing, Operation
from trials.canary.machine import Machine
from trials.canary.screens.gestures import Hand
from trials.canary.someone import Someone
from trials.torn.ledger import Draft, Ledger, Stage

D = TypeVar("D")
R = TypeVar("R")
NOISE = 3
"""Requests under way when the box is killed."""
NOISE_S = 0.4
RETENTION_DAYS = 31.0
ALICE, BOB, CLAIRE, NOBODY = (Someone(number) for number in range(4))


class Killed:
    """Kills the box of a machine at every stage, and keeps what lies on its disk then."""

    def __init__(self, machine: Machine, folder: Path) -> None:
        self._machine, self._folder = machine, folder
        self._desk, self._terminal, self._noise = Hand(machine), Hand(machine), Hand(machine)
        self._ledger = Ledger()

    def stages(self) -> Iterator[Stage]:
        """Every stage of a box that is set up, from the first draft until retention."""
        made = self._machine.sign_ins
        self._terminal.sign_in()
        self._terminal.become_terminal()
        self._desk.sign_in()
        self._ledger = Ledger(station=_station(self._terminal), passphrase=made.mediator, pin=made.pin)
        yield from self._drafts()
        yield from self._sent()

    def _drafts(self) -> Iterator[Stage]:
        alice = Draft(self._desk.begin(ALICE, camera=False), ALICE, _cookies(self._desk))
        self._keep(alice)
        yield self._kill("a draft at the desk", self._typing())
        bob = Draft(self._terminal.begin(BOB, camera=True), BOB)
        code = self._terminal.code(bob.case)
        self._keep(alice, replace(bob, cookies=_cookies(self._terminal), code=code))
        yield self._kill("a draft at a terminal, with its code", self._typing())
        self._sign_in()
        claire = self._desk.begin(CLAIRE, camera=False)
        self._desk.turn(claire)
        turned = Draft(claire, CLAIRE, _cookies(self._desk), turned=True)
        self._keep(*self._ledger.drafts[1:], turned)
        yield self._kill("the screen turned to the citizen", self._typing())
        self._sign_in()
        case = self._desk.begin(ALICE, camera=False)
        self._desk.submit(case)
        self._ledger = replace(self._ledger, references=(self._desk.reference(case),), drafts=self._ledger.drafts[:1])
        yield self._kill("submitted, not sent", self._typing())

    def _sent(self) -> Iterator[Stage]:
        machine = self._machine
        invitation = enrol.Invitation(machine.hub_address, machine.sign_ins.code)
        yield self._kill("enrolment under way", [lambda: self._ask(enrol.enroll, invitation)], most_s=0.03)
        machine.command("enroll", machine.hub_address, machine.sign_ins.code)
        self._sign_in()
        yield self._kill("sending under way", [lambda: self._ask(sync.talk, Nothing())], most_s=0.02)
        self._sign_in()
        machine.transmit()
        yield self._kill("acknowledged", self._typing())
        machine.days(RETENTION_DAYS)
        self._ledger = replace(self._ledger, drafts=())  # the forty-eight hours of a terminal's are over
        yield replace(
            self._kill("retention under way", [lambda: self._ask(retention.expire, Nothing())], most_s=0.02),
            days=RETENTION_DAYS,
        )

    def _kill(self, name: str, work: list[Callable[[], None]], most_s: float = NOISE_S) -> Stage:
        log = self._machine.site.paths.data / "parvis.db-wal"
        before = log.stat().st_size if log.exists() else 0
        threads = [threading.Thread(target=action, daemon=True) for action in work]
        for thread in threads:
            thread.start()
        time.sleep(most_s)
        self._machine.kill()
        for waiting_thread in threads:
            waiting_thread.join(30)
        place = self._folder / name.replace(" ", "-").replace(",", "")
        shutil.copytree(self._machine.site.paths.data, place)
        self._machine.start()
        for hand in (self._desk, self._terminal, self._noise):
            hand.desk.address = self._machine.address
        return Stage(name, place, before, self._ledger)

    def _sign_in(self) -> None:
        """After a restart: everyone's keys have left the memory."""
        self._desk.desk.client.cookies.clear()
        self._desk.sign_in()

    def _typing(self) -> list[Callable[[], None]]:
        """People who go on answering until nobody answers them."""
        self._noise.desk.client.cookies.clear()
        self._noise.sign_in()
        cases = [self._noise.begin(NOBODY, camera=False) for _ in range(NOISE)]

        def type_on(case: str) -> None:
            desk = self._noise.desk
            try:
                while True:
                    form = desk.get(f"/cases/{case}/steps/all?change=1").typed("answer")
                    desk.post(f"/cases/{case}/steps/all?change=1", form | NOBODY.typed)
            except (httpx.TransportError, RuntimeError, KeyError):
                return

        return [lambda case=case: type_on(case) for case in cases]  # type: ignore[misc]

    def _ask(self, operation: Operation[D, R], details: D) -> None:
        try:
            control.ask(self._machine.site, operation, details)
        except ParvisError:
            return

    def _keep(self, *drafts: Draft) -> None:
        self._ledger = replace(self._ledger, drafts=drafts)


def _cookies(hand: Hand) -> dict[str, str]:
    return {cookie.name: cookie.value or "" for cookie in hand.desk.client.cookies.jar}


def _station(hand: Hand) -> dict[str, str]:
    return {name: value for name, value in _cookies(hand).items() if name.endswith("station")}
