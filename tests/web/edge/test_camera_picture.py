"""What a camera sends is read the same at the desk and at a terminal: a square, none yet, or no picture."""

from io import BytesIO

import pytest

from tests.gallery.site.page import Browser
from tests.services.people.test_badges import pgm, shown


@pytest.mark.parametrize(("page", "camera"), [("/receipt", "/receipt/square"), ("/desk/verify", "/desk/verify/read")])
def test_a_picture_without_a_receipt_is_asked_for_again_and_what_is_none_is_refused(
    desk: Browser, page: str, camera: str
) -> None:
    token = desk.get(page).form_to(page)["token"][0]

    def asked(picture: bytes) -> int:
        return desk.client.post(camera, data={"token": token, "picture": (BytesIO(picture), "x.pgm")}).status_code

    assert asked(pgm(shown("https://example.org"))) == 204
    assert asked(b"\x89PNG") == 400
