"""A telephone line between two network namespaces: a rate, a delay and lost packets, where the kernel has no netem.

Each end is a TUN device in a namespace of its own; one loop carries packets between them. What a seed loses is the same
in every run that sends the same packets. Needs root, and `ip`.
"""

import argparse
import ctypes
import fcntl
import heapq
import json
import os
import random
import select
import signal
import struct
import subprocess  # nosec B404
import time
from dataclasses import dataclass, field

SITE, HUB = "10.8.0.1", "10.8.0.2"
"""The addresses of the two ends."""
_MTU = 1400
_QUEUE_S = 4.0
"""A modem's queue: a packet that would wait longer is dropped."""
_TUNSETIFF, _TUN, _NO_HEADER, _NEW_NETWORK = 0x400454CA, 0x0001, 0x1000, 0x40000000
_LIBC = ctypes.CDLL(None, use_errno=True)


def enter(namespace: str) -> None:
    """Move this thread into a network namespace: what it opens from now on is there."""
    with open(f"/run/netns/{namespace}") as place:
        if _LIBC.setns(place.fileno(), _NEW_NETWORK):
            raise OSError(ctypes.get_errno(), f"cannot enter {namespace}")


def open_end(namespace: str, name: str, address: str) -> int:
    home = os.open("/proc/self/ns/net", os.O_RDONLY)
    enter(namespace)
    end = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(end, _TUNSETIFF, struct.pack("16sH", name.encode(), _TUN | _NO_HEADER))
    _LIBC.setns(home, _NEW_NETWORK)
    os.close(home)
    for words in (f"addr add {address}/24 dev {name}", f"link set {name} mtu {_MTU} up", "link set lo up"):
        subprocess.run(["ip", "netns", "exec", namespace, "ip", *words.split()], check=True)  # nosec
    return end


@dataclass(slots=True)
class Way:
    """One direction of the line. `said` counts bytes of TCP content, each once; `carried` all bytes of all packets."""

    source: int
    target: int
    bits: float
    delay: float
    loss: float
    dice: random.Random
    carried: int = 0
    lost: int = 0
    said: int = 0
    _free_at: float = 0.0
    _under_way: list[tuple[float, int, bytes]] = field(default_factory=list)
    _number: int = 0
    _heard_to: dict[bytes, int] = field(default_factory=dict)

    def take(self, now: float) -> None:
        """Take what the source has sent: some is lost, the rest queues at the line's rate."""
        while True:
            try:
                packet = os.read(self.source, 2048)
            except BlockingIOError:
                return
            self._count(packet)
            start = max(self._free_at, now)
            if self.dice.random() < self.loss or start - now > _QUEUE_S:
                self.lost += 1
                continue
            self._free_at = start + len(packet) * 8 / self.bits
            self._number += 1
            heapq.heappush(self._under_way, (self._free_at + self.delay, self._number, packet))

    def deliver(self, now: float) -> None:
        while self._under_way and self._under_way[0][0] <= now:
            os.write(self.target, heapq.heappop(self._under_way)[2])

    def next_at(self, otherwise: float) -> float:
        return self._under_way[0][0] if self._under_way else otherwise

    def _count(self, packet: bytes) -> None:
        self.carried += len(packet)
        if packet[0] >> 4 != 4 or packet[9] != 6:  # not TCP over IPv4
            return
        start = (packet[0] & 15) * 4
        ports, number = packet[start : start + 4], int.from_bytes(packet[start + 4 : start + 8])
        content = int.from_bytes(packet[2:4]) - start - (packet[start + 12] >> 4) * 4
        before = self._heard_to.get(ports, number)
        new = (number + content - before) % (1 << 32)
        if 0 < new < 1 << 31:
            self.said += min(new, content)
            self._heard_to[ports] = (before + new) % (1 << 32)
        else:
            self._heard_to.setdefault(ports, number)


def main() -> None:
    """Relay until SIGTERM; at SIGUSR1 print what each way has carried so far."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site")
    parser.add_argument("hub")
    for name, default in (("--bits", 64_000.0), ("--delay", 0.3), ("--loss", 0.05), ("--seed", 7.0)):
        parser.add_argument(name, type=float, default=default)
    line = parser.parse_args()
    near, far = open_end(line.site, "line0", SITE), open_end(line.hub, "line1", HUB)
    ways = [
        Way(source, target, line.bits, line.delay, line.loss, random.Random(line.seed + turn))  # nosec
        for turn, (source, target) in enumerate(((near, far), (far, near)))
    ]
    heard: list[int] = []
    for number in (signal.SIGUSR1, signal.SIGTERM):
        signal.signal(number, lambda number, _: heard.append(number))
    print("up", flush=True)
    while signal.SIGTERM not in heard:
        now = time.monotonic()
        wait = max(0.0, min(way.next_at(now + 0.2) for way in ways) - now)
        select.select([near, far], [], [], wait)
        for way in ways:
            way.take(time.monotonic())
            way.deliver(time.monotonic())
        if signal.SIGUSR1 in heard:
            heard.remove(signal.SIGUSR1)
            told = [{"carried": way.carried, "lost": way.lost, "said": way.said} for way in ways]
            print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main()
