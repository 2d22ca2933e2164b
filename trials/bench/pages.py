"""Measures the pages of the steps: one person against bare pages of the same bytes, then eight people at once."""

import json
import random
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from trials.bench.bare import template_of
from trials.bench.client import Client
from trials.bench.figure import Figure, with_ratio
from trials.townhall.desk import Desk, SignIn
from trials.townhall.person import PROCEDURE, person
from trials.townhall.site import TownHall, box_process

BLOCKS, BLOCK, WARM = 25, 40, 200
"""Our pages and the bare ones are measured in turns, so that a machine that slows down slows both; a block is every
page five times.
"""
CLIENTS, EACH = 8, 160


def measure(hall: TownHall, folder: Path) -> list[Figure]:
    """Measure with the real box and the bare server side by side. `folder` is empty and ours."""
    box = box_process(hall)
    try:
        address = urlsplit(box.start())
        desk = Desk()
        desk.address = box.address
        paths = cases_in_progress(desk, hall.nadia)
        cookie = "; ".join(f"{cookie.name}={cookie.value}" for cookie in desk.client.cookies.jar)
        host, port = str(address.hostname), int(address.port or 0)
        with _bare(desk, paths, folder, 8 + 2 * hall.site.stations) as (bare_port, bare_paths):
            ours, bare = _in_turns(Client(host, port, cookie, paths), Client("127.0.0.1", bare_port, "", bare_paths))
        eight = _at_once([host, str(port), cookie, str(EACH), *paths])
    finally:
        box.stop()
    return [
        *with_ratio("step_page_ms_p50", statistics.median(ours), statistics.median(bare), "step_page_ratio"),
        Figure("step_page_8_clients_ms_p99", statistics.quantiles(eight, n=100)[98], "ms"),
    ]


def cases_in_progress(desk: Desk, who: SignIn) -> list[str]:
    """One case for each step, answered up to it; returns the paths of their pages."""
    desk.sign_in(who)
    steps = list(person(1, random.Random(1)).steps.values())  # the same person in every run
    paths = []
    for many in range(len(steps)):
        form = desk.get(f"/procedures/{PROCEDURE}").typed("begin")
        at = desk.post(f"/procedures/{PROCEDURE}", form).location
        for typed in steps[:many]:
            at = desk.post(at, desk.get(at).typed("answer") | typed).location
        paths.append(at)
    return paths


@contextmanager
def _bare(desk: Desk, paths: Sequence[str], folder: Path, threads: int) -> Iterator[tuple[int, list[str]]]:
    """Start the bare server; returns its port and its paths, in the order of ours. Raises `RuntimeError` where a
    page differs.
    """
    pages = {path.rpartition("/")[2]: desk.get(path) for path in paths}
    values: dict[str, dict[str, str]] = {}
    for path, (name, page) in zip(paths, pages.items(), strict=True):
        token = page.typed("answer")["token"]
        values[name] = {"case": path.split("/")[2], "token": token, "site": "Mairie de Saint-Aubin"}
        (folder / f"{name}.html").write_text(template_of(page.body, values[name]), "utf-8")
    (folder / "values.json").write_text(json.dumps(values), "utf-8")
    command = [sys.executable, "-m", "trials.bench.bare", str(folder), str(threads)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            port = int(process.stdout.readline())
            twin = Desk()
            twin.address = f"http://127.0.0.1:{port}"
            for name, page in pages.items():
                if twin.get(f"/{name}").body.strip() != page.body.strip():
                    raise RuntimeError(f"the bare page of {name} has other bytes")
            yield port, [f"/{name}" for name in pages]
        finally:
            process.terminate()


def _in_turns(ours: Client, bare: Client) -> tuple[list[float], list[float]]:
    for client in (ours, bare):
        for _ in range(WARM):
            client.ask()
    results: tuple[list[float], list[float]] = ([], [])
    for _ in range(BLOCKS):
        for client, times in zip((ours, bare), results, strict=True):
            times += [client.ask() for _ in range(BLOCK)]
    return results


def _at_once(arguments: list[str]) -> list[float]:
    """The times of all clients, in ms; they start together, once each of them is connected."""
    command = [sys.executable, "-m", "trials.bench.client", *arguments]
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
