"""What an operator reads: one line of JSON a record, without a word of anybody's."""

import json
import logging
import re
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable
from typing import Any

import pytest

from kiosk import logs
from scripts.source import modules

log = logging.getLogger("kiosk.somewhere")
CANARY = "Benali, née le 3 février 1945"


def written(capsys: pytest.CaptureFixture[str], doing: Callable[[], Any], level: str = "info") -> list[dict[str, Any]]:
    """The lines that are told while something is done."""
    with logs.log_to_stderr(level):
        doing()
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def broken() -> None:
    try:
        int(CANARY)
    except ValueError as fault:
        raise KeyError(CANARY) from fault


def failing() -> KeyError:
    with pytest.raises(KeyError) as raised:
        broken()
    return raised.value


def ours(message: str, *values: Any) -> Callable[[], None]:
    """A record as one of our modules makes it: this file is none of them, `kiosk/logs.py` is."""
    record = log.makeRecord(log.name, logging.INFO, str(logs.__file__), 1, message, values, None)
    return lambda: log.handle(record)


def test_a_record_of_ours_is_one_line_with_when_where_and_what(capsys: pytest.CaptureFixture[str]) -> None:
    (line,) = written(capsys, ours("two\nlines about %s", "SA1001G"))
    assert (line["level"], line["where"], line["said"]) == ("info", "kiosk.somewhere", "two\nlines about SA1001G")
    assert line["at"].endswith("+00:00") and "request" not in line and "trace" not in line


def test_the_level_is_a_setting(capsys: pytest.CaptureFixture[str]) -> None:
    assert len(written(capsys, lambda: log.info("heard"), "info")) == 1
    assert written(capsys, lambda: log.info("not heard"), "warning") == []
    assert written(capsys, lambda: log.debug("not heard"), "info") == []


def test_of_an_error_the_places_and_the_kinds_are_told_and_never_its_words(capsys: pytest.CaptureFixture[str]) -> None:
    fault = failing()
    (line,) = written(capsys, lambda: logs.log_failure(log, "it failed at %s", fault, "the desk"))
    assert line["level"] == "error"
    assert [kind for kind in line["trace"] if " " not in kind] == ["ValueError", "KeyError"], "the cause first"
    assert any(place.endswith(" broken") and "test_logs.py:" in place for place in line["trace"])
    assert "Benali" not in json.dumps(line, ensure_ascii=False) and "1945" not in json.dumps(line)


def test_whoever_else_listens_hears_no_words_of_an_error_either(caplog: pytest.LogCaptureFixture) -> None:
    """A handler that somebody else has set, as gunicorn or a test may, prints a trace as it pleases."""
    logs.log_failure(log, "it failed", failing())
    (record,) = caplog.records
    assert record.exc_info is None and "Benali" not in caplog.text
    assert (record.pathname, record.funcName) == (
        __file__,
        "test_whoever_else_listens_hears_no_words_of_an_error_either",
    )


def test_of_a_library_s_record_the_place_alone_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """Its words may quote what it was handed, and so may the error it adds."""

    def library() -> None:
        try:
            broken()
        except KeyError:
            logging.getLogger("library").exception("cannot read %s", CANARY)

    (line,) = written(capsys, library)
    assert line["where"].startswith("library (test_logs:") and "said" not in line
    assert line["trace"][-1] == "KeyError"
    assert "Benali" not in json.dumps(line, ensure_ascii=False)


def test_a_request_has_its_number_on_every_line(capsys: pytest.CaptureFixture[str]) -> None:
    def request() -> None:
        logs.bind_request("K3J7QX")
        ours("one")()
        logs.log_failure(log, "two", failing())
        logs.bind_request("")
        ours("three")()

    assert [line.get("request") for line in written(capsys, request)] == ["K3J7QX", "K3J7QX", None]


def test_work_beside_the_screens_has_its_number_on_every_line(capsys: pytest.CaptureFixture[str]) -> None:
    def work() -> None:
        with logs.bind_job("sync 12"):
            ours("one")()
        ours("two")()

    assert [line.get("job") for line in written(capsys, work)] == ["sync 12", None]


def test_a_library_that_warns_is_told_without_its_words(capsys: pytest.CaptureFixture[str]) -> None:
    (line,) = written(capsys, lambda: warnings.warn(CANARY, UserWarning, stacklevel=1))
    assert line["said"] == "a library warned" and line["trace"][1] == "UserWarning"
    assert "Benali" not in json.dumps(line, ensure_ascii=False)


def test_a_process_that_ends_by_an_error_says_where_and_none_of_its_words() -> None:
    """Python would print the exception with its text, which systemd keeps in the journal."""
    program = f"from kiosk import logs; logs.end_without_words(); int({CANARY!r})"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    (line,) = map(json.loads, done.stderr.splitlines())
    assert (done.returncode, line["trace"][-1]) == (1, "ValueError")
    assert "Benali" not in done.stderr and "1945" not in done.stderr


def test_a_thread_that_ends_by_an_error_is_told_without_its_words(capsys: pytest.CaptureFixture[str]) -> None:
    def end() -> None:
        thread = threading.Thread(target=broken, name="beside")
        thread.start()
        thread.join()

    (line,) = written(capsys, end)
    assert line["said"] == "a thread ended: beside" and line["trace"][-1] == "KeyError"
    assert "Benali" not in json.dumps(line, ensure_ascii=False)


def test_what_the_web_server_says_of_a_request_is_told_without_its_words(capsys: pytest.CaptureFixture[str]) -> None:
    def serve() -> None:
        try:
            broken()
        except KeyError as fault:
            logs.of_server(repr(fault), level=logging.ERROR, traceback=True)

    (line,) = written(capsys, serve)
    assert (line["level"], line["trace"][-1]) == ("error", "KeyError")
    assert "Benali" not in json.dumps(line, ensure_ascii=False)


def test_afterwards_everything_is_as_it_was(capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    before = (root.level, list(root.handlers), threading.excepthook)
    written(capsys, lambda: None, "debug")
    assert (root.level, list(root.handlers), threading.excepthook) == before


def test_no_module_writes_an_error_s_words_to_the_log() -> None:
    """`log.exception` and `exc_info` hand the words to whoever listens; `logs.log_failure` does not."""
    wording = re.compile(r"log(ger)?\.exception\(|exc_info")
    assert wording.search("_log.exception(") and wording.search("log.error('', exc_info=True)")
    others = [module for module in modules().values() if module.name != "kiosk.logs"]
    assert not [other.where for other in others if wording.search(other.path.read_text("utf-8"))]
