"""A case of which papers are asked for, and the telephone of whoever holds its receipt."""

from flask import Flask

from hub.decisions.decisions import Asking, DraftDecision, decide_case
from hub.hub import Hub
from hub.people.people import Staff
from tests.gallery.site.central import in_a_month
from tests.gallery.site.telephone import Telephone
from tests.hub.samples import FOLLOW_CODE, Box, Item


def ask_for_papers(hub: Hub, box: Box, by: Staff) -> Item:
    """A new case of which an identity paper is asked for, and a page in free words."""
    sent = box.send_case()
    asking = Asking(("identity",), "La page 3 du bail")
    decide_case(hub, by, sent["reference"], DraftDecision("incomplete", "", 0, in_a_month(hub), asking))
    return sent


def telephone_of(app: Flask, case: Item) -> Telephone:
    return Telephone(app.test_client(), case["reference"], FOLLOW_CODE)
