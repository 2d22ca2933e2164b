"""A person asks for a copy of what is kept about them, or that it be erased."""

import json

from kiosk.services.box.box import Actor, Box
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser, Page
from tests.screens.conftest import bodies


def rights(desk: Browser) -> tuple[str, Page]:
    reference = steps_taken.reference_of(steps_taken.submitted(desk))
    page = desk.get(f"/desk/references/{reference}")
    return reference, desk.get(next(link for link in page.links() if link.endswith("/rights")))


def test_a_copy_of_what_is_kept_here_is_taken_along_at_once(desk: Browser) -> None:
    reference, page = rights(desk)
    copy = desk.send(page.form_to("/copy"))
    assert copy.headers["Content-Disposition"] == f"attachment; filename={reference}.json"
    assert copy.headers["Cache-Control"] == "no-store"
    content = json.loads(copy.bytes)
    assert content["reference"] == reference
    assert "Benali" in json.dumps(content["submitted"], ensure_ascii=False)


def test_what_is_asked_of_the_service_stands_in_the_history_and_has_a_paper(
    desk: Browser, box: Box, nadia: Actor
) -> None:
    reference, page = rights(desk)
    form = page.form_to("/rights", "access")
    after = desk.send(form)
    assert after.path == f"/desk/references/{reference}"
    (body,) = bodies(box, nadia, "access")
    assert body["reference"] == reference
    assert desk.get(f"/papers/request/{form['event'][0]}.pdf").status == 200


def test_a_double_tap_asks_once(desk: Browser, box: Box, nadia: Actor) -> None:
    _, page = rights(desk)
    form = page.form_to("/rights", "erasure")
    desk.send(form)
    desk.send(form)
    assert len(bodies(box, nadia, "erasure")) == 1


def test_what_nobody_can_ask_for_is_not_asked(desk: Browser) -> None:
    _, page = rights(desk)
    refused = desk.send(page.form_to("/rights", "access").with_values({"kind": "everything"}))
    assert refused.status == 409


def test_a_mediator_of_another_service_neither_copies_nor_asks(desk: Browser, omars_desk: Browser) -> None:
    reference, _ = rights(desk)
    page = omars_desk.get(f"/desk/references/{reference}/rights")
    assert page.status == 409
    assert "Ce dossier appartient à un autre service." in page.main
    token = omars_desk.get("/desk").form_to("/leave")["token"]
    for path, kind in (("copy", ""), ("rights", "erasure")):
        address = f"/desk/references/{reference}/{path}"
        response = omars_desk.client.post(address, data={"token": token, "kind": kind})
        assert response.status_code == 409, path
        assert b"Benali" not in response.data
