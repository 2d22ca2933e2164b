"""Begins and ends a training, with one press each; everything in between is the ordinary screens."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from kiosk.web.edge.guards import signed_in
from kiosk.web.visit import training_visit

screen = Blueprint("training", __name__, url_prefix="/desk/training")


@screen.post("/begin")
@signed_in
def begin() -> ResponseReturnValue:
    """Begin: from the next page on nothing is real. Raises `Refused`: `no-training-here`, `shift-over`."""
    training_visit.begin()
    return redirect(url_for("desk.show"), 303)


@screen.post("/end")
@signed_in
def end() -> ResponseReturnValue:
    """Back to the real desk: the training was ended before this request was answered."""
    return redirect(url_for("desk.show"), 303)
