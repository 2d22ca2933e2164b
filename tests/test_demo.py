"""A demonstration: a site and its hub, made anew."""

import os
import re
import signal
import stat
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from kiosk import control
from kiosk.demo import SignIns, make_demo_site
from kiosk.domain.keys.ring import DESK
from kiosk.operations import exchange
from kiosk.services.box.box import Actor, open_box
from kiosk.services.people import sign_in
from kiosk.settings import Settings, read_settings
from kiosk.store import people
from tests.gallery.browser.town import free_port


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Settings, SignIns]:
    folder = tmp_path_factory.mktemp("demo")
    site, first = make_demo_site(folder, 8600, 8700)
    assert first is not None
    return folder, site, first


def test_each_demonstration_has_sign_ins_of_its_own(made: tuple[Path, Settings, SignIns], tmp_path: Path) -> None:
    """There is no default passphrase anywhere, no default PIN and no default code."""
    _, site, first = made
    given = [given_once for given_once in (first, make_demo_site(tmp_path, 8600, 8700)[1]) if given_once is not None]
    words = [
        word for sign_ins in given for word in (sign_ins.mediator, sign_ins.instructor, sign_ins.code, *sign_ins.codes)
    ]
    assert len(set(words)) == len(words) and len(given) == 2
    assert all(len(sign_ins.mediator.split()) == 6 and re.fullmatch("[0-9]{6}", sign_ins.pin) for sign_ins in given)
    box = open_box(site)
    nadia = sign_in.sign_in_mediator(box, "nadia", first.mediator, first.pin, Actor())
    assert (nadia.name, DESK in box.shifts.ring(nadia.id).services) == ("Nadia Roux", True)
    box.store.close()


def test_the_site_keeps_its_settings_to_itself_and_knows_no_hub_before_it_runs(
    made: tuple[Path, Settings, SignIns],
) -> None:
    site = made[1]
    box = open_box(site)
    assert box.enrolment() is None and site.site_code == "SA"
    assert (sheet := people.read_recovery_sheet(box.store.read())) and sheet.verified_at
    box.store.close()
    assert stat.S_IMODE(site.paths.settings.stat().st_mode) == 0o600


def test_the_hub_is_let_go_of_before_it_runs_in_a_process_of_its_own(made: tuple[Path, Settings, SignIns]) -> None:
    opened = [os.readlink(place) for place in Path("/proc/self/fd").iterdir() if place.is_symlink()]
    assert not [path for path in opened if path.startswith(str(made[0]))]


def test_a_folder_that_was_kept_is_taken_up_again(made: tuple[Path, Settings, SignIns]) -> None:
    folder, site, _ = made
    assert make_demo_site(folder, 8600, 8700) == (site, None)


def test_one_command_shows_both_and_ends_both(tmp_path: Path) -> None:
    port, hub_port = free_port(), free_port()
    command = [sys.executable, "-m", "kiosk", "demo", "--no-open", "--port", str(port), "--hub-port", str(hub_port)]
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        text = "".join(process.stdout.readline() for _ in range(12))
        addresses = [f"http://127.0.0.1:{number}" for number in (port, hub_port)]
        assert all(address in text for address in addresses)
        assert re.search(r"nadia :\n +six mots +\S+( \S+){5}\n +code PIN +[0-9]{6}\n", text)
        assert re.search(r"claire :\n +phrase secrète +\S{17}\n.* code.*\n( +\S+){8,}\n", text)
        pages = [httpx.get(addresses[0], trust_env=False), httpx.get(f"{addresses[1]}/healthz", trust_env=False)]
        assert [page.status_code for page in pages] == [200, 200]
        (folder,) = tmp_path.glob("parvis-demo-*")
        assert control.ask_running_box(read_settings(folder / "site", {}), exchange.run_sync) is not None, (
            "the site is enrolled"
        )
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    for address in addresses:
        try:
            httpx.get(address, trust_env=False)
        except httpx.ConnectError:
            continue
        raise AssertionError(f"{address} still answers")
    assert not list(tmp_path.glob("parvis-demo-*")), "and nothing stays"
