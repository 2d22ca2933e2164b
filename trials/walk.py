"""`python -m trials.walk`: every page in every state under settings of which every three meet; prints what it saw."""

import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import click

from tests.gallery.browser.eyes import Eyes
from tests.gallery.browser.hand import chromium
from tests.gallery.check_html import validate
from tests.gallery.walk.kept_pages import galleries
from tests.gallery.walk.plan import HUB, each_state, hub_visits, spoken, visits
from tests.gallery.walk.walking import Walk


class Seen(NamedTuple):
    language: str
    states: list[str]
    pages: int
    checks: int
    read: int
    sentences: int
    wrong: list[str]


@click.command()
@click.option("--meet", type=click.IntRange(1, 4), default=3, help="How many settings meet, the page one of them.")
@click.option("--languages", help="Languages to see, with commas; all by default, and the hub.")
@click.option("--processes", type=click.IntRange(1), default=2, help="How many walk at the same time.")
def main(meet: int, languages: str | None, processes: int) -> None:
    begun = time.monotonic()
    asked = languages.split(",") if languages else [*spoken(), HUB]
    with ProcessPoolExecutor(processes) as pool:
        seen = list(pool.map(look, asked, [meet] * len(asked)))
    for walk in seen:
        told = f"{walk.pages} pages, {walk.checks} checks, {walk.sentences} sentences of {walk.read} pages read aloud"
        print(f"{walk.language}: {told}, {len(walk.wrong)} wrong")
        print(*walk.wrong, sep="\n", end="\n" if walk.wrong else "")
    if len({tuple(item.states) for item in seen if item.language != HUB}) > 1:
        print("the languages have not the same states: not every three settings have met")
        sys.exit(1)
    pages, checks = sum(item.pages for item in seen), sum(item.checks for item in seen)
    print(f"walked: {pages} pages, {checks} checks, {time.monotonic() - begun:.0f} seconds")
    sys.exit(any(item.wrong for item in seen))


def look(language: str, meet: int) -> Seen:
    with tempfile.TemporaryDirectory(prefix="parvis-walk-") as folder, ExitStack() as open_towns, chromium() as browser:
        gallery = galleries(Path(folder), open_towns)(language)
        states = each_state(gallery.places)
        plan = list(hub_visits(gallery.shots) if language == HUB else visits(states, language, spoken(), meet))
        with Eyes(browser, gallery.app) as eyes:
            walk = Walk().over(plan, eyes)
            invalid = validate(gallery.shots, Path(folder) / "pages")
    wrong = [f"{where}: {item}" for where, faults in walk.faults.items() for item in faults]
    strangers = [f"{language} asked for {stranger}" for stranger in eyes.strangers]
    checks = walk.checks + len(gallery.shots)
    return Seen(language, list(states), walk.pages, checks, walk.read, walk.sentences, [*wrong, *invalid, *strangers])


if __name__ == "__main__":
    main()
