"""Pages of one's own account: sessions, a new passphrase, new recovery codes."""

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub.hub import this_hub
from hub.people import second_factor
from hub.people.second_factor import prove_again
from hub.people.sessions import (
    change_passphrase,
    end_sessions,
    open_session,
    open_sessions,
    switch_letter_keys,
    update_author,
)
from hub.web.visitor import hand_cookie, instructors_only, me, request_state, staff_only
from kiosk.crypto import keys
from kiosk.domain.replies import author as authors
from kiosk.domain.replies.author import Author
from kiosk.errors import Refused

account = Blueprint("account", __name__, url_prefix="/compte")


@account.get("")
@staff_only
def show_account() -> str:
    return _page(me().author)


def _page(author: Author, fault: str = "") -> str:
    """The account; `author` is how decisions name the person, as it is kept or as it was typed."""
    hub, mine = this_hub(), keys.token_hash(request_state().cookie)
    return render_template(
        "hub/account.html",
        me=me(),
        sessions=open_sessions(hub, me()),
        mine=mine,
        left=second_factor.count_left(hub, me()),
        changed="change" in request.args,
        signed="signed" in request.args,
        author=author,
        fault=fault,
    )


@account.post("/decisions")
@instructors_only
def post_decision_author() -> Response | tuple[str, int]:
    typed = [request.form.get(name, "")[:200] for name in ("given_names", "family_name", "quality")]
    try:
        author = authors.parse_author(*typed)
    except Refused as fault:
        return _page(Author(*typed), fault.code), 422
    with this_hub().store.writing() as connection:
        update_author(connection, me().id, author)
    return redirect(url_for("account.show_account", signed=1, _anchor="decisions"), 303)


@account.post("/autres-sessions")
@staff_only
def post_sign_out_others() -> Response:
    end_sessions(this_hub(), me(), me().id, but=request_state().cookie)
    return redirect(url_for("account.show_account"), 303)


@account.post("/touches")
@staff_only
def post_letter_keys() -> Response:
    switch_letter_keys(this_hub(), me(), on=request.form.get("on") == "1")
    return redirect(url_for("account.show_account"), 303)


@account.get("/phrase")
@staff_only
def show_passphrase() -> str:
    return render_template("hub/passphrase.html", fault="")


@account.post("/phrase")
@staff_only
def post_passphrase() -> Response | tuple[str, int]:
    """Change the passphrase, end every session, and go on under a new cookie."""
    hub = this_hub()
    try:
        prove_again(hub, me(), request.form)
        change_passphrase(hub, me(), request.form.get("new", ""))
    except Refused as fault:
        return render_template("hub/passphrase.html", fault=fault.code), 422
    return hand_cookie(redirect(url_for("account.show_account", change=1), 303), open_session(hub, me()))


@account.get("/codes")
@staff_only
def show_recovery_codes() -> str:
    return render_template("hub/new_codes.html", left=second_factor.count_left(this_hub(), me()), fault="")


@account.post("/codes")
@staff_only
def post_recovery_codes() -> Response | tuple[str, int]:
    """Make ten new recovery codes and show them, this once."""
    hub = this_hub()
    try:
        prove_again(hub, me(), request.form)
    except Refused as fault:
        return render_template("hub/new_codes.html", left=second_factor.count_left(hub, me()), fault=fault.code), 422
    codes = second_factor.renew_codes(hub, me())
    return make_response(render_template("hub/recovery_codes.html", codes=codes, next=url_for("account.show_account")))
