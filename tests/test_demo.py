"""A demonstration: a site and its hub, made anew."""

import os
import re
import signal
import stat
import subprocess
import sys
from pathlib import Path

import httpx

from kiosk.demo import make
from kiosk.services import staff
from kiosk.services.box import Actor, open_box
from kiosk.services.sync import hub_of
from tests.journeys.town import free_port


def test_each_demonstration_has_sign_ins_of_its_own(tmp_path: Path) -> None:
    """There is no default passphrase anywhere."""
    made = [make(tmp_path / name, 8600, 8700) for name in ("one", "two")]
    sign_ins = {word for _, given in made if given for word in (given.mediator, given.instructor)}
    assert len(sign_ins) == 4
    assert all(re.fullmatch(r"[2-9a-z]{5}-[2-9a-z]{5}-[2-9a-z]{5}", word) for word in sign_ins)
    site, given = made[0]
    box = open_box(site)
    assert given is not None and staff.sign_in(box, "nadia", given.mediator, Actor()).name == "Nadia Roux"
    box.store.close()


def test_the_site_knows_its_hub_and_keeps_that_to_itself(tmp_path: Path) -> None:
    site, _ = make(tmp_path, 8600, 8700)
    assert hub_of(open_box(site)).what_is_wrong() == ""
    assert (site.hub_url, site.site_code) == ("http://127.0.0.1:8700", "SA")
    assert stat.S_IMODE(site.paths.settings.stat().st_mode) == 0o600


def test_a_folder_that_was_kept_is_taken_up_again(tmp_path: Path) -> None:
    site, _ = make(tmp_path, 8600, 8700)
    again, sign_ins = make(tmp_path, 8600, 8700)
    assert (again, sign_ins) == (site, None)


def test_one_command_shows_both_and_ends_both(tmp_path: Path) -> None:
    port, hub_port = free_port(), free_port()
    command = [sys.executable, "-m", "kiosk", "demo", "--no-open", "--port", str(port), "--hub-port", str(hub_port)]
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        said = "".join(process.stdout.readline() for _ in range(7))
        addresses = [f"http://127.0.0.1:{number}" for number in (port, hub_port)]
        assert all(address in said for address in addresses)
        assert re.search(r"nadia +\S{17}", said) and re.search(r"claire +\S{17}", said)
        pages = [httpx.get(addresses[0], trust_env=False), httpx.get(f"{addresses[1]}/healthz", trust_env=False)]
        assert [page.status_code for page in pages] == [200, 200]
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    for address in addresses:
        try:
            httpx.get(address, trust_env=False)
        except httpx.ConnectError:
            continue
        raise AssertionError(f"{address} still answers")
    assert not list(tmp_path.glob("parvis-demo-*")), "and nothing stays"
