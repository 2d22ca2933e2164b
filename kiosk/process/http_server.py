"""The web server of box and hub: cheroot, patient with slow lines, and silent about what requests hold."""

from typing import Any

from cheroot.wsgi import Server

from kiosk import logs
from kiosk.process import slow_lines
from kiosk.stopping import LONGEST_WAIT_S

IDLE_LINES = 100
"""Lines that are kept open between requests; browsers keep six each."""


def listening(app: Any, host: str, port: int, threads: int, name: str, encrypts: Any = None) -> Server:
    """A server that listens already but does not serve yet; port 0 takes a free one, which `bind_addr` tells.

    `encrypts` is what cheroot calls an SSL adapter, None where lines are as they come.

    Raises `OSError` where the port is taken.
    """
    server = Server((host, port), app, numthreads=threads, server_name=name)
    server.ssl_adapter = encrypts
    slow_lines.endure(server, threads)
    server.keep_alive_conn_limit = IDLE_LINES
    server.expiration_interval = LONGEST_WAIT_S
    server.error_log = logs.of_server  # type: ignore[method-assign]  # cheroot's source says to override it
    server.prepare()
    return server
