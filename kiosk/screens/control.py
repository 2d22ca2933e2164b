"""For commands on this machine only: they reach the running application with the token of its data folder."""

from pathlib import Path
from typing import Any

from flask import Blueprint, abort, current_app, request

from kiosk import keys
from kiosk.errors import Refused, Unreachable
from kiosk.services import (
    backup,
    departure,
    doctor,
    enrolling,
    journal,
    printers_by_name,
    register,
    retention,
    rights,
    setting_up,
    spooler,
    sync,
    verifying,
)
from kiosk.web import session
from kiosk.web.wake import wake

screen = Blueprint("control", __name__, url_prefix="/control")
HEADER = "X-Parvis-Control"


@screen.before_request
def check() -> None:
    token: str = current_app.extensions.get("parvis_control", "")
    if not token or not keys.same(request.headers.get(HEADER, ""), token):
        abort(404)


@screen.errorhandler(Refused)
@screen.errorhandler(Unreachable)
def refused(fault: Refused | Unreachable) -> Any:
    details = {name: str(value) for name, value in fault.details.items()}
    return {"error": fault.code, "details": details, "unreachable": isinstance(fault, Unreachable)}, 409


@screen.post("/sync")
def sync_once() -> Any:
    loop = session.current_loop()
    done = loop.talk() if loop else sync.talk(session.box(), sync.hub_of(session.box()))
    return {name: getattr(done, name) for name in ("acknowledged", "rejected", "later", "updates", "more")}


@screen.post("/print")
def print_once() -> Any:
    return {"printed": spooler.print_due(session.box())}


@screen.post("/printers")
def printers() -> Any:
    asked = request.get_json()
    found = printers_by_name.ASKED[asked["do"]](session.box(), **asked["details"])
    wake()
    return found


@screen.post("/doctor")
def examine() -> Any:
    found = doctor.examine(session.box())
    return {"findings": [(each.code, each.well, each.reason, each.detail) for each in found]}


@screen.post("/journal")
def verify_journal() -> Any:
    asked = request.get_json()
    return journal.report(session.box(), asked["count"], asked["head"])


@screen.post("/backup")
def make_backup() -> Any:
    return {"path": str(backup.backup(session.box(), Path(request.get_json()["path"])))}


@screen.post("/mediator")
def add_mediator() -> Any:
    asked = request.get_json()
    made = setting_up.add(
        session.box(), asked["login"], asked["name"], asked["factor"], administrator=asked["administrator"]
    )
    return {"factor": made.factor, "pin": made.pin}


@screen.post("/mediator-remove")
def remove_mediator() -> Any:
    departure.remove_here(session.box(), request.get_json()["login"])
    return {}


@screen.post("/set-up")
def set_up() -> Any:
    asked = request.get_json()
    made, words = setting_up.first(session.box(), asked["login"], asked["name"], asked["factor"])
    return {"factor": made.factor, "pin": made.pin, "words": words}


@screen.post("/verify-sheet")
def verify_sheet() -> Any:
    setting_up.verify_sheet(session.box(), request.get_json()["words"])
    return {}


@screen.post("/recover")
def recover() -> Any:
    asked = request.get_json()
    made = setting_up.recover(session.box(), asked["login"], asked["words"])
    return {"factor": made.factor, "pin": made.pin}


@screen.post("/enroll")
def enroll() -> Any:
    asked = request.get_json()
    return {"name": enrolling.enroll(session.box(), asked["url"], asked["code"]).name}


@screen.post("/expire")
def expire() -> Any:
    return {"destroyed": retention.due(session.box())}


@screen.post("/export")
def export() -> Any:
    return {"text": rights.export_for(session.box(), **request.get_json())}


@screen.post("/erase")
def erase() -> Any:
    rights.erase_for(session.box(), **request.get_json())
    return {}


@screen.post("/verify")
def verify() -> Any:
    return verifying.report(session.box(), request.get_json()["text"])


@screen.post("/register")
def write_register() -> Any:
    return {"text": register.written(session.box(), bool(request.get_json()["csv"]))}
