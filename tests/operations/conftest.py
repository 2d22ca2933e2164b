"""A box whose operations are run as commands do: directly on its folder, and through a running application."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

import pytest
from cheroot.wsgi import Server

from kiosk.app import create_app
from kiosk.commands import asking
from kiosk.operations.operation import Operation
from kiosk.server import hold_data_folder
from kiosk.services.box.box import Box, open_box
from kiosk.services.loops.sync_loop import SyncLoop
from kiosk.settings import READER, Settings
from kiosk.web.request_state import state_of
from tests.gallery.site import cast

P = ParamSpec("P")
R = TypeVar("R")


@dataclass
class Site:
    """Saint-Aubin's data folder; `served` is the box of the running application, None where none runs."""

    settings: Settings
    served: Box | None = None

    def ask(self, operation: Operation[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """The result of an operation, as a command gets it."""
        return asking.run_operation(operation, *args, **kwargs)

    @contextmanager
    def box(self) -> Iterator[Box]:
        """The box, to prepare something or to look at the result."""
        box = self.served or open_box(self.settings)
        try:
            yield box
        finally:
            if box is not self.served:
                box.store.close()


@pytest.fixture(params=["alone", "running"])
def fresh(request: pytest.FixtureRequest, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A folder that is not set up; every test with it runs twice, without and with a running application."""
    monkeypatch.setenv("KIOSK_DATA", str(settings.data))
    settings.paths.create()
    settings.paths.settings.write_text(READER.toml(settings), "utf-8")
    if request.param == "alone":
        yield Site(settings)
    else:
        with serving(settings) as box:
            yield Site(settings, box)


@pytest.fixture
def site(fresh: Site) -> Site:
    """A set-up site; Nadia has every service."""
    with fresh.box() as box:
        cast.set_up(box)
        cast.at_work(box, cast.nadia_roux())
    return fresh


@contextmanager
def serving(settings: Settings) -> Iterator[Box]:
    """The application of a folder, which answers commands as `kiosk run` does; its loops run only when asked."""
    with hold_data_folder(settings):
        box = open_box(settings)
        app = create_app(settings, box=box)
        state_of(app).control_token, state_of(app).sync = "t" * 43, SyncLoop(box)
        server = Server(("127.0.0.1", 0), app, numthreads=2)
        server.expiration_interval = 0.02  # how long stopping may wait, in seconds
        server.prepare()
        settings.paths.address.write_text(f"http://127.0.0.1:{server.bind_addr[1]}", "utf-8")
        settings.paths.control_token.write_text("t" * 43, "utf-8")
        thread = threading.Thread(target=server.serve, daemon=True)
        thread.start()
        try:
            yield box
        finally:
            server.stop()
            thread.join(10)
            settings.paths.address.unlink()
            box.store.close()
