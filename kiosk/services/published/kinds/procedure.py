"""Published procedures: between those that ship with Parvis and the town hall's own, which have the last word."""

from kiosk.catalogue.define import catalogue
from kiosk.services.box import catalogue_search
from kiosk.services.box.box import Box
from kiosk.services.people.first_day import cover
from kiosk.services.published.kind import Kind


def _offer(box: Box) -> None:
    """Offer what is in force, all at once; a case that was begun keeps the file that it began with."""
    catalogue_search.publish(box.live_catalogue, box.store)
    cover(box)


KIND = Kind(catalogue.PROCEDURE_KIND, "procedures", ".yaml", catalogue.procedure_faults, after=_offer)
