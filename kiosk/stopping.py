"""Run a server until a signal or a call stops it, and make sure that it stops."""

import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from types import FrameType
from typing import Protocol

_STOPS = (signal.SIGINT, signal.SIGTERM)
LONGEST_WAIT_S = 0.1
"""Seconds that cheroot waits for a connection before it looks whether it is to stop; its default is half a second."""


class Server(Protocol):
    """The interface of a server that can be run here."""

    def serve(self) -> None:
        """Returns once it is stopped, by whatever thread."""

    def stop(self) -> None:
        """Returns once nobody is answered any more; the second time at once."""


def serve_until_told(server: Server, begun: Callable[[], object] = lambda: None) -> None:
    """Serve until SIGTERM or SIGINT comes, or `stop()` is called; what is being answered is answered first.

    Signals are heard in the main thread alone, from before `begun` is called: whoever is told that it serves may stop
    it at once.
    """
    in_main = threading.current_thread() is threading.main_thread()
    with _stopped_by_signals(server) if in_main else nullcontext():
        try:
            begun()
            server.serve()
        finally:
            server.stop()


@contextmanager
def _stopped_by_signals(server: Server) -> Iterator[None]:
    """Let a thread of its own stop the server at a signal, which raises nothing and takes no lock in the main thread.

    An exception raised by a handler is lost where it falls into a finalizer, and leaves a queue locked where it falls
    between taking the lock and the block that gives it back: workers of the server would then wait for ever.
    """
    heard, hears = socket.socketpair()
    hears.setblocking(False)

    def tell(_: int, __: FrameType | None) -> None:
        with suppress(OSError):  # its buffer is full of signals already
            hears.send(b"!")

    def stop_when_told() -> None:
        if heard.recv(1):
            server.stop()

    stopping = threading.Thread(target=stop_when_told, name="stop")
    stopping.start()
    before = {number: signal.signal(number, tell) for number in _STOPS}
    try:
        yield
    finally:
        hears.close()
        stopping.join()
        for number, handler in before.items():
            signal.signal(number, handler)
        heard.close()
