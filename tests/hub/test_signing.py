"""The signing key is made once."""

from pathlib import Path

import pytest

from kiosk import keys
from kiosk.errors import Refused
from kiosk.hub.app import create_hub
from kiosk.hub.hub import Hub
from kiosk.hub.signing import signing_key
from tests.hub.samples import Box


def test_the_key_is_made_at_the_first_start_and_read_at_the_next(hub: Hub) -> None:
    path = hub.settings.signing_key_path
    assert keys.read_secret(path) == hub.seed == signing_key(hub.settings, hub.store)
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_lost_key_is_never_replaced_in_silence(hub: Hub, box: Box) -> None:
    hub.settings.signing_key_path.unlink()
    assert signing_key(hub.settings, hub.store) != hub.seed  # nothing was signed yet
    box.send(box.submitted())
    hub.settings.signing_key_path.unlink()
    with pytest.raises(Refused, match="signing-key-lost"):
        create_hub(hub.settings)
    assert not hub.settings.signing_key_path.exists()


def test_a_torn_key_is_refused(hub: Hub) -> None:
    path: Path = hub.settings.signing_key_path
    path.write_bytes(b"short")
    with pytest.raises(Refused, match="not-a-signing-key"):
        create_hub(hub.settings)
