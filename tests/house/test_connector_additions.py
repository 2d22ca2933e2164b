"""A new connector: one folder, and one word in a tuple.

It is added to a copy of the product, and takes a citizen's case in a process that runs that copy.
"""

from pathlib import Path

from tests.house.copied import name_it, run, write

PIGEON = '''"""Sends each delivery by a carrier pigeon: what it carries lies in a loft."""

from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from kiosk.connectors.connector import Parcel, Setting
from kiosk.error_codes import LineFault
from kiosk.errors import Unreachable


class Pigeon:
    """A pigeon that flies to one loft."""

    kind: ClassVar[str] = "pigeon"
    label: ClassVar[str] = "A pigeon"
    settings: ClassVar[tuple[Setting, ...]] = (
        Setting("loft", "The folder of the loft.", needed=True, is_right=lambda loft: Path(loft).is_absolute()),
    )
    most: ClassVar[int] = 1
    channel: ClassVar[None] = None

    def __init__(self, name: str, settings: Mapping[str, str], keys: Path) -> None:
        self._loft = Path(settings["loft"])

    @property
    def where(self) -> str:
        return f"Loft {self._loft.name}"

    def what_is_wrong(self) -> LineFault | None:
        return None if self._loft.is_dir() else LineFault.FOLDER_AWAY

    def deliver(self, parcel: Parcel) -> LineFault | None:
        if not self._loft.is_dir():
            raise Unreachable(LineFault.FOLDER_AWAY)
        [told] = parcel.deliveries
        (self._loft / told.id).write_text(f"{told.type} {told.reference} {told.data['person']['family_name']}", "utf-8")
        return None

    def new_secret(self) -> None:
        return None
'''
TEMPLATE = "<br>{{ _('Par pigeon') }}\n"
SETTINGS = """
[[connectors]]
name = "town"
kind = "pigeon"
recipient = "Le colombier"
loft = "{loft}"
"""
FLOWN = """
from click.testing import CliRunner
from kiosk.cli import main
from kiosk.clock import Clock
from kiosk.errors import Refused
from kiosk.hub import settings
from kiosk.hub.app import close_hub, create_hub
from kiosk.hub.hub import EXTENSION
from kiosk.hub.outbox.deliverer import Deliverer
from kiosk.hub.outbox.destinations import read_destinations
from tests.hub.conftest import _box, person, signed_in

folder, loft = Path.cwd() / "hub", Path.cwd() / "loft"
app = create_hub(settings.read({}, folder), Clock())
hub = app.extensions[EXTENSION]
box = _box(hub, app.test_client(), "SA", "Mairie de Saint-Aubin")
sent = box.submitted()
assert box.outcomes(sent) == ["acknowledged"]
[destination] = read_destinations(hub.settings)
assert Deliverer(hub, destination, "a" * 32).run() == 0, "the loft is not there yet"
operator = signed_in(app, hub, person(hub, "ines", "Inès Caron", role="operator")).open("/transmissions")
assert "Loft loft" in operator.text and "Par pigeon" in operator.text and "Le colombier" in operator.text
assert "1 envoi en attente" in operator.text
checked = CliRunner().invoke(main, ["hub", "--data", str(folder), "connectors", "check"])
assert checked.exit_code == 1 and "town" in checked.output, checked.output
loft.mkdir()
assert operator.fill("/transmissions/town/renvoyer").status == 200
assert Deliverer(hub, destination, "a" * 32).run() == 1
assert (loft / sent["id"]).read_text("utf-8") == f"submitted {sent['reference']} Benali"
close_hub(app)
(folder / "hub.toml").write_text((folder / "hub.toml").read_text("utf-8").replace("loft =", "lofts ="), "utf-8")
try:
    read_destinations(settings.read({}, folder))
except Refused as refused:
    assert (refused.code, refused.details["nearest"]) == ("connector-setting", "loft")
else:
    raise AssertionError("a mistyped setting is refused")
"""


def test_a_new_connector_is_set_up_checked_shown_and_told_of_a_case(copied: Path, tmp_path: Path) -> None:
    write(copied / "connectors/pigeon/__init__.py", '"""Sends by carrier pigeon."""\n')
    write(copied / "connectors/pigeon/pigeon.py", PIGEON)
    write(copied / "templates/hub/connectors/pigeon.html", TEMPLATE)
    registry = copied / "connectors/destinations.py"
    name_it(registry, "kiosk.connectors.pigeon.pigeon", "Pigeon", "CONNECTORS", "Pigeon")
    write(tmp_path / "hub/hub.toml", SETTINGS.format(loft=(tmp_path / "loft").as_posix()))
    run(tmp_path, FLOWN)
