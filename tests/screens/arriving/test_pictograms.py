"""Pictograms of the town hall's own, on its own procedures."""

from kiosk.http.static_files import pictured
from kiosk.services.box.box import Box
from tests.gallery.site.page import Browser

DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg"><script>x()</script><path d="M0 0h9"/></svg>'


def test_a_pictogram_is_shown_cleaned_and_can_run_nothing(browser: Browser, box: Box) -> None:
    folder = box.settings.paths.pictograms
    folder.mkdir()
    (folder / "creche.svg").write_bytes(DRAWING)
    assert 'src="/pictograms/creche"' in pictured("site-creche") and 'alt=""' in pictured("site-creche")
    shown = browser.client.get("/pictograms/creche")
    assert (shown.status_code, shown.mimetype) == (200, "image/svg+xml")
    assert b"script" not in shown.data and b"M0 0h9" in shown.data
    assert shown.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    again = browser.client.get("/pictograms/creche", headers={"If-None-Match": shown.headers["ETag"]})
    assert again.status_code == 304


def test_a_pictogram_that_nobody_put_there_is_none(browser: Browser) -> None:
    for name in ("none", "..%2fparvis.db", "%2e%2e"):
        assert browser.client.get(f"/pictograms/{name}").status_code == 404
