"""A town hall for scripts: a site and its hub in one folder, each run as the real process that people run."""

import socket
from dataclasses import dataclass, replace
from pathlib import Path

from kiosk import demo, settings
from kiosk.services.box.box import Actor, Box, open_box
from kiosk.services.exchange import enrol
from kiosk.services.people import sign_in
from kiosk.settings import Settings
from trials.townhall.desk import SignIn
from trials.townhall.process import Process


@dataclass(frozen=True, slots=True)
class TownHall:
    """A site with its mediator `nadia`, and the hub at which its `code` enrols it, once."""

    folder: Path
    site: Settings
    nadia: SignIn
    code: str
    hub_port: int

    @property
    def hub_data(self) -> Path:
        return self.folder / "hub"


def build(folder: Path, **changes: object) -> TownHall:
    """Make both in an empty folder; `changes` are settings of the site (`printer="dummy"`)."""
    port = free_port()
    made, sign_ins = demo.make_demo_site(folder, 0, port)
    if sign_ins is None:
        raise ValueError(f"{folder} holds a site already")
    made = replace(made, **changes)  # type: ignore[arg-type]
    made.paths.settings.write_text(settings.READER.toml(made), "utf-8")
    return TownHall(folder, made, SignIn("nadia", sign_ins.mediator, sign_ins.pin), sign_ins.code, port)


def enroll(hall: TownHall) -> None:
    """Make the site known to its hub, which listens; no box runs on the folder meanwhile."""
    box = open_box(hall.site)
    try:
        enrol.enrol_at_hub(box, f"http://127.0.0.1:{hall.hub_port}", hall.code)
    finally:
        box.store.close()


def signed_in(box: Box, hall: TownHall) -> Actor:
    """`nadia` with her keys, on a box that is opened without a screen."""
    mediator = sign_in.sign_in_mediator(box, hall.nadia.login, hall.nadia.passphrase, hall.nadia.pin, Actor())
    return Actor("", mediator.id, mediator.name, ring=box.shifts.ring(mediator.id))


def free_port() -> int:
    """A port of this machine that nobody listens on at this moment."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def box_process(hall: TownHall) -> Process:
    """The real `kiosk run` on a free port."""
    return Process(["run", "--port", "0"], hall.site.data, hall.folder / "box.log")


def hub_process(hall: TownHall) -> Process:
    """The real hub, on the port that the site knows."""
    arguments = ["hub", "--port", str(hall.hub_port), "--data", str(hall.hub_data)]
    return Process(arguments, hall.site.data, hall.folder / "hub.log")
