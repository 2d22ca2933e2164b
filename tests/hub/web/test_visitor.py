"""Who is asking: nobody is let past the door, and an operator reads no case."""

from flask.testing import FlaskClient

from gallery.site.hub_browser import Browser
from tests.hub.samples import Box


def test_nobody_is_shown_the_door_and_comes_back(client: FlaskClient) -> None:
    answer = client.get("/dossiers?state=received")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/connexion?next=/dossiers?state")


def test_an_operator_reads_no_case(operator: Browser, box: Box) -> None:
    case = box.submitted()
    box.send(case)
    for address in ("/dossiers", f"/dossiers/{case['reference']}"):
        assert operator.open(address).status == 403
        assert "Benali" not in operator.text


def test_an_instructor_reads_the_case(instructor: Browser, box: Box) -> None:
    case = box.submitted()
    box.send(case)
    assert instructor.open(f"/dossiers/{case['reference']}").status == 200
    assert "BENALI" in instructor.text
