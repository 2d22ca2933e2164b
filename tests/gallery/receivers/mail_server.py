"""A real mail server with faults: it refuses, asks to come again, keeps its answers, and takes its time."""

import asyncio
import random
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from typing import Any

from aiosmtpd.controller import Controller

TAKES, LATER, LATER_AFTER, UNKNOWN, REFUSES, CUTS, SLOW, CLOSES = (
    "takes", "later", "later after", "unknown", "refuses", "cuts", "slow", "closes",
)  # fmt: skip
FAULTS = {LATER: 6, LATER_AFTER: 4, UNKNOWN: 2, REFUSES: 2, CUTS: 4, CLOSES: 2}
"""How many of a hundred messages meet each fault. Those that meet `CUTS` are kept half the time."""


@dataclass
class Mail:
    """What arrived, by `Message-ID`, each as often as it was kept. `faults` are shares of a hundred."""

    faults: Mapping[str, int] = field(default_factory=dict)
    seed: int = 1
    context: ssl.SSLContext | None = None
    slow_s: float = 5.0
    kept: list[str] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    cut: set[str] = field(default_factory=set)
    refused: int = 0

    def __post_init__(self) -> None:
        self._dice, self._fault = random.Random(self.seed), TAKES
        with socket.create_server(("localhost", 0)) as free:  # aiosmtpd asks itself by the number, so it takes no 0
            self.port: int = free.getsockname()[1]
        self._controller = Controller(
            self, "localhost", self.port, tls_context=self.context, require_starttls=self.context is not None
        )
        self._controller.start()

    def stop(self) -> None:
        self._controller.stop()

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        """Take an address, or meet a fault. The names of these methods are aiosmtpd's."""
        self._fault = self._roll()
        if self._fault == LATER:
            return "450 4.2.1 Greylisted"
        if self._fault == UNKNOWN:
            self.refused += 1
            return "550 5.1.1 No such user"
        if self._fault == CLOSES:
            return "421 4.3.2 Closing"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Keep a message, or meet a fault after its last dot."""
        message = message_from_bytes(envelope.content)
        known = str(message["Message-ID"])
        if self._fault == LATER_AFTER:
            return "451 4.3.0 Try later"
        if self._fault == REFUSES:
            self.refused += 1
            return "554 5.7.1 Refused"
        if self._fault == SLOW:
            await asyncio.sleep(self.slow_s)
        if self._fault == CUTS:
            self.cut.add(known)
            if self._dice.random() < 0.5:
                self.kept.append(known)
            server.transport.abort()
            return "250 never told"
        self.kept.append(known)
        self.messages.append(message)
        return "250 OK"

    def _roll(self) -> str:
        at = self._dice.uniform(0, 100)
        for fault, share in self.faults.items():
            at -= share
            if at < 0:
                return fault
        return TAKES
