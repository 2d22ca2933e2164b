"""The page of absences: noted, refused beside its field, taken back; a stand-in sees the cases in « À moi »."""

from datetime import timedelta

from flask import Flask

from hub.hub import Hub
from hub.people.people import Staff
from hub.work import owners
from tests.gallery.site.hub_browser import Browser
from tests.hub.conftest import signed_in
from tests.hub.samples import Box


def test_cases_are_in_the_list_of_who_stands_in(
    app: Flask, hub: Hub, box: Box, instructor: Browser, paul: Staff, lea: Staff
) -> None:
    sent = box.submitted()
    box.send(sent)
    owners.hand_over(hub, paul, sent["reference"], paul.id, "")
    leas = signed_in(app, hub, lea)
    assert "Aucun dossier ne correspond" in leas.open("/dossiers?view=mine").text
    instructor.open("/absences").fill("/absences", first="", last="", stand_in="")
    assert instructor.status == 422 and "Donnez deux jours dans l’ordre" in instructor.text
    today = hub.day(hub.clock.now())
    last = (today + timedelta(3)).isoformat()
    instructor.fill("/absences", first=today.isoformat(), last=last, stand_in=lea.id)
    assert "Absences à venir" in instructor.text
    assert "à vous, pour Paul Morel" in leas.open("/dossiers?view=mine").text
    assert not leas.open("/absences").asks("/absences/fin"), "it is not hers"
    instructor.open("/absences").fill("/absences/fin")
    assert "Absences à venir" not in instructor.text
    assert "Aucun dossier ne correspond" in leas.open("/dossiers?view=mine").text
