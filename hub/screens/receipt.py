"""The public page that verifies a receipt in the visitor's own browser, and shows the state of its case."""

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from hub.decisions.follow import find_by_receipt
from hub.hub import this_hub
from hub.screens.follow import render_case_news
from hub.sites.sites import key_list, signed_list
from hub.web import pages
from kiosk.domain.proofs.receipt_proof import MOST_SAID
from kiosk.errors import Refused

receipt = Blueprint("receipt", __name__)


@receipt.get("/r")
@receipt.get("/R")
def show_receipt_page() -> str:
    """The page with today's list of keys; the receipt, after the # of its address, is never sent to the hub."""
    return _page()


@receipt.post("/r")
def post_receipt() -> str | tuple[str, int] | Response:
    """The state of the case whose receipt the visitor chose to send, or what is wrong with the receipt."""
    typed = request.form.get("proof", "")[:MOST_SAID]
    try:
        verdict, standing = find_by_receipt(this_hub(), typed)
    except Refused as refused:
        return _page(refused.code, typed), 410
    if not verdict.genuine:
        return _page(verdict.code, typed), 422
    if standing is None:
        return _page("genuine", typed), 404
    return render_case_news(standing.case_id, None, typed)


def _page(verdict: str = "", typed: str = "") -> str:
    hub = this_hub()
    site_keys = key_list(hub)
    return render_template(
        "hub/receipt.html",
        **pages.public_template_values(),
        signed=signed_list(hub, site_keys),
        known=site_keys,
        said=verdict,
        typed=typed,
    )
