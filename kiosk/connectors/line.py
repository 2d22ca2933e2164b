"""A line to a hub: one question in JSON, one answer in JSON, or the reason why there is none."""

import json
from collections.abc import Mapping
from typing import Any

from kiosk.errors import Unreachable

TIMEOUT_S = 30.0
"""Seconds without a byte after which a line counts as dead."""


class Line:
    """Kept open between questions; proxies of the environment are passed over."""

    def __init__(self, url: str, timeout_s: float = TIMEOUT_S) -> None:
        self._url, self._timeout_s = url, timeout_s
        self._client: Any = None

    def ask(  # nosec B107: no token, no header
        self, method: str, path: str, said: Mapping[str, Any] | None = None, token: str = ""
    ) -> tuple[int, dict[str, Any]]:
        """The status of the answer and the object in it, empty for any status but 200.

        Raises `Unreachable`: `no-line`, or `bad-answer` where a 200 holds no object.
        """
        headers, content = {}, None
        if said is not None:
            content, packed = _packed(json.dumps(said, ensure_ascii=False).encode())
            headers = {"Content-Type": "application/json", **packed}
        return self._request(method, path, content, headers, token)

    def put(self, path: str, content: bytes, headers: Mapping[str, str], token: str) -> tuple[int, dict[str, Any]]:
        """The same of bytes that are no JSON."""
        return self._request("PUT", path, content, {"Content-Type": "application/octet-stream", **headers}, token)

    def _request(
        self, method: str, path: str, content: bytes | None, headers: Mapping[str, str], token: str
    ) -> tuple[int, dict[str, Any]]:
        # httpx takes 87 ms and ten megabytes to import, which a box without a hub and a first page should not pay.
        import httpx

        headers = {**headers, **({"Authorization": f"Bearer {token}"} if token else {})}
        try:
            if self._client is None:
                self._client = httpx.Client(base_url=self._url, timeout=self._timeout_s, trust_env=False)
            answer = self._client.request(method, path, content=content, headers=headers)
            found = answer.json() if answer.status_code == 200 else {}
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, RecursionError) as fault:
            raise Unreachable("no-line", reason=type(fault).__name__) from fault
        if not isinstance(found, dict):
            raise Unreachable("bad-answer")
        return answer.status_code, found

    def close(self) -> None:
        """Let go of it."""
        if self._client is not None:
            self._client.close()


def _packed(clear: bytes) -> tuple[bytes, dict[str, str]]:
    """What is sealed does not compress, but base64 gives back its quarter."""
    import zstandard

    return zstandard.ZstdCompressor().compress(clear), {"Content-Encoding": "zstd"}
