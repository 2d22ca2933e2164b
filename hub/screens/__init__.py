"""The pages of the hub, one blueprint each."""

from hub.screens.account import account
from hub.screens.audit import audit
from hub.screens.by_hand import by_hand
from hub.screens.case import case
from hub.screens.cases import cases
from hub.screens.files import files
from hub.screens.follow import follow
from hub.screens.outgoing import outgoing
from hub.screens.people import people
from hub.screens.provider import provider
from hub.screens.receipt import receipt
from hub.screens.rights import rights
from hub.screens.second_factor import second_factor
from hub.screens.sign_in import sign_in
from hub.screens.sites import sites
from hub.screens.telephone import telephone
from hub.screens.work.absences import absences
from hub.screens.work.message_templates import message_templates
from hub.screens.work.owner import owner
from hub.screens.work.several import several

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
