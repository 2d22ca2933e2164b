"""The hub behind Caddy and nginx, with the configurations of the documentation and a town's own authority."""

import os
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner, Result
from flask import jsonify, request

from hub.hub import EXTENSION
from hub.server import close_hub, create_hub, make_server
from hub.settings import HubSettings
from hub.sites.sites import add_site, invite
from kiosk.cli import main
from kiosk.connectors.tls import hub_context
from kiosk.settings import READER, Settings
from scripts.source import ROOT
from tests.authority import Certified, certify

DOCS = ROOT / "docs" / "operator"
_START_S = 20
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Caddy and nginx as Debian has them")


@dataclass(frozen=True)
class Fronted:
    """A hub behind a proxy: its https address, the authority to trust, and a one-time code for Saint-Aubin."""

    url: str
    certified: Certified
    code: str


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def caddy(folder: Path, certified: Certified, port: int, hub_port: int) -> list[str]:
    """The command of Caddy with the page's Caddyfile, for another address, on free ports."""
    text = (DOCS / "Caddyfile").read_text("utf-8").replace("hub.example", f"https://localhost:{port}")
    text = text.replace("/etc/parvis/tls/hub.pem", str(certified.certificate))
    text = text.replace("/etc/parvis/tls/hub.key", str(certified.key)).replace(":8700", f":{hub_port}")
    (folder / "Caddyfile").write_text("{\n\tadmin off\n\tauto_https disable_redirects\n}\n" + text, "utf-8")
    return ["caddy", "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]


def nginx(folder: Path, certified: Certified, port: int, hub_port: int) -> list[str]:
    """The command of nginx with the page's file inside a configuration of its own."""
    text = (DOCS / "nginx-hub.conf").read_text("utf-8").replace("hub.example", "localhost")
    text = text.replace("/etc/parvis/tls/hub.pem", str(certified.certificate))
    text = text.replace("/etc/parvis/tls/hub.key", str(certified.key)).replace(":8700", f":{hub_port}")
    lines = [line for line in text.splitlines() if "listen [::]" not in line]
    text = (
        "\n".join(lines)
        .replace("listen 443", f"listen 127.0.0.1:{port}")
        .replace("listen 80", f"listen 127.0.0.1:{free_port()}")
    )
    places = [f"{name}_temp_path {folder / name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")]
    whole = f"daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; events {{}}\n"
    whole += f"http {{ access_log off; {' '.join(places)}\n{text}\n}}\n"
    (folder / "nginx.conf").write_text(whole, "utf-8")
    return [
        shutil.which("nginx") or "/usr/sbin/nginx",
        "-e",
        str(folder / "error.log"),
        "-c",
        str(folder / "nginx.conf"),
    ]


@pytest.fixture(scope="module", params=[caddy, nginx])
def fronted(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fronted]:
    tmp_path = tmp_path_factory.mktemp("proxy")
    certified, port = certify(tmp_path), free_port()
    url = f"https://localhost:{port}"
    with _hub(HubSettings(data=tmp_path / "hub", address=url, proxies=1)) as (hub_port, code):
        command = request.param(tmp_path, certified, port, hub_port)
        home = {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
        process = subprocess.Popen(command, env={**os.environ, **home}, stderr=subprocess.PIPE)
        try:
            _wait_for(port, process)
            yield Fronted(url, certified, code)
        finally:
            process.terminate()
            process.communicate(timeout=20)


def test_a_box_enrols_over_https_once_it_knows_the_authority(fronted: Fronted, tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "site", site_code="SA", site_name="Mairie de Saint-Aubin")
    settings.paths.create()
    settings.paths.settings.write_text(READER.toml(settings), "utf-8")
    refused = enroll(fronted, settings, authority="")
    assert refused.exit_code == 1 and len(refused.stderr.splitlines()) == 1
    assert "présente un certificat que cette machine ne reconnaît pas" in refused.stderr
    enrolled = enroll(fronted, settings, authority=str(fronted.certified.authority))
    assert enrolled.exit_code == 0, enrolled.stderr


def test_the_hub_believes_the_proxy_and_nobody_else(fronted: Fronted) -> None:
    """Where people are, and that they came over https: else one town hall's mistakes would close the door to others."""
    with httpx.Client(base_url=fronted.url, verify=_trusting(fronted), trust_env=False) as client:
        seen = client.get("/whoami", headers={"X-Forwarded-For": "198.51.100.7", "X-Forwarded-Proto": "http"}).json()
        page = client.get("/connexion")
        large = [client.post("/api/v2/events", content=b"x" * 4_000_000).status_code for _ in range(10)]
    assert seen == ["127.0.0.1", "https", fronted.url.removeprefix("https://")]
    assert page.status_code == 200 and "Strict-Transport-Security" in page.headers
    assert "__Host-" in page.headers["Set-Cookie"] and "Secure" in page.headers["Set-Cookie"]
    assert large == [401] * 10, "the proxy lets through what the hub takes, and back what it says before the end of it"


def enroll(fronted: Fronted, settings: Settings, authority: str) -> Result:
    variables = {"KIOSK_DATA": str(settings.data), "SSL_CERT_FILE": authority or os.devnull}
    hub_context.cache_clear()
    try:
        return CliRunner().invoke(main, ["enroll", fronted.url, fronted.code], env=variables)
    finally:
        hub_context.cache_clear()


@contextmanager
def _hub(settings: HubSettings) -> Iterator[tuple[int, str]]:
    """Run a hub that also says who it thinks is asking; yields its port and a one-time code."""
    app = create_hub(settings)
    app.add_url_rule("/whoami", view_func=lambda: jsonify([request.remote_addr, request.scheme, request.host]))
    hub = app.extensions[EXTENSION]
    add_site(hub.store, "SA", "Mairie de Saint-Aubin", hub.clock)
    server = make_server(app)
    server.expiration_interval = 0.02
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    try:
        yield server.bind_addr[1], invite(hub, "SA")
    finally:
        server.stop()
        thread.join(10)
        close_hub(app)


def _trusting(fronted: Fronted) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=fronted.certified.authority)


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + _START_S
    while time.monotonic() < until:
        assert process.poll() is None, process.stderr.read().decode() if process.stderr else ""
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise AssertionError("the proxy does not listen")
