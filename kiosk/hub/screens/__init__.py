"""The pages of the hub, one blueprint each."""

from kiosk.hub.screens.case import case
from kiosk.hub.screens.cases import cases
from kiosk.hub.screens.follow import follow
from kiosk.hub.screens.people import people
from kiosk.hub.screens.sign_in import sign_in
from kiosk.hub.screens.sites import sites

SCREENS = (sign_in, cases, case, sites, people, follow)
