"""The examination of the box, asked for by a command."""

from kiosk.domain.trail.finding import Finding
from kiosk.operations import doctor
from kiosk.operations.operation import Nothing
from kiosk.services.upkeep import doctor as examining
from tests.operations.conftest import Site


def test_every_check_comes_back_in_its_order(site: Site) -> None:
    findings = site.ask(doctor.examine, Nothing()).findings
    with site.box() as box:
        assert [finding.code for finding in findings] == [finding.code for finding in examining.examine(box)]
    assert Finding("mediators", False, "one-mediator", "1") in findings
    assert findings[-1] == Finding("hub", False, "no-hub")
