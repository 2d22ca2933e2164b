"""The files of a case, for who may open them."""

from flask.testing import FlaskClient

from hub.hub import Hub
from hub.trail.audit import lines
from tests.gallery.site.hub_browser import Browser
from tests.hub.files.sending import FILE, NAME, Sender, listing
from tests.hub.samples import Box


def test_a_file_is_opened_from_its_case_and_each_opening_is_written_down(
    instructor: Browser, client: FlaskClient, hub: Hub, box: Box
) -> None:
    event = listing(box)
    box.send(event)
    page = f"/dossiers/{event['reference']}"
    address = f"{page}/pieces/{NAME}"
    assert "carte.jpg Encore en route" in instructor.open(page).text
    assert address not in instructor.links() and instructor.client.get(address).status_code == 404
    assert Sender(client, hub, box, event).all().signed
    assert address in instructor.open(page).links()
    answer = instructor.client.get(address)
    assert (answer.data, answer.mimetype) == (FILE, "image/jpeg")
    assert answer.headers["Content-Disposition"] == "attachment; filename=carte.jpg"
    assert (answer.headers["Cache-Control"], answer.headers["X-Content-Type-Options"]) == ("no-store", "nosniff")
    [line] = [line for line in lines(hub.store) if line.action == "file-opened"]
    assert (line.reference, line.detail) == (event["reference"], NAME)


def test_what_a_name_or_a_type_says_starts_nothing(
    instructor: Browser, client: FlaskClient, hub: Hub, box: Box
) -> None:
    event = listing(box, name='a"b\r\nSet-Cookie: x=y.html', media_type="text/html")
    assert box.outcomes(event) == ["acknowledged"]
    assert Sender(client, hub, box, event).all().signed
    answer = instructor.client.get(f"/dossiers/{event['reference']}/pieces/{NAME}")
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "Set-Cookie" not in answer.headers


def test_an_operator_opens_no_file(operator: Browser, client: FlaskClient, hub: Hub, box: Box) -> None:
    event = listing(box)
    box.send(event)
    assert Sender(client, hub, box, event).all().signed
    answer = operator.client.get(f"/dossiers/{event['reference']}/pieces/{NAME}")
    assert answer.status_code == 403 and FILE not in answer.data
