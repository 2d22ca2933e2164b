"""A box at work with its real hub, in this process, and every line that either writes while errors are provoked."""

import io
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from kiosk import logs
from kiosk.app import create_app
from kiosk.process.log_file import NAME, log_to_file
from kiosk.services.box.box import Box, open_box
from kiosk.services.exchange import enrol
from kiosk.settings import Settings, toml
from tests.gallery.site import cast
from tests.gallery.site.central import Central, central_hub
from tests.gallery.site.page import Browser
from trials.canary import someone


@dataclass
class Site:
    """What the errors are provoked at; `out` is everything that this process wrote to standard error."""

    folder: Path
    settings: Settings
    box: Box
    app: Flask
    desk: Browser
    central: Central
    out: io.StringIO

    @property
    def hub(self) -> FlaskClient:
        """A new browser at the hub, in which nobody is signed in."""
        client: FlaskClient = self.central.app.test_client()
        return client

    def token(self) -> str:
        """The token of the desk's forms."""
        return str(self.desk.get("/language").one("[name=token]").get("value"))

    def written(self) -> str:
        """Every line so far, on standard error and in the files of box and hub."""
        files = self.folder.glob(f"*/{NAME}*")
        return self.out.getvalue() + "".join(path.read_text("utf-8") for path in sorted(files))


@contextmanager
def at_work(folder: Path) -> Iterator[Site]:
    """A box with Nadia on shift, enrolled at a hub, both logging everything they can, until the block ends."""
    settings = Settings(
        data=folder / "site", site_code="SA", site_name="Mairie de Saint-Aubin", printer="dummy", port=0
    )
    settings.paths.create()
    settings.paths.settings.write_text(toml(settings), "utf-8")
    (settings.paths.procedures / "canary.yaml").write_text(someone.FILE, "utf-8")
    out = io.StringIO()
    with ExitStack() as until_the_end:
        until_the_end.enter_context(redirect_stderr(out))
        until_the_end.enter_context(logs.log_to_stderr("debug"))
        until_the_end.enter_context(log_to_file(folder / "log", "debug"))
        central = until_the_end.enter_context(central_hub(folder / "hub"))
        box = open_box(settings)
        until_the_end.callback(box.store.close)
        cast.set_up(box)
        enrol.enroll(box, central.url, central.code)
        cast.at_work(box, cast.nadia_roux())
        app = create_app(settings, box=box)
        desk = Browser(app.test_client())
        form = desk.get("/sign-in").form("sign-in")
        desk.send(form.with_values({"login": "nadia", "passphrase": cast.PASSPHRASE, "pin": cast.PIN}))
        yield Site(folder, settings, box, app, desk, central, out)


@contextmanager
def failing(where: Any, name: str, error: BaseException) -> Iterator[None]:
    """Until the block ends, whoever calls this function meets the error instead, raised from another of its kind."""

    def fail(*_: Any, **__: Any) -> Any:
        raise error from ValueError(*error.args)

    with replaced(where, name, fail):
        yield


@contextmanager
def replaced(where: Any, name: str, by: Callable[..., Any]) -> Iterator[None]:
    """Until the block ends, an attribute is another one."""
    before = getattr(where, name)
    setattr(where, name, by)
    try:
        yield
    finally:
        setattr(where, name, before)
