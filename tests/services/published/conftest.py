"""An authority, and a box that trusts it."""

import pytest

from kiosk.services.box.box import Box
from kiosk.services.published import follow
from tests.gallery.site.authority import Authority


@pytest.fixture
def authority() -> Authority:
    return Authority()


@pytest.fixture
def trusting(linked: Box, authority: Authority) -> Box:
    follow.trust_given_root(linked, authority.root())
    return linked
