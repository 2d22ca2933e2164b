"""A paper that the service asks for, as an update says it to a site."""

from msgspec import Struct

from kiosk.domain.events.wire.values import Id, Text


class Asked(Struct, frozen=True, kw_only=True):
    """One paper asked for; `document` is the id of a document of the procedure, "" for a paper in free words.

    `label` is in French. A supplement that answers it names its `id`.
    """

    id: Id
    document: Text
    label: Text
