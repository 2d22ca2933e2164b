"""A new version of the program is announced, with its notes and the hashes of its files; nothing installs it."""

from kiosk.domain.proofs import signed_statement
from kiosk.domain.published.documents import Program
from kiosk.services.box.box import Box
from kiosk.services.published import kind
from kiosk.services.published.kind import Kind
from kiosk.store.published import publications
from kiosk.version import VERSION

KIND = Kind("program", "program", ".json", kind.checks(Program, lambda program: program.release))


def newer(box: Box) -> Program | None:
    """The newest version that is announced and newer than this program, None for none."""
    items = publications.in_force(box.store.read(), KIND.name)
    found = [program for program, _ in kind.sound(Program, items)]
    ahead = [program for program in found if signed_statement.is_newer(program.release, VERSION)]
    return max(ahead, key=lambda program: tuple(map(int, program.release.split("."))), default=None)
