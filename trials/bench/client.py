"""A cheap HTTP client for benchmarks: one connection kept alive, the same pages in turn, each timed in milliseconds.

As a process of its own (`python -m trials.bench.client HOST PORT COOKIE TIMES PATH…`) it prints the times as JSON, so
that eight clients share neither a lock nor an interpreter.
"""

import http.client
import json
import sys
import time
from collections.abc import Mapping, Sequence
from itertools import cycle


class Client:
    """One browser."""

    def __init__(
        self, host: str, port: int, cookie: str, paths: Sequence[str], headers: Mapping[str, str] | None = None
    ) -> None:
        self._connection = http.client.HTTPConnection(host, port, timeout=30)
        self._paths = cycle(paths)
        self._headers = {"Accept-Encoding": "gzip", "Accept": "text/html"} | ({"Cookie": cookie} if cookie else {})
        self._headers |= headers or {}

    def ask(self) -> float:
        """Milliseconds from the first byte sent to the last received. Raises `RuntimeError` for anything but a 200."""
        path = next(self._paths)
        began = time.perf_counter()
        self._connection.request("GET", path, headers=self._headers)
        answer = self._connection.getresponse()
        body = answer.read()
        took = (time.perf_counter() - began) * 1000
        if answer.status != 200 or not body:
            raise RuntimeError(f"{path} answers {answer.status}")
        return took


def main() -> None:
    host, port, cookie, times, *paths = sys.argv[1:]
    client = Client(host, int(port), cookie, paths)
    client.ask()
    print("ready", flush=True)
    sys.stdin.readline()
    json.dump([client.ask() for _ in range(int(times))], sys.stdout)


if __name__ == "__main__":
    main()
