"""Operations that carry cases to the hub by hand, and take the answer that comes back."""

from pathlib import Path

from msgspec import Struct

from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.operations.operation import Running, operation
from kiosk.paths import name_what_is_wrong
from kiosk.services import bundles
from kiosk.services.box.box import Box
from kiosk.services.bundles import Taken
from kiosk.services.upkeep.backup import stick_folder
from kiosk.services.upkeep.machine import Mounts


class Where(Struct, frozen=True):
    """An absolute path of a folder, or of the file of an answer; None for the USB stick."""

    path: Path | None


class Written(Struct, frozen=True):
    """The file that was written, and how many events are in it."""

    path: Path
    events: int


@operation("bundle-export")
def write(box: Box, details: Where, running: Running | None) -> Written:
    """Write one sealed file with what waits for the hub, to be carried there by hand.

    Raises `Unreachable` (`no-hub`) and what `stick_folder` and `bundles.write` raise.
    """
    folder = details.path or stick_folder(Mounts())
    made = bundles.begin(box)
    return Written(bundles.write(made, folder), made.bundle.events)


@operation("bundle-import")
def take(box: Box, details: Where, running: Running | None) -> Taken:
    """Take the hub's answer to such a file.

    Raises `no-answer-there` where the stick or the folder holds none, and what `bundles.take` raises.
    """
    place = details.path or stick_folder(Mounts())
    path = _answer_in(box, place) if place.is_dir() else place
    with name_what_is_wrong(path), path.open("rb") as file:
        taken = bundles.take(box, file)
    if running:
        running.wake()
    return taken


def _answer_in(box: Box, folder: Path) -> Path:
    path = next(iter(bundles.answers_on(box, folder)), None) or bundles.any_answer_on(folder)
    if path is None:
        raise Refused(Refusal.NO_ANSWER_THERE, path=str(folder))
    return path
