"""What no request may carry, and what every response says."""

import pytest
from flask import Flask

from tests.hub.browser import Browser


def test_nothing_but_our_own_files_may_run_or_be_shown(app: Flask) -> None:
    headers = app.test_client().get("/connexion").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    sheet = app.test_client().get("/static/css/tokens.css")
    assert sheet.status_code == 200 and "no-store" not in sheet.headers["Cache-Control"]


@pytest.mark.parametrize("address", ["/dossiers?words=a%00b", "/dossiers/%00", "/dossiers?after=%00", "/f/%00/x"])
def test_a_nul_is_a_bad_request_on_either_store(instructor: Browser, address: str) -> None:
    assert "La demande n’est pas complète" in instructor.open(address).text
    assert instructor.status == 400


def test_a_nul_in_a_form_is_a_bad_request(instructor: Browser) -> None:
    assert instructor.open("/f").fill("/f", reference="SA\0", code="x").status == 400
