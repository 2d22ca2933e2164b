"""The page of the trail."""

from hub.hub import Hub
from hub.people.people import Staff
from hub.trail.audit import PAGE, note
from hub.trail.audit_action import AuditAction
from kiosk.domain.events.reference import spoken
from tests.gallery.site.hub_browser import Browser


def test_whoever_runs_the_hub_reads_who_did_what(hub: Hub, operator: Browser, lea: Staff, paul: Staff) -> None:
    note(hub, AuditAction.DECIDED, by=lea.id, reference="SA1042X", detail="accepted")
    note(hub, AuditAction.UNLOCKED, by=paul.id, about=lea.id)
    note(hub, AuditAction.FACTOR_RESET, about=paul.id)
    text = operator.open("/trace").text
    assert spoken("SA1042X") in text and "Léa Petit" in text and "A décidé" in text and "Accepté" in text
    assert "A débloqué" in text and "Au poste du système" in text


def test_every_action_has_its_words(hub: Hub, operator: Browser) -> None:
    for action in AuditAction:
        note(hub, action, detail="accepted" if action == AuditAction.DECIDED else "")
        cell = operator.open("/trace").page.xpath("//td[@data-label='Quoi']")[0].text_content()
        assert cell.strip() and cell.strip() != action


def test_a_long_trail_goes_on_over_pages(hub: Hub, operator: Browser) -> None:
    for _ in range(PAGE + 5):
        note(hub, AuditAction.OPENED, reference="SA1042X")
    assert len(operator.open("/trace").page.xpath("//tbody/tr")) == PAGE
    further = next(link for link in operator.links() if "before=" in link)
    assert len(operator.open(further).page.xpath("//tbody/tr")) == 5
    assert operator.open("/trace?before=é").status == operator.open("/trace?before=" + "9" * 40).status == 200


def test_an_empty_trail_says_so_and_an_instructor_has_no_business_here(operator: Browser, instructor: Browser) -> None:
    assert "Rien n’est encore écrit" in operator.open("/trace").text
    assert instructor.open("/trace").status == 403
    assert "font tourner le système" in instructor.text
