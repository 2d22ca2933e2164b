"""Whoever leaves takes their keys with them, and the next person's browser knows nothing."""

import pytest
from flask import Flask

from kiosk.web.request_state import state_of
from tests.gallery.site.page import Browser


@pytest.mark.parametrize(("page", "action", "leads_to"), [("/desk", "/leave", "/"), ("/desk", "/lock/now", "/sign-in")])
def test_the_keys_leave_the_memory_and_the_browser_keeps_no_page(
    desk: Browser, app: Flask, page: str, action: str, leads_to: str
) -> None:
    assert state_of(app).box.shifts.on_shift()
    form = desk.get(page).form_to(action)
    answer = desk.client.post(form.action, data=form)
    assert (answer.status_code, answer.headers["Location"]) == (303, leads_to)
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert not state_of(app).box.shifts.on_shift()
    assert desk.get("/desk").path.startswith("/sign-in")
