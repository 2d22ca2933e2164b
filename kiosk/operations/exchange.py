"""What a box exchanges with its hub, over the line or by hand, and whom it trusts to publish."""

from contextlib import closing
from datetime import date
from pathlib import Path

from msgspec import Struct

from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.operations.operation import Running, operation
from kiosk.operations.upkeep import refuse_own_folder
from kiosk.paths import name_what_is_wrong
from kiosk.services import bundles
from kiosk.services.box.box import Box
from kiosk.services.exchange import enrol
from kiosk.services.loops import sync_loop
from kiosk.services.loops.sync_loop import Talk
from kiosk.services.published import follow
from kiosk.services.upkeep.backup import stick_folder
from kiosk.services.upkeep.machine import Mounts


class EnrolmentResult(Struct, frozen=True):
    """The name under which the hub knows this box; `new_key` where a new key has taken the place of a revoked one."""

    name: str
    new_key: bool = False


@operation("enroll")
def run_enrolment(box: Box, running: Running | None, url: str, code: str) -> EnrolmentResult:
    """Make the box known to a hub, with the one-time code that its operator gave. Raises what `enrol.enrol_at_hub`
    raises.
    """
    before = box.site_seed
    enrolled = enrol.enrol_at_hub(box, url, code)
    return EnrolmentResult(enrolled.name, box.site_seed != before)


class TrustedRoot(Struct, frozen=True):
    """The number of the root, the public keys that may sign lists, and how many have to; None where there is none."""

    number: int
    keys: tuple[str, ...]
    threshold: int
    until: date | None


@operation("trust-root")
def run_trust_root(box: Box, running: Running | None, content: str) -> TrustedRoot:
    """Trust whoever a root (JSON) names. Raises what `follow.trust_given_root` raises."""
    follow.trust_given_root(box, follow.read_file(content.encode()))
    return _told(box)


@operation("trusted-root")
def run_show_root(box: Box, running: Running | None) -> TrustedRoot:
    """Whom this box trusts to publish."""
    return _told(box)


@operation("take-publication")
def run_take_publication(box: Box, running: Running | None, content: str) -> bool:
    """Take a publication that came by hand; gives whether it is new. Raises what `follow.apply_publication` raises."""
    return follow.take_publication_file(box, content.encode())


def _told(box: Box) -> TrustedRoot:
    root = follow.find_trusted_root(box.store.read())
    if root is None:
        return TrustedRoot(0, (), 0, None)
    return TrustedRoot(root.number, root.lists.keys, root.lists.threshold, root.until)


@operation("sync")
def run_sync(box: Box, running: Running | None) -> Talk:
    """Send what is due and bring back what the hub says. Raises `Unreachable`."""
    if running:
        return running.talk()
    with closing(enrol.hub_of(box)) as hub:
        return sync_loop.exchange_with_hub(box, hub)


class WrittenBundle(Struct, frozen=True):
    """The file that was written, and how many events are in it."""

    path: Path
    events: int


@operation("bundle-export")
def run_bundle_export(box: Box, running: Running | None, path: Path | None, device: int | None = None) -> WrittenBundle:
    """Write one sealed file with what waits for the hub, to be carried there by hand.

    It goes into the folder `path`, on whose file system `device` it is for whoever asks, or onto the USB stick. Raises
    `Unreachable` (`no-hub`) and what `refuse_own_folder`, `stick_folder` and `bundles.write_bundle_file` raise.
    """
    refuse_own_folder(path, device)
    made = bundles.begin_bundle_export(box)
    return WrittenBundle(bundles.write_bundle_file(made, path or stick_folder(Mounts())), made.bundle.events)


@operation("bundle-import")
def run_bundle_import(
    box: Box, running: Running | None, path: Path | None, device: int | None = None
) -> bundles.HubAnswerSummary:
    """Take the hub's answer to such a file: this one, or that in a folder, or on the USB stick.

    Raises `no-answer-there` where the stick or the folder holds none, and what `refuse_own_folder` and
    `take_hub_answer` raise.
    """
    refuse_own_folder(path, device)
    answer = place = path or stick_folder(Mounts())
    if place.is_dir():
        found = next(iter(bundles.answers_on(box, place)), None) or bundles.any_answer_on(place)
        if found is None:
            raise Refused(Refusal.NO_ANSWER_THERE, path=str(place))
        answer = found
    with name_what_is_wrong(answer), answer.open("rb") as file:
        taken = bundles.take_hub_answer(box, file)
    if running:
        running.wake()
    return taken
