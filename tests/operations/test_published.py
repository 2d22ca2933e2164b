"""The operations of publications; what they do by a command is in tests/commands/published."""

import pytest

from gallery.site.authority import Authority
from kiosk.domain.events.wire.writing import encode
from kiosk.errors import Refused
from kiosk.operations import published
from kiosk.operations.operation import Nothing
from kiosk.services.box.box import Box


def test_whom_a_box_trusts_is_told_with_the_keys_of_lists(box: Box) -> None:
    authority = Authority()
    assert published.show.run(box, Nothing(), None) == published.TrustedRoot(0, (), 0, None)
    told = published.trust_root.run(box, published.File(encode(authority.root()).decode()), None)
    assert (told.number, told.threshold, len(told.keys)) == (1, 1, 2)
    with pytest.raises(Refused, match="broken-publication"):
        published.take.run(box, published.File("{}"), None)
    assert published.take.run(box, published.File(authority.bundle(1, {}).decode()), None).changed
