"""Opens the running box to other screens of the building, or closes it, and keeps that in its settings file."""

from dataclasses import replace

from kiosk.domain.trail.journal_action import JournalAction
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box import settings_file
from kiosk.services.box.box import Actor
from kiosk.services.published import received
from kiosk.store.people import journal
from kiosk.web.request.app_state import app_state
from kiosk.web.request.request_state import request_state


def set_open(opens: bool, actor: Actor) -> None:
    """Serve other screens from now on, or no more; at the next start too.

    Raises `Refused`: `not-supervisor` for who does not decide for the town hall; `not-in-training`; `lan-elsewhere` at
    a screen that would close the door behind itself; `port-taken`, and nothing is written then; what
    `settings_file.write` raises.
    """
    state = app_state()
    box, switch = state.box, state.lan_switch
    if request_state().training:
        raise Refused(Refusal.NOT_IN_TRAINING)
    if not received.decides(box.store.read(), actor):
        raise Refused(Refusal.NOT_SUPERVISOR)
    if request_state().lan is not None:
        raise Refused(Refusal.LAN_ELSEWHERE)
    if opens and state.lan is None and switch is not None:
        state.lan = switch.open(box)
    settings_file.write(box.settings.paths.settings, {"lan": "on" if opens else "off"})
    if not opens and switch is not None:
        state.lan = None
        switch.close()
    state.box = request_state().served = replace(box, settings=replace(box.settings, lan="on" if opens else "off"))
    with box.store.write() as db:
        action = JournalAction.LAN_OPENED if opens else JournalAction.LAN_CLOSED
        journal.note_by(db, box.clock.now(), action, actor, detail=str(box.settings.lan_port))
