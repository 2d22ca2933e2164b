"""The operator's day, for real: every page of `docs/operator` typed as it stands on a Debian 13 without a network.

`python -m scripts.operator_day` (as root, after `make release`) makes a machine with debootstrap, boots it, and types
the blocks of the pages themselves, so that a page and this cannot part. A step is printed once it held; at the end,
how many commands the page asks for until the hub serves, with SQLite and with PostgreSQL.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from scripts.debian import operator
from scripts.debian.first_steps import next_stick, plug_in, step
from scripts.debian.root import PACKAGES, Debian, debian, need
from scripts.release import STICK
from tests.gallery.browser.hand import Hand, chromium

OPERATOR_PACKAGES = (*PACKAGES, "postgresql", "caddy", "nginx-light", "openssl", "ca-certificates")
"""What the pages have apt install; here it lies ready, stopped, since the machine has no network."""


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m scripts.operator_day", description="Walk the operator's day.")
    options.add_argument("--folder", type=Path, help="Where the machine is made; a temporary folder by default.")
    asked = options.parse_args()
    need("debootstrap")
    with tempfile.TemporaryDirectory(prefix="parvis-operator-", dir=asked.folder) as name:
        folder = Path(name) / "machine"
        folder.mkdir()
        coming = next_stick(STICK, Path(name), hub_too=True)
        with debian(folder, OPERATOR_PACKAGES) as machine:
            step("an empty Debian 13 has booted, without a network", machine.read("/etc/debian_version").strip())
            machine.enter_network()
            with chromium("--ignore-certificate-errors") as browser:
                walk(machine, STICK, coming, Hand(browser, 1280, 1024))
    return 0


def walk(machine: Debian, stick: Path, coming: Path, ines: Hand) -> None:
    plug_in(machine, stick)
    operator.installed(machine)
    operator.certified(machine)
    operator.behind_caddy(machine)
    operator.a_box_enrols(machine)
    boxes = [operator.a_site(machine, code, name) for code, name in operator.SITES]
    operator.behind_nginx(machine, boxes)
    telephones = operator.first_staff(machine, ines)
    operator.a_file_drop(machine, boxes[0])
    with operator.a_mail_server(machine) as mail:
        operator.told_by_mail(machine, boxes[1], mail)
    operator.the_agency_account(machine, ines, telephones)
    operator.the_nightly_copy(machine)
    operator.onto_postgres(machine, boxes)
    operator.four_workers(machine)
    operator.monitored(machine)
    operator.a_mistaken_revocation(machine, boxes[0], operator.SITES[0][0])
    operator.written_commands(machine)
    for base in ("postgresql", "sqlite"):
        operator.the_next_version(machine, coming, boxes, base)
        operator.the_way_back(machine, boxes, base)
        if base == "postgresql":
            operator.back_to_sqlite(machine)
    operator.count_commands()


if __name__ == "__main__":
    sys.exit(main())
