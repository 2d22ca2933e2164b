"""Whoever ends the process ends it, whatever it is about, and who is being answered gets the answer."""

import os
import queue
import signal
import threading
from collections.abc import Callable, Iterable
from typing import Any

import httpx
import pytest
from cheroot.wsgi import Server

from kiosk.process.http_server import serve_until_told


class Locking(Server):
    """Takes and gives back a lock all the time, as the queues of a busy server do, and asks for it to stop."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.waiting: queue.Queue[int] = queue.Queue()

    def serve(self) -> None:
        while self.ready:
            self.waiting.put(1)
            self.waiting.get()

    def stop(self) -> None:
        self.waiting.put(2)
        super().stop()


def hello(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"bonjour"]


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_it_and_is_ours_no_more(told: signal.Signals) -> None:
    handlers = [signal.getsignal(item) for item in (signal.SIGTERM, signal.SIGINT)]
    server = Server(("127.0.0.1", 0), hello, numthreads=2)
    server.prepare()
    serve_until_told(server, threading.Timer(0.3, os.kill, (os.getpid(), told)).start)
    assert not server.ready
    assert [signal.getsignal(item) for item in (signal.SIGTERM, signal.SIGINT)] == handlers
    assert "stop" not in {thread.name for thread in threading.enumerate()}


def test_a_signal_leaves_no_queue_locked_wherever_it_falls() -> None:
    for _ in range(20):
        server = Locking(("127.0.0.1", 0), hello, numthreads=1)
        server.prepare()
        serve_until_told(server, threading.Timer(0.005, os.kill, (os.getpid(), signal.SIGTERM)).start)
        assert not server.waiting.mutex.locked()


def test_what_is_being_answered_is_answered_first() -> None:
    asked, answers = threading.Event(), []

    def slowly(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        asked.set()
        threading.Event().wait(0.5)
        return hello(environ, start_response)

    def ask(address: str) -> None:
        answers.append(httpx.get(address, trust_env=False).text)

    server = Server(("127.0.0.1", 0), slowly, numthreads=2)
    server.prepare()
    asking = threading.Thread(target=ask, args=(f"http://127.0.0.1:{server.bind_addr[1]}",))

    def tell() -> None:
        asking.start()
        assert asked.wait(10)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=tell).start()
    serve_until_told(server)
    asking.join(10)
    assert answers == ["bonjour"]


def test_who_is_told_that_it_serves_may_stop_it_at_once() -> None:
    server = Server(("127.0.0.1", 0), hello, numthreads=2)
    server.prepare()
    serve_until_told(server, lambda: os.kill(os.getpid(), signal.SIGTERM))
    assert not server.ready


def test_in_another_thread_it_is_stopped_by_who_has_it() -> None:
    server = Server(("127.0.0.1", 0), hello, numthreads=2)
    server.prepare()
    thread = threading.Thread(target=serve_until_told, args=(server,))
    thread.start()
    server.stop()
    thread.join(10)
    assert not thread.is_alive()
