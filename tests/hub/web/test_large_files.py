"""Only an operator may hand in a file larger than a batch, and only where files by hand are taken."""

from io import BytesIO

import pytest

from hub.wire.batch import MOST_BYTES
from tests.gallery.site.hub_browser import Browser


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_large_file_is_read_from_an_operator_alone(operator: Browser, instructor: Browser) -> None:
    for browser, path, status in (
        (operator, "/cles", 422),
        (operator, "/compte/phrase", 413),
        (instructor, "/cles", 413),
    ):
        token = operator.open("/cles").page.xpath("//form[@enctype]//input[@name='token']")[0].get("value")
        sent = {"token": token, "file": (BytesIO(bytes(MOST_BYTES + 1)), "envoi.parvis")}
        assert browser.client.post(path, data=sent).status_code == status, path
