"""Run a demonstration: a site and its hub in a temporary folder, on two ports of this machine."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import webbrowser
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from kiosk import settings
from kiosk.clock import Clock
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.paths import Paths
from kiosk.server import serve_box
from kiosk.services.box.box import open_box
from kiosk.services.exchange import enrol
from kiosk.services.people import first_day
from kiosk.settings import Settings
from kiosk.words.words import Words


class SignIns(Struct, frozen=True):
    """The sign-ins of one demonstration, newly generated; no default passphrase exists."""

    mediator: str
    pin: str
    instructor: str
    codes: Sequence[str]
    code: str


def run_demo(
    open_browser: bool, port: int, hub_port: int, data: Path | None, say: Callable[[str], None], words: Words
) -> None:
    """Make the site if there is none, start the hub and the box, and serve until interrupted.

    Raises `Refused`: `port-taken`, `hub-not-started`, `no-hub-extra`.
    """
    with _folder(data) as folder:
        site, sign_ins = make_demo_site(folder, port, hub_port)
        with _hub(folder, hub_port):
            hub = f"http://127.0.0.1:{hub_port}"
            if sign_ins is not None:
                box = open_box(site)
                enrol.enrol_at_hub(box, hub, sign_ins.code)
                box.store.close()

            def ready(address: str) -> None:
                say(words.code("command", "demo-addresses", desk=address, hub=hub))
                if sign_ins is not None:
                    say(words.code("command", "demo-desk", words=sign_ins.mediator, pin=sign_ins.pin))
                    codes = " ".join(sign_ins.codes)
                    say(words.code("command", "demo-hub", passphrase=sign_ins.instructor, codes=codes))
                if open_browser:
                    threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()

            serve_box(site, ready)


def make_demo_site(folder: Path, port: int, hub_port: int) -> tuple[Settings, SignIns | None]:
    """The settings of the demonstration site; its sign-ins too when it is made now."""
    data, hub_data = folder / "site", folder / "hub"
    if Paths(data).settings.exists():
        return settings.read_settings(data), None
    try:
        from hub.opening import open_hub
        from hub.people.people import NewStaff, add_staff
        from hub.people.second_factor import set_up_factor_here
        from hub.settings import HubSettings
        from hub.sites.sites import add_site, invite
    except ImportError as fault:
        raise Refused(Refusal.NO_HUB_EXTRA) from fault
    clock = Clock()
    hub = open_hub(HubSettings(data=hub_data, port=hub_port), clock)
    add_site(hub.store, "SA", "Mairie de Saint-Aubin", clock)
    instructor = "-".join(clock.readable(5).lower() for _ in range(3))
    claire = add_staff(hub, NewStaff("claire", "Claire Morel", quality="Adjointe au maire"), instructor)
    codes, code = set_up_factor_here(hub, claire), invite(hub, "SA")
    hub.store.engine.dispose()  # the hub of the demonstration runs in a process of its own
    site = Settings(
        data=data,
        site_code="SA",
        site_name="Mairie de Saint-Aubin",
        site_address="1 place de la Mairie, 35250 Saint-Aubin-d’Aubigné",
        commune=("35251",),
        site_phone="02 99 00 00 00",
        hours=(
            {"days": "lundi au vendredi", "open": "9h-12h, 14h-17h"},
            {"days": "samedi", "open": "9h-11h30"},
        ),
        port=port,
        sync_every_s=5,
    )
    site.paths.create()
    site.paths.settings.write_text(settings.READER.toml(site), "utf-8")
    site.paths.settings.chmod(0o600)
    box = open_box(site)
    issued, words = first_day.first(box, "nadia", "Nadia Roux")
    first_day.verify_recovery_sheet(box, words)
    box.store.close()
    return site, SignIns(issued.factor, issued.pin, instructor, codes, code)


@contextmanager
def _folder(data: Path | None) -> Iterator[Path]:
    if data is not None:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        yield data
        return
    folder = Path(tempfile.mkdtemp(prefix="parvis-demo-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _hub(folder: Path, port: int) -> Iterator[None]:
    """A hub in a process of its own, stopped with the demonstration. Raises `Refused` (`hub-not-started`)."""
    command = [sys.executable, "-m", "kiosk", "hub", "--port", str(port), "--data", str(folder / "hub")]
    shortened = {"KIOSK_HUB_TAKE_BACK_MINUTES": "1"}  # nobody who is shown a decision waits ten minutes for it
    environment = shortened | os.environ | {"KIOSK_HUB_ADDRESS": f"http://127.0.0.1:{port}"}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    try:
        # The hub prints its address once it listens, however long that takes; nothing when its process ends.
        if process.stdout is None or not process.stdout.readline().strip():
            raise Refused(Refusal.HUB_NOT_STARTED)
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
