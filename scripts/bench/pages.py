"""The page of a step: alone against a bare page of the same bytes, then with eight people at once."""

import json
import random
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from scripts.bench.bare import template_of
from scripts.bench.client import Client
from scripts.bench.figure import Figure, with_ratio
from scripts.townhall.desk import Desk
from scripts.townhall.person import PROCEDURE, person
from scripts.townhall.site import TownHall, box_process

STEP = "parents"
"""The longest form of the procedure: four questions, each with « je n'en ai pas »."""
BLOCKS, BLOCK, WARM = 20, 50, 100
"""Ours and the bare one take turns, so that a machine that slows down slows both."""
CLIENTS, EACH = 8, 150


def measure(hall: TownHall, folder: Path) -> list[Figure]:
    """Runs the real box and the bare server side by side. `folder` is empty and ours."""
    box = box_process(hall)
    try:
        address = urlsplit(box.start())
        desk = Desk()
        desk.address = box.address
        path = case_in_progress(desk, hall.passphrase)
        cookie = "; ".join(f"{each.name}={each.value}" for each in desk.client.cookies.jar)
        place = (str(address.hostname), int(address.port or 0), path, cookie)
        with _bare(desk, path, folder, 8 + 2 * hall.site.stations) as port:
            ours, bare = _in_turns(Client(*place), Client("127.0.0.1", port, "/"))
        eight = _at_once(place)
    finally:
        box.stop()
    p50, bare_p50 = statistics.median(ours), statistics.median(bare)
    p99 = statistics.quantiles(eight, n=100)[98]
    return [
        *with_ratio("step_page_ms_p50", p50, bare_p50, "step_page_ratio"),
        Figure("step_page_8_clients_ms_p99", p99, "ms"),
    ]


def case_in_progress(desk: Desk, passphrase: str) -> str:
    """Sign in, begin, answer up to the step that is measured, and that one too: the path of its page."""
    desk.sign_in(passphrase)
    form = desk.get(f"/procedures/{PROCEDURE}").typed("begin")
    at = desk.post(f"/procedures/{PROCEDURE}", form).location
    for step, typed in person(1, random.Random(1)).steps.items():
        page = desk.get(at)
        following = desk.post(at, page.typed("answer") | typed).location
        if step == STEP:
            return at
        at = following
    raise RuntimeError(f"{STEP} is no step of {PROCEDURE}")


@contextmanager
def _bare(desk: Desk, path: str, folder: Path, threads: int) -> Iterator[int]:
    page = desk.get(path)
    case = path.split("/")[2]
    values = {"token": page.typed("answer")["token"], "case": case, "name": "Nadia Roux", "site": "Mairie de Saint-Aubin"}
    (folder / "page.html").write_text(template_of(page.body, values), "utf-8")
    (folder / "values.json").write_text(json.dumps(values), "utf-8")
    command = [sys.executable, "-m", "scripts.bench.bare", str(folder / "page.html"), str(folder / "values.json")]
    with subprocess.Popen([*command, str(threads)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            port = int(process.stdout.readline())
            same = Desk()
            same.address = f"http://127.0.0.1:{port}"
            if same.get("/").body.strip() != page.body.strip():
                raise RuntimeError("the bare page has other bytes")
            yield port
        finally:
            process.terminate()


def _in_turns(ours: Client, bare: Client) -> tuple[list[float], list[float]]:
    for _ in range(WARM):
        ours.ask(), bare.ask()
    found: tuple[list[float], list[float]] = ([], [])
    for _ in range(BLOCKS):
        for client, times in zip((ours, bare), found, strict=True):
            times += [client.ask() for _ in range(BLOCK)]
    return found


def _at_once(place: tuple[str, int, str, str]) -> list[float]:
    command = [sys.executable, "-m", "scripts.bench.client", *map(str, place), str(EACH)]
    clients = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(CLIENTS)
    ]
    for client in clients:
        assert client.stdout is not None
        client.stdout.readline()
    for client in clients:
        assert client.stdin is not None
        client.stdin.write("go\n")
        client.stdin.flush()
    return [took for client in clients for took in json.loads(client.communicate()[0])]
