"""Run a server until a signal or a call stops it, and make sure that it stops."""

import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Protocol


class Server(Protocol):
    """The interface of a server that can be run here."""

    def serve(self) -> None:
        """Returns once it is stopped."""

    def stop(self) -> None:
        """Returns once nobody is answered any more; the second time at once."""


def serve_until_told(server: Server, begun: Callable[[], object] = lambda: None) -> None:
    """Serve until SIGTERM or SIGINT comes, or `stop()` is called; what is being answered is answered first.

    An exception that a signal raises is lost where it falls into a finalizer, and the process would never end: a thread
    of its own stops the server, and the exception only wakes it. Signals are heard in the main thread alone, from
    before `begun` is called: whoever is told that it serves may stop it at once.
    """
    stopping = threading.Thread(target=server.stop, name="stop")

    def stop(_: int, __: FrameType | None) -> None:
        if stopping.ident is None:
            stopping.start()
            raise KeyboardInterrupt

    before = {}
    try:
        if threading.current_thread() is threading.main_thread():
            before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
        with suppress(KeyboardInterrupt):
            begun()
            server.serve()
    finally:
        server.stop()
        if stopping.ident is not None:
            stopping.join()
        for number, handler in before.items():
            signal.signal(number, handler)
