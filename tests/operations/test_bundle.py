"""What is carried by hand, asked for by a command, whether the box is being served or not."""

from pathlib import Path

import pytest

from kiosk.error_codes import LineFault
from kiosk.errors import Unreachable
from kiosk.operations import bundle, enrol
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import submitted
from tests.operations.conftest import Site
from tests.services.bundles.by_hand import answered


def test_a_case_goes_and_its_answer_comes_back(site: Site, central: Central, tmp_path: Path) -> None:
    with pytest.raises(Unreachable) as unreachable:
        site.ask(bundle.write, bundle.Where(tmp_path))
    assert unreachable.value.code == LineFault.NO_HUB
    site.ask(enrol.enroll, enrol.Invitation(central.url, central.code))
    with site.box() as box:
        submitted(box)
    written = site.ask(bundle.write, bundle.Where(tmp_path))
    assert written.events == 1
    answer = tmp_path / "reponse-.parvis"
    answer.write_bytes(answered(central.hub, written.path.read_bytes()))
    assert site.ask(bundle.take, bundle.Where(answer)).acknowledged == 1
