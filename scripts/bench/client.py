"""A client that costs little: one connection kept alive, one page again and again, each time in milliseconds.

As a process of its own (`python -m scripts.bench.client HOST PORT PATH COOKIE TIMES`) it prints them as JSON, so that
eight clients share neither a lock nor an interpreter.
"""

import http.client
import json
import sys
import time


class Client:
    """One browser tab that asks for one page."""

    def __init__(self, host: str, port: int, path: str, cookie: str = "") -> None:
        self._connection = http.client.HTTPConnection(host, port, timeout=30)
        self._path = path
        self._headers = {"Accept-Encoding": "gzip", "Accept": "text/html"} | ({"Cookie": cookie} if cookie else {})

    def ask(self) -> float:
        """Milliseconds from the first byte sent to the last received. Raises `RuntimeError` for anything but a 200."""
        began = time.perf_counter()
        self._connection.request("GET", self._path, headers=self._headers)
        answer = self._connection.getresponse()
        body = answer.read()
        took = (time.perf_counter() - began) * 1000
        if answer.status != 200 or not body:
            raise RuntimeError(f"{self._path} answers {answer.status}")
        return took


def main() -> None:
    host, port, path, cookie, times = sys.argv[1:]
    client = Client(host, int(port), path, cookie)
    client.ask()
    print("ready", flush=True)
    sys.stdin.readline()
    json.dump([client.ask() for _ in range(int(times))], sys.stdout)


if __name__ == "__main__":
    main()
