"""`python -m trials.size --cases 100000`: every screen, loop and start of a site with so many past cases, the slowest
first.
"""

import statistics
import tempfile
from pathlib import Path

import click

from trials.size import screens
from trials.size.screens import Screen, Started, quantile, walked
from trials.size.site import FOLDER, Size, copied


@click.command()
@click.option("--cases", default=100_000, show_default=True, help="Past cases.")
@click.option("--again", default=10, show_default=True, help="How often each page is asked for again.")
@click.option("--shown", default=25, show_default=True, help="The slowest screens that are listed.")
def main(cases: int, again: int, shown: int) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    size = Size.of(cases)
    click.echo(f"{size.cases} past cases, {size.kept} of them can be opened, {size.drafts} drafts")
    with tempfile.TemporaryDirectory(prefix="copy-", dir=FOLDER) as name:
        folder = Path(name).resolve()
        with copied(size, folder) as place:
            _tell_loops(screens.measure_loops(place, folder))
            place.box.store.close()
            for kind in ("after a copy was put there", "closed well before"):
                _tell_start(kind, screens.measure_desk(folder / "site"))
    with tempfile.TemporaryDirectory(prefix="copy-", dir=FOLDER) as name, copied(size, Path(name).resolve()) as place:
        _tell_screens(list(walked(place, again).values()), shown)


def _tell_loops(done: list[screens.Took]) -> None:
    click.echo(f"\n{'':24}{'wall ms':>10}{'cpu ms':>10}{'steps':>12}")
    for took in done:
        click.echo(f"{took.name:24}{took.wall:10.1f}{took.processor:10.1f}{took.steps:12}")


def _tell_start(kind: str, start: Started) -> None:
    click.echo(
        f"\nstart, {kind}: first page {start.first_page_s:.2f} s"
        f" ({start.processor_s:.2f} s of processor), stop {start.stop_s:.2f} s;"
        f" resident idle {start.idle_mb} MB, after a search {start.searched_mb} MB, after work {start.worked_mb} MB"
    )
    for path, (half, most) in start.pages.items():
        click.echo(f"{path:24}p50 {half:6.1f} ms  p99 {most:6.1f} ms")


def _tell_screens(screens: list[Screen], shown: int) -> None:
    pages = [screen for screen in screens if screen.name.startswith("GET")]
    walls = [wall for screen in pages for wall in screen.wall]
    click.echo(f"\n{len(walls)} pages of {len(pages)} screens, in this process: p99 {quantile(walls):.1f} ms wall,")
    click.echo(f"p99 {quantile([cpu for screen in pages for cpu in screen.processor]):.1f} ms of processor")
    click.echo(f"\n{'':34}{'times':>6}{'cpu p50':>9}{'p99':>8}{'wall p50':>10}{'p99':>8}{'steps p50':>11}{'most':>9}")
    for screen in sorted(screens, key=lambda screen: -statistics.median(screen.processor))[:shown]:
        click.echo(
            f"{screen.name:34}{len(screen.wall):6}{statistics.median(screen.processor):9.1f}"
            f"{quantile(screen.processor):8.1f}{statistics.median(screen.wall):10.1f}{quantile(screen.wall):8.1f}"
            f"{statistics.median(screen.steps):11.0f}{max(screen.steps):9}"
        )


if __name__ == "__main__":
    main()
