"""The hands that carry a stick between a site and its hub, and what goes wrong on the way."""

import random
from collections.abc import Callable
from enum import StrEnum
from io import BytesIO

from hub import bundles
from hub.bundles import take_bundle
from hub.hub import Hub
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box.box import Box
from kiosk.services.bundles import begin_bundle_export, take_hub_answer


class Mishap(StrEnum):
    """What happens to one stick."""

    NOTHING = "nothing"
    PULLED = "pulled while it is written"
    CUT = "cut on the way there"
    CHANGED = "a bit changed on the way there"
    TWICE = "handed in twice"
    FORGOTTEN = "the answer stays in a drawer"
    CUT_BACK = "the answer is cut on the way back"
    TAKEN_TWICE = "the answer is taken twice"
    LATE = "the answer comes after that to a later stick"


class Carrier:
    """Carries sticks between a box and the hub. Those in the drawer are brought back later, or never."""

    def __init__(self, dice: random.Random) -> None:
        self._dice = dice
        self._drawer: list[bytes] = []

    def trip(self, box: Box, hub: Hub, mishap: Mishap, meanwhile: Callable[[], object] = lambda: None) -> None:
        """One way there, and perhaps back. Whatever happens, both go on as before.

        `meanwhile` is done while the stick is on its way to the hub.
        Raises `AssertionError` where a file that was changed is taken, or what is whole is not.
        """
        made = begin_bundle_export(box)
        pieces = made.pieces()
        if mishap == Mishap.PULLED:
            next(pieces)
            return
        bundle = b"".join(pieces)
        made.finish()
        meanwhile()
        if mishap in (Mishap.CUT, Mishap.CHANGED):
            wrong = self._cut(bundle) if mishap == Mishap.CUT else self._changed(bundle)
            assert self._refused(lambda: take_bundle(hub, BytesIO(wrong))), mishap
            return
        for _ in range(2 if mishap == Mishap.TWICE else 1):
            taken = take_bundle(hub, BytesIO(bundle))
        answer = bundles.read_answer(hub, taken.id)
        match mishap:
            case Mishap.FORGOTTEN:
                return
            case Mishap.LATE:
                self._drawer.append(answer)
                return
            case Mishap.CUT_BACK:
                assert self._refused(lambda: take_hub_answer(box, BytesIO(self._cut(answer)))), mishap
        self._bring(box, answer)
        if mishap == Mishap.TAKEN_TWICE:
            assert self._refused(lambda: take_hub_answer(box, BytesIO(answer))), mishap
        while self._drawer:
            self._bring(box, self._drawer.pop())

    @staticmethod
    def _bring(box: Box, answer: bytes) -> None:
        """An answer may be refused for its age, where the hub or the box was put back meanwhile; never for its form.

        Raises `Refused` where the disk is full.
        """
        try:
            take_hub_answer(box, BytesIO(answer))
        except Refused as reason:
            if reason.code in (Refusal.DISK_FULL, Refusal.DISK_FAULT):
                raise
            assert reason.code in ("answer-older", "answer-unknown", "answer-of-another-hub"), reason.code

    @staticmethod
    def _refused(act: Callable[[], object]) -> bool:
        try:
            act()
        except Refused:
            return True
        return False

    def _cut(self, data: bytes) -> bytes:
        return data[: self._dice.randrange(len(data))]

    def _changed(self, data: bytes) -> bytes:
        """One bit of the first batch is another; a zip has bits that mean nothing, such as the days of its parts."""
        changed, first = bytearray(data), data.index(b"events/0") + len(b"events/0")
        changed[first + self._dice.randrange(200)] ^= 1 << self._dice.randrange(8)
        return bytes(changed)
