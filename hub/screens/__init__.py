"""The pages of the hub, one blueprint each."""

from hub.screens.absences import absences
from hub.screens.account import account
from hub.screens.audit import audit
from hub.screens.by_hand import by_hand
from hub.screens.case import case, files, owner
from hub.screens.cases import cases, several
from hub.screens.figures import figures
from hub.screens.follow import follow, receipt, telephone
from hub.screens.message_templates import message_templates
from hub.screens.outgoing import outgoing
from hub.screens.people import people
from hub.screens.rights import rights
from hub.screens.sign_in import provider, second_factor, sign_in
from hub.screens.sites import sites

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
    figures,
    by_hand,
    outgoing,
    people,
    audit,
    follow,
    receipt,
    telephone,
)
