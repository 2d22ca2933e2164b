"""Logs of a running box or hub for its operator: one line of JSON a record, without anything a person typed.

Records of our own code say what happened in our own words. Of a library's record only the place is told, since its
words may quote what it was handed; and of an exception the places and the kinds, never its words, for the same reason.
"""

import json
import logging
import os
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from traceback import extract_tb
from types import TracebackType
from typing import Any, TextIO

LEVELS = ("debug", "info", "warning", "error")
_OURS = tuple(str(Path(__file__).parent.parent / name) + os.sep for name in ("kiosk", "hub", "printers"))
"""The folder of our own code, to shorten the file names in records."""
_TALKATIVE = ("alembic", "filelock", "httpcore", "httpx", "fontTools", "PIL", "zeroconf")
"""Libraries of which only warnings are logged, because their other records do not help an operator."""
_request: ContextVar[str] = ContextVar("request", default="")
_job: ContextVar[str] = ContextVar("job", default="")
log = logging.getLogger(__name__)


@contextmanager
def log_to_stderr(level: str) -> Iterator[None]:
    """Until the block ends, write records of a level in `LEVELS` and above to standard error."""
    with send_to(_ToOperator(), level):
        yield


@contextmanager
def send_to(handler: logging.Handler, level: str) -> Iterator[None]:
    """Until the block ends, hand every record of a level in `LEVELS` and above to `handler`, one line of JSON each.

    Warnings of libraries and threads that end by an exception are records too; both would else be printed with words.
    """
    root, hook, shown = logging.getLogger(), threading.excepthook, warnings.showwarning
    handler.setFormatter(OneLine())
    former = root.level
    root.addHandler(handler)
    root.setLevel(level.upper())
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    threading.excepthook, warnings.showwarning = _of_thread, _of_library
    try:
        yield
    finally:
        threading.excepthook, warnings.showwarning = hook, shown
        root.setLevel(former)
        root.removeHandler(handler)


def end_without_words() -> None:
    """From now on an exception that ends this process is one line on standard error, and never the words it has."""
    sys.excepthook = _of_process


def bind_request(request: str) -> None:
    """Set the request number that this thread's records carry from now on; "" for none."""
    _request.set(request)


def bound_request() -> str:
    """The number of the current request, "" outside a request."""
    return _request.get()


@contextmanager
def bind_job(job: str) -> Iterator[None]:
    """Until the block ends, this thread's records carry which piece of work beside the screens they belong to."""
    outer = _job.set(job)
    try:
        yield
    finally:
        _job.reset(outer)


def log_failure(logger: logging.Logger, message: str, error: BaseException, *values: Any) -> None:
    """Log a failure of our code: where it happened and the error's class, but not its message."""
    logger.error(message, *values, extra={"trace": list_error_places(error)}, stacklevel=2)


def end_of_process(error: BaseException) -> logging.LogRecord:
    record = log.makeRecord(log.name, logging.ERROR, __file__, 0, "the process ends", (), None)
    record.trace = list_error_places(error)
    return record


def list_error_places(error: BaseException | None) -> list[str]:
    """The places that an error and its cause passed through, the cause first (`file:line function`), and its class."""
    if error is None:
        return []
    before = list_error_places(error.__cause__ or (None if error.__suppress_context__ else error.__context__))
    frames = (f"{frame.filename}:{frame.lineno} {frame.name}" for frame in extract_tb(error.__traceback__))
    return [*before, *frames, type(error).__name__]


def of_server(msg: str = "", level: int = logging.INFO, traceback: bool = False) -> None:
    """Log what cheroot reports of itself (`HTTPServer.error_log`), without its message, which may quote a request."""
    trace = {"trace": list_error_places(sys.exc_info()[1])} if traceback else {}
    log.log(level, "the web server met something", extra=trace)


class OneLine(logging.Formatter):
    """A record as a line of JSON: `at` (UTC), `level`, `where`, `said`; `request`, `job`, `trace` where there are."""

    def format(self, record: logging.LogRecord) -> str:
        ours = record.pathname.startswith(_OURS)
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "where": record.name if ours else f"{record.name} ({record.module}:{record.lineno})",
        }
        if ours:
            line["said"] = record.getMessage()
        if number := bound_request():
            line["request"] = number
        if job := _job.get():
            line["job"] = job
        if trace := getattr(record, "trace", None) or list_error_places(
            record.exc_info[1] if record.exc_info else None
        ):
            line["trace"] = trace
        return json.dumps(line, ensure_ascii=False)


class _ToOperator(logging.StreamHandler[TextIO]):
    """Writes to the `sys.stderr` of the moment at which a record is written."""

    @property
    def stream(self) -> TextIO:
        return sys.stderr

    @stream.setter
    def stream(self, _: TextIO) -> None:
        """Ignore the request to change the stream: it is always standard error."""

    def handleError(self, _: logging.LogRecord) -> None:
        """An operator's terminal that has gone, or a full disk, ends no request; the library would print the record."""


def _of_thread(ended: threading.ExceptHookArgs) -> None:
    if ended.exc_value is not None and not isinstance(ended.exc_value, SystemExit):
        log_failure(log, "a thread ended: %s", ended.exc_value, ended.thread.name if ended.thread else "")


def _of_process(kind: type[BaseException], error: BaseException, _: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    sys.stderr.write(f"{OneLine().format(end_of_process(error))}\n")


def _of_library(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    """A library's warning: where it is and its kind, since its words may quote what the library was handed."""
    log.warning("a library warned", extra={"trace": [f"{filename}:{lineno}", category.__name__]})
