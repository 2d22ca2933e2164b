"""A case of which two papers are asked for, and the telephone of whoever holds its receipt."""

import pytest
from flask import Flask

from hub.hub import Hub
from hub.people.people import Staff
from tests.gallery.site.telephone import Telephone
from tests.hub.samples import Box, Item
from tests.hub.telephone.sender import ask_for_papers, telephone_of


@pytest.fixture
def asked(hub: Hub, box: Box, lea: Staff) -> Item:
    return ask_for_papers(hub, box, lea)


@pytest.fixture
def telephone(app: Flask, asked: Item) -> Telephone:
    return telephone_of(app, asked)
