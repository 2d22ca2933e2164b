"""The pages of the hub, one blueprint each."""

from kiosk.hub.screens.account import account
from kiosk.hub.screens.audit import audit
from kiosk.hub.screens.by_hand import by_hand
from kiosk.hub.screens.case import case
from kiosk.hub.screens.cases import cases
from kiosk.hub.screens.files import files
from kiosk.hub.screens.follow import follow
from kiosk.hub.screens.outgoing import outgoing
from kiosk.hub.screens.people import people
from kiosk.hub.screens.provider import provider
from kiosk.hub.screens.public.telephone import telephone
from kiosk.hub.screens.receipt import receipt
from kiosk.hub.screens.rights import rights
from kiosk.hub.screens.second_factor import second_factor
from kiosk.hub.screens.sign_in import sign_in
from kiosk.hub.screens.sites import sites
from kiosk.hub.screens.work.absences import absences
from kiosk.hub.screens.work.message_templates import message_templates
from kiosk.hub.screens.work.owner import owner
from kiosk.hub.screens.work.several import several

SCREENS = (
    sign_in,
    second_factor,
    provider,
    account,
    cases,
    case,
    owner,
    several,
    absences,
    message_templates,
    files,
    rights,
    sites,
    by_hand,
    outgoing,
    people,
    audit,
    follow,
    receipt,
    telephone,
)
