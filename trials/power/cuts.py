"""Ten cases, a power cut in each, and what is left of them; then everything is sent."""

import random
import time

from trials.debian.first_steps import held, step
from trials.power.moments import TEN, to_the_end, work_until
from trials.power.processes import Processes
from trials.power.virtual import Virtual
from trials.power.work import TIMEOUT_S, Work
from trials.torture.ledger import Kept, Losses
from trials.torture.look import look
from trials.townhall.desk import Desk, SignIn
from trials.townhall.person import person

_ARRIVE_S = 600
Machine = Virtual | Processes


def cuts(machine: Machine, who: SignIn, how_many: int, dice: random.Random, ledger: list[Kept], losses: Losses) -> None:
    """A case up to its moment, the cut, a start by itself, a look, and the case is gone on with; and so the next."""
    desk = Desk()
    desk.client.timeout = TIMEOUT_S
    desk.address = machine.address
    held(desk.sign_in(who).location == "/desk", "Nadia signs in")
    for number, moment in enumerate(TEN[:how_many], 1):
        ledger.append(Kept(person(number, dice)))
        work = Work(desk, who, ledger[-1])
        how = work_until(moment, work, machine.disk, machine.kill)
        seconds = machine.start(screen=False)
        desk.address = machine.address
        work.power_is_back()
        for kept in ledger:
            look(desk, kept, losses)
        answers = sum(len(kept.confirmed) for kept in ledger)
        losses_now = losses.all()
        step(
            f"power cut {number}, {moment}",
            f"{how}; {seconds:.0f} s until the box answers; {answers} confirmed answers, {len(losses_now)} losses",
        )
        to_the_end(work)


def arrived(machine: Machine, who: SignIn) -> None:
    """Everything is sent, and the hub has acknowledged it."""
    desk = Desk()
    desk.client.timeout, desk.address = TIMEOUT_S, machine.address
    desk.sign_in(who)
    until = time.monotonic() + _ARRIVE_S
    while "Tout est transmis." not in (page := desk.get("/desk/box")).body:
        held(time.monotonic() < until, "not everything is sent: " + page.text("#waiting"))
        desk.post("/desk/box/transmit", {"token": page.token()})
        time.sleep(2)
    step("everything is sent")
