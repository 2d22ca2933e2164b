"""What `deploy/` names is there: settings, modules, files."""

import re
from dataclasses import fields
from importlib import import_module

import yaml

from hub.server import on_starting
from hub.settings import HubSettings
from scripts.packages import SOURCE
from scripts.source import ROOT

DEPLOY = ROOT / "deploy"
WRITTEN = [path for path in sorted(DEPLOY.rglob("*")) if path.is_file() and SOURCE not in path.parents]


def test_every_setting_that_is_written_is_one() -> None:
    known = {f"KIOSK_HUB_{setting.name.upper()}" for setting in fields(HubSettings)}
    named = {name for path in WRITTEN for name in re.findall(r"KIOSK_HUB_[A-Z_]+", path.read_text("utf-8"))}
    assert named and named <= known


def test_what_gunicorn_is_told_to_run_is_there() -> None:
    told = [path for path in WRITTEN if "gunicorn" in path.read_text("utf-8") and path.suffix != ".md"]
    assert len(told) == 2
    for path in told:
        text = path.read_text("utf-8")
        assert "python:hub.server" in text and "hub.server:from_environment()" in text
    assert import_module("hub.server").from_environment and on_starting


def test_containers_listen_here_alone_and_can_do_little() -> None:
    hub = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))["services"]["hub"]
    assert all(port.startswith("127.0.0.1:") for port in hub["ports"])
    assert hub["read_only"] and hub["cap_drop"] == ["ALL"] and "no-new-privileges:true" in hub["security_opt"]


def test_every_file_that_the_page_names_is_there() -> None:
    page = (DEPLOY / "README.md").read_text("utf-8")
    named = re.findall(r"^\| ((?:`[^`]+`(?:, )?)+) \|", page, re.MULTILINE)
    paths = [path for row in named for path in re.findall(r"`([^`]+)`", row)]
    assert len(paths) == 6 and all((DEPLOY / path).is_file() for path in paths)
    assert {path.relative_to(DEPLOY).as_posix() for path in WRITTEN} == {*paths, "README.md"}
