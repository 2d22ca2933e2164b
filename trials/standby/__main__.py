"""A hub that loses its database under load: `python -m trials.standby`.

Two workers on a PostgreSQL with a synchronous standby take cases from real sites. The first server is killed (-9), the
standby is promoted a moment later, and nobody touches a site or a worker. Nothing that was confirmed may be lost,
nothing may be there twice, and every site has to have sent everything by itself.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from hub.settings import HubSettings
from trials.standby.hub import WORKERS, Sender, Watch, invited, judge, pair, senders, serving
from trials.standby.managed import managed

CODES = ("SA", "SB", "SC", "SD", "SE")
_EMPTIED_S = 300


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m trials.standby", description=__doc__)
    asked.add_argument("--seconds", type=float, default=8.0, help="Seconds of load before, and as many after.")
    asked.add_argument("--notice", type=float, default=1.0, help="Seconds until somebody promotes the standby.")
    asked.add_argument(
        "--asynchronous", action="store_true", help="A standby that lags: the trial has to find what that loses."
    )
    asked.add_argument(
        "--patroni",
        action="store_true",
        help="By Patroni (Debian: patroni, python3-etcd, etcd-server).",
    )
    chosen = asked.parse_args()
    together = not chosen.asynchronous
    servers = managed() if chosen.patroni else pair(together)
    with tempfile.TemporaryDirectory(prefix="parvis-standby-") as made, servers as databases:
        folder = Path(made)
        settings = HubSettings(data=folder / "hub", database=databases.url)
        invitations = invited(settings, CODES)
        with serving(settings, folder / "hub.log") as url, senders(folder, url, invitations) as sites:
            watch = Watch(url)
            watch.start()
            for site in sites:
                site.start()
            time.sleep(chosen.seconds)
            if not together:
                databases.follow_no_more()
                time.sleep(chosen.seconds)
            databases.kill_first()
            killed = time.monotonic()
            told = _acknowledged(sites)
            time.sleep(chosen.notice)
            followed = databases.kept()
            databases.promote_second()
            promoted = time.monotonic()
            _wait_for_another(sites, told)
            resumed = time.monotonic()
            time.sleep(chosen.seconds)
            for site in sites:
                site.stop()
            _wait_until_sent(sites)
            refused = watch.stop()
            references = [reference for site in sites for reference in site.references]
            unsent = sum(site.unsent() for site in sites)
            left = databases.second.url(databases.database)
            verdict = judge(left, told, followed, _acknowledged(sites), references, unsent)
    print(f"{len(CODES)} sites, {WORKERS} workers: {verdict.made} cases, {verdict.told} confirmed before the kill")
    print(f"lost {verdict.lost}, changed {verdict.changed}, missing {verdict.missing}, doubled {verdict.doubled}")
    print(f"left unsent at the sites: {verdict.unsent}")
    print(f"the second took writes after {promoted - killed:.1f} s; the hub was not ready for {refused:.1f} s")
    print(f"the first new confirmation came {resumed - killed:.1f} s after the kill")
    return 0 if verdict.well else 1


def _acknowledged(sites: list[Sender]) -> dict[str, bytes]:
    return {event: statement for site in sites for event, statement in site.acknowledged().items()}


def _wait_for_another(sites: list[Sender], told: dict[str, bytes]) -> None:
    until = time.monotonic() + _EMPTIED_S
    while not _acknowledged(sites).keys() - told.keys() and time.monotonic() < until:
        time.sleep(0.05)


def _wait_until_sent(sites: list[Sender]) -> None:
    """By themselves: a site waits between its tries as it always does, up to five minutes."""
    until = time.monotonic() + _EMPTIED_S
    while any(site.unsent() for site in sites) and time.monotonic() < until:
        time.sleep(0.2)


if __name__ == "__main__":
    sys.exit(main())
