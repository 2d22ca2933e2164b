"""How a command reaches the running application."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from kiosk import control
from kiosk.error_codes import LineFault, Refusal
from kiosk.errors import Refused, Unreachable
from kiosk.operations import exchange, people, printers, upkeep
from kiosk.operations.operation import NoContent, Running, operation
from kiosk.server import hold_data_folder
from kiosk.services.box.box import Box
from kiosk.settings import Settings
from tests.running import running, set_up


@pytest.fixture(scope="module")
def at_work(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """The settings of a box that runs."""
    site = Settings(data=tmp_path_factory.mktemp("box") / "site", site_code="SA", site_name="Mairie", printer="dummy")
    set_up(site)
    with running(site):
        yield site


@pytest.fixture
def stranger(settings: Settings, request: pytest.FixtureRequest) -> Iterator[list[bytes]]:
    """Another program that listens where the box did; what it heard."""
    heard: list[bytes] = []
    says: dict[str, bool] = getattr(request, "param", {})

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(409 if says else 404)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps({"error": "of-tomorrow", "details": {}, **says}).encode())

        def log_message(self, *_: object) -> None:
            """Silence."""

    settings.paths.create()
    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    settings.paths.address.write_text(f"http://127.0.0.1:{server.server_address[1]}")
    settings.paths.control_token.write_text("token")
    yield heard
    server.shutdown()
    server.server_close()


def test_the_running_application_answers(at_work: Settings) -> None:
    examined = control.ask_running_box(at_work, upkeep.run_doctor)
    assert examined is not None
    assert {finding.code for finding in examined} >= {"store", "clock", "outbox"}
    assert control.ask_running_box(at_work, printers.run_print_due) == 0


def test_what_it_refuses_is_refused_here_with_the_same_words(at_work: Settings) -> None:
    taken = at_work.data / "copy"
    taken.write_text("yesterday")
    with pytest.raises(Refused) as refused:
        control.ask_running_box(at_work, upkeep.write_backup, taken)
    assert (refused.value.code, refused.value.details) == (Refusal.FILE_EXISTS, {"path": str(taken)})
    with pytest.raises(Unreachable) as unreachable:
        control.ask_running_box(at_work, exchange.run_sync)
    assert unreachable.value.code == LineFault.NO_HUB


def test_where_none_runs_there_is_no_answer(settings: Settings) -> None:
    assert control.ask_running_box(settings, upkeep.run_doctor) is None
    assert not settings.data.exists(), "asking makes nothing"
    settings.paths.create()
    assert control.ask_running_box(settings, upkeep.run_doctor) is None


def test_after_a_power_cut_nothing_is_told_to_whoever_has_the_port_now(
    settings: Settings, stranger: list[bytes]
) -> None:
    """A passphrase and a token, for instance."""
    assert control.ask_running_box(settings, people.run_recover_sign_in, "nadia", "secret") is None
    assert stranger == []


def test_an_answer_that_is_not_the_applications_is_a_refusal(settings: Settings, stranger: list[bytes]) -> None:
    with hold_data_folder(settings), pytest.raises(Refused) as refused:
        control.ask_running_box(settings, upkeep.run_doctor)
    assert refused.value.code == Refusal.CONTROL_REFUSED


@pytest.mark.parametrize("stranger", [{"unreachable": False}, {"unreachable": True}], indirect=True)
def test_a_code_that_only_another_version_knows_is_that_of_another_version(
    settings: Settings, stranger: list[bytes]
) -> None:
    with hold_data_folder(settings), pytest.raises(Refused) as refused:
        control.ask_running_box(settings, upkeep.run_doctor)
    assert (refused.value.code, refused.value.details) == (Refusal.BAD_DETAILS, {"field": "error=of-tomorrow"})


def test_a_wrong_token_is_not_told_that_there_is_a_door(at_work: Settings) -> None:
    right = at_work.paths.control_token.read_text()
    at_work.paths.control_token.write_text("guessed")
    with pytest.raises(Refused) as refused:
        control.ask_running_box(at_work, upkeep.write_backup, at_work.data / "copy")
    at_work.paths.control_token.write_text(right)
    assert (refused.value.code, refused.value.details) == (Refusal.CONTROL_REFUSED, {"status": 404})


@operation("print")
def print_of_tomorrow(box: Box, running: Running | None) -> NoContent:
    """Print, in a version in which nothing is counted."""
    return NoContent()


@operation("backup")
def backup_of_tomorrow(box: Box, running: Running | None) -> NoContent:
    """Copy, in a version that knows where to."""
    return NoContent()


def test_another_version_that_runs_is_refused_by_what_it_does_not_understand(at_work: Settings) -> None:
    for other, field in ((print_of_tomorrow, "object"), (backup_of_tomorrow, "path")):
        with pytest.raises(Refused) as refused:
            control.ask_running_box(at_work, other)
        assert refused.value.code == Refusal.BAD_DETAILS
        assert field in refused.value.details["field"]
