"""Announce the box in the local network by multicast DNS (RFC 6762, RFC 6763), so that its name is found."""

import logging
import socket
from concurrent.futures import ThreadPoolExecutor
from typing import Any

log = logging.getLogger(__name__)
KIND = "_parvis._tcp.local."
"""The kind of service that a box announces itself as."""


class Announcer:
    """Answers for the box's name and service until `stop`. Where nothing can be announced, the address still works.

    Speaks in threads of its own: zeroconf would wait for itself in an event loop of the caller's thread.
    """

    def __init__(self, name: str, port: int) -> None:
        self._name, self._port = name, port
        self._speaker: Any = None
        self._said: tuple[str, ...] = ()

    def announce(self, addresses: tuple[str, ...]) -> None:
        """Say from now on that the box is at these addresses; nothing happens where that was said already."""
        if addresses == self._said:
            return
        with ThreadPoolExecutor(1, "announcing") as beside:
            beside.submit(self._announce, addresses).result()

    def stop(self) -> None:
        """Take the announcement back; nothing happens where there is none."""
        if self._speaker is None:
            return
        with ThreadPoolExecutor(1, "announcing") as beside:
            beside.submit(self._stop).result()

    def _announce(self, addresses: tuple[str, ...]) -> None:
        self._stop()
        # zeroconf takes 100 ms to import, and only a box that serves the local network needs it.
        from zeroconf import Error, InterfaceChoice, IPVersion, ServiceInfo, Zeroconf

        packed = [socket.inet_aton(address) for address in addresses]
        label = self._name.removesuffix(".local")
        info = ServiceInfo(
            KIND, f"{label}.{KIND}", addresses=packed, port=self._port, properties={}, server=f"{self._name}."
        )
        try:
            self._speaker = Zeroconf(list(addresses) or InterfaceChoice.All, ip_version=IPVersion.V4Only)
            self._speaker.register_service(info, cooperating_responders=True)
            self._said = addresses
        except (OSError, Error) as fault:
            log.warning("the local network does not let the box announce itself: %s", type(fault).__name__)
            self._stop()

    def _stop(self) -> None:
        speaker, self._speaker, self._said = self._speaker, None, ()
        if speaker is not None:
            speaker.close()
