"""What an update says to a site beside the state of a case: the papers asked for, and what a printed answer needs."""

from msgspec import Struct

from kiosk.domain.events.wire.values import Id, Text


class Asked(Struct, frozen=True, kw_only=True):
    """One paper asked for; `document` is the id of a document of the procedure, "" for a paper in free words.

    `label` is in French. A supplement that answers it names its `id`.
    """

    id: Id
    document: Text
    label: Text


class Letter(Struct, frozen=True, kw_only=True):
    """What the box that prints the answer has not any more; "" for what the case does not say.

    Whom it is for, what was asked, who wrote it, where the service is, and the remedies.
    """

    to: Text
    procedure: Text
    author: Text
    address: Text
    phone: Text
    email: Text
    remedies: Text
