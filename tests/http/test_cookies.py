"""How cookies are guarded."""

from flask import Response

from kiosk.http.form_tokens import guarded


def test_no_script_reads_a_cookie_and_no_other_site_sends_it() -> None:
    for secure in [True, False]:
        given, taken = Response(), Response()
        given.set_cookie("name", "value", **guarded(secure))
        taken.delete_cookie("name", **guarded(secure))
        for response in (given, taken):
            (cookie,) = response.headers.getlist("Set-Cookie")
            assert "HttpOnly" in cookie and "SameSite=Strict" in cookie
            assert ("Secure" in cookie) is secure
