"""An application on a port of its own, for a real browser."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from cheroot.wsgi import Server
from flask import Flask


@contextmanager
def served(app: Flask, threads: int = 10) -> Iterator[str]:
    """The address of the application, until the block ends; threads that nobody stops keep a run from ending."""
    server = Server(("127.0.0.1", 0), app, numthreads=threads)
    server.expiration_interval = 0.02  # how long stopping may wait, in seconds
    server.prepare()
    threading.Thread(target=server.serve, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.bind_addr[1]}"
    finally:
        server.stop()
