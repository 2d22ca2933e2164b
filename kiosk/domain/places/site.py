"""The site: the town hall as events and receipts name it, a code from its name, and whom to call to interpret."""

from collections.abc import Iterable
from typing import Any

from msgspec import Struct

from kiosk.domain.language import spelling
from kiosk.domain.time.opening_hours import OpeningHours

_LESSER = frozenset({
    "mairie", "commune", "communaute", "communes", "agglomeration", "metropole", "ville", "village", "annexe",
    "hotel", "maison", "france", "services", "espace", "nouvelle", "de", "d", "du", "des", "la", "le", "les", "l",
    "a", "au", "aux", "en", "et", "sur", "sous",
})  # fmt: skip
"""Words that say what kind of place it is, or join others: they tell no town hall from another."""
_MOST = 4
_CLEAR = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def propose_site_code(name: str) -> str:
    """Two to four capitals without O and I: « Mairie de Saint-Aubin » gives `SA`, « Rennes » `RE`. Gives "" for a name
    without enough Latin letters."""
    words = spelling.split_name(name)
    telling = [word for word in words if word not in _LESSER] or words
    letters = [clear for word in telling if (clear := "".join(letter for letter in word.upper() if letter in _CLEAR))]
    if len(letters) == 1:
        return letters[0][:2] if len(letters[0]) > 1 else ""
    return "".join(word[0] for word in letters[:_MOST])


def find_interpreter(interpreters: Iterable[str], language: str) -> str:
    """The telephone of an interpreter of this language, as the setting `interpreters` has it; "" for none."""
    split = (entry.partition(":") for entry in interpreters)
    return next((number.strip() for known, _, number in split if language and known.strip() == language), "")


class Controller(Struct, frozen=True):
    """Who answers for data (GDPR art. 4(7)): a name with its address, and the data protection officer's contact."""

    name: str
    officer: str
    is_town_hall: bool

    @property
    def short_name(self) -> str:
        """The name without the address: « CCAS de Saint-Aubin »."""
        return self.name.partition(",")[0]


class Site(Struct, frozen=True):
    """The town hall. `code` begins every reference; `officer` is the data protection officer's contact.

    `hours` are the town hall's own words, told instead of its `opening` hours. `recipients` are those whom the hub
    passes cases on to, each in words, after `service: ` where it is told of the cases of one service alone.
    `controllers` are as the setting has them. `court` is the administrative court that refusals are brought before.
    """

    code: str
    name: str
    address: str = ""
    phone: str = ""
    email: str = ""
    hours: str = ""
    officer: str = ""
    opening: OpeningHours = OpeningHours()
    recipients: tuple[str, ...] = ()
    controllers: tuple[str, ...] = ()
    court: str = ""

    def controller_of(self, service_id: str, own_name: str = "") -> Controller:
        """Who answers for a service's data; `own_name` is the service's, where it is a body of its own (a CCAS).

        An officer who is not named apart is the town hall's, and so is an address: a notice says where to write (GDPR
        art. 13(1)(a)).
        """
        here = Controller(", ".join(filter(None, (self.name, self.address))), self.officer, is_town_hall=True)
        for entry in self.controllers:
            service, _, told = entry.partition(":")
            name, _, officer = (part.strip() for part in told.partition(";"))
            if service == service_id:
                reached = name if "," in name else ", ".join(filter(None, (name, self.address)))
                return Controller(reached, officer or self.officer, is_town_hall=False) if name else here
        if not own_name:
            return here
        return Controller(", ".join(filter(None, (own_name, self.address))), self.officer, is_town_hall=False)

    def recipients_of(self, service_id: str) -> list[str]:
        split = [entry.partition(": ") for entry in self.recipients]
        return [name or service for service, _, name in split if not name or service == service_id]

    def named(self) -> dict[str, Any]:
        return {"code": self.code, "name": self.name}
