"""The kinds of destination are the hub's: a box that talks to its hub loads none of them."""

import subprocess
import sys

from kiosk.connectors.destinations import CONNECTORS


def test_a_box_loads_no_destination() -> None:
    code = "import sys, kiosk.server; print([name for name in sys.modules if name.startswith('kiosk.connectors')])"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "kiosk.connectors.hub" in loaded
    assert not [kind for kind in CONNECTORS if kind.__module__ in loaded]
