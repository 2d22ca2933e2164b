"""Whether the hub refuses this box, as the last answers showed: what every page that speaks of sending asks."""

from dataclasses import dataclass

from msgspec import Struct

from kiosk.error_codes import LineFault


class FilesOnTheWay(Struct, frozen=True):
    """How far the sending of joined files is: `sent` of the `total` bytes that waited when it began."""

    sent: int = 0
    total: int = 0

    @property
    def sent_mb(self) -> float:
        """`sent` in megabytes, to a tenth."""
        return round(self.sent / 1_000_000, 1)

    @property
    def total_mb(self) -> float:
        """`total` in megabytes, to a tenth."""
        return round(self.total / 1_000_000, 1)


NO_FILES = FilesOnTheWay()


@dataclass(slots=True)
class HubLine:
    """In memory: the sending loop learns it again at its first talk. A line that is down since changes nothing of it.

    `refuses`: the hub does not know this box, or no more: its site was revoked, or given to another box.
    `files`: how far the joined files are, which may take minutes.
    """

    refuses: bool = False
    files: FilesOnTheWay = NO_FILES

    def reached(self) -> None:
        """The hub took what was sent."""
        self.refuses = False

    def failed(self, code: str) -> None:
        """A talk failed with that code (`LineFault`)."""
        self.refuses = self.refuses or code == LineFault.HUB_REFUSES
