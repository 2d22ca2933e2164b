"""A box has one authority."""

import pytest

from kiosk.crypto.certificates import Authority
from kiosk.store.database import Store
from kiosk.store.people import local_authority
from kiosk.store.people.local_authority import LocalAuthority
from tests.store.conftest import NOON

MADE = LocalAuthority("parvis-1a2b.local", Authority(b"certificate", b"key"))


def test_the_authority_is_kept_once(store: Store) -> None:
    with store.write() as db:
        local_authority.keep(db, MADE, NOON)
        assert local_authority.kept(db) == MADE
        with pytest.raises(Exception, match="UNIQUE"):
            local_authority.keep(db, MADE, NOON)
