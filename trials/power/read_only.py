"""`python -m trials.power.read_only`, as root: the system makes the box's disk read only while a mediator works.

A disk of its own (ext4), which the system makes read only as it does by itself after an error. A polite `remount,ro` is
refused while the box runs, which is tried first. What each screen says is printed; nothing is confirmed meanwhile, and
nothing that was confirmed before is lost once the disk is mended and the box started again.
"""

import random
import subprocess
import sys
import tempfile
from pathlib import Path

from scripts.debian.first_steps import held, step
from trials.power.work import reference_on
from trials.rig.disks import Disk
from trials.townhall import site
from trials.townhall.site import PROCEDURE, Answer, Desk, SignIn, person

_ANSWERED = ("for-whom", "copy")
"""Steps that are confirmed before the disk breaks; the next one is answered after it."""
_CONFIRMS = (200, 302, 303)


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="parvis-read-only-") as name:
        disk = Disk(Path(name))
        disk.make()
        hall = site.build(disk.place / "town", printer="dummy", sync_every_s=1)
        box, hub = site.box_process(hall), site.hub_process(hall)
        box._log = hub._log = Path(name) / "log"
        try:
            hub.start()
            site.enroll(hall)
            hub.stop()
            walk(disk, hall.nadia, box)
            traces = (Path(name) / "log").read_text("utf-8").count("Traceback")
            step("tracebacks in the log", str(traces))
        finally:
            box.kill()
            disk.remove()
    return 0


def walk(disk: Disk, nadia: SignIn, box: site.Process) -> None:
    desk, who = Desk(), person(1, random.Random(1))  # nosec B311: the answers of a trial
    desk.address = box.start()
    desk.sign_in(nadia)
    form = desk.get(f"/procedures/{PROCEDURE}").typed("begin")
    at = desk.post(f"/procedures/{PROCEDURE}", form).location
    case = at.split("/")[2]
    for name in _ANSWERED:
        at = f"/cases/{case}/steps/{name}"
        at = desk.post(at, desk.get(at).typed("answer") | who.steps[name]).location
    polite = subprocess.run(["mount", "-o", "remount,ro", str(disk.place)], capture_output=True, text=True, check=False)
    step("a polite remount is refused while the box runs", polite.stderr.split("\n")[0])
    held(polite.returncode != 0, "the system let it")
    page = desk.get(f"/cases/{case}/steps/person")
    disk.harm("read only")
    _tell(
        "an answer",
        refused := desk.post(
            page.location or f"/cases/{case}/steps/person", page.typed("answer") | who.steps["person"]
        ),
    )
    held(refused.status not in _CONFIRMS, "an answer is confirmed that nothing keeps")
    form = desk.get(f"/procedures/{PROCEDURE}").typed("begin")
    begin = desk.post(f"/procedures/{PROCEDURE}", form)
    _tell("a new case", begin)
    held(begin.status not in _CONFIRMS, "a case is begun that nothing keeps")
    for said, where in (("the desk", "/desk"), ("the case", f"/cases/{case}"), ("the box", "/desk/box")):
        _tell(said, desk.get(where))
    other = Desk()
    other.address = desk.address
    _tell("another browser", other.get("/"))
    _tell("a sign-in", other.sign_in(nadia))
    box.kill()
    disk.repair()
    desk.address = box.start()
    step("the disk is mended and the box started again")
    if desk.get("/desk").status != 200:
        desk.sign_in(nadia)
    desk.get(f"/cases/{case}")
    for name in _ANSWERED:
        now = desk.get(f"/cases/{case}/steps/{name}").typed("answer")
        held(now.items() >= who.steps[name].items(), f"{name}: {now}")
    step("both answers from before are there")
    held(
        "f.birth_name" not in (now := desk.get(f"/cases/{case}/steps/person").typed("answer"))
        or not now["f.birth_name"],
        f"{now}",
    )
    for name, typed in who.steps.items():
        page = desk.get(f"/cases/{case}/steps/{name}")
        if page.status == 200:
            held(desk.post(f"/cases/{case}/steps/{name}", page.typed("answer") | typed).status == 303, name)
    form = desk.get(f"/cases/{case}/review").typed("send")
    where = desk.post(f"/cases/{case}/review", form | {"turned": "1"}).location
    held(where != "", "the review is sent")
    if where.endswith("/confirm"):
        desk.post(where, desk.get(where).typed("yes"))
        desk.post(f"{where}/back", desk.get(f"{where}/covered").typed("back") | {"pin": nadia.pin})
    step("the case is submitted", reference_on(desk.get(f"/cases/{case}/submitted")))


def _tell(gesture: str, answer: Answer) -> None:
    step(f"read only: {gesture}", f"{answer.status} {answer.location or answer.text('main') or answer.body}"[:300])


if __name__ == "__main__":
    sys.exit(main())
