"""What a run looks for and what it found: at each stage every file of box and hub is searched."""

import time
from collections.abc import Callable

from kiosk.crypto import keys
from trials.canary import thief
from trials.canary.machine import Machine
from trials.canary.search import Look, Trace, Words, open_files, traces

SAID_BY_THE_SERVICE = "Zqxsaid"
"""Words of a template: the service's own, in clear at the hub. In a message to a person nobody may read them."""


class Looks:
    """The searches of one run: the words of everybody, and every trace of them that was found."""

    def __init__(self, machine: Machine, words: list[str], say: Callable[[str], None]) -> None:
        self._machine, self._words, self._say = machine, words, say
        self.found: list[Trace] = []
        self.done: list[Look] = []
        self.keys: dict[str, set[bytes]] = {}
        self.codes: list[str] = []

    @property
    def megabytes(self) -> float:
        return sum(look.size for look in self.done) / 1e6

    def look(self, stage: str, gone: set[bytes] | None = None, *, copies: bool = True) -> None:
        """Search everything, and say what was found. `gone`: wrapped keys that must not be there any more, nor in the
        `copies` of the box."""
        machine, began = self._machine, time.monotonic()
        machine.overhear()
        paths = machine.site.paths
        key = {paths.database: keys.read_secret_file(paths.database_key)}
        words = Words([*self._words, *(part for code in self.codes for part in (code, code.replace(" ", "")[3:]))])
        places = [*machine.roots, *open_files(machine.pid, machine.roots)]
        result = traces(places, words, key) + thief.read_copies(machine.backups, words)
        told = Words([word for word in self._words if not word.startswith(SAID_BY_THE_SERVICE)])
        result += traces(machine.hub_files, told, {})
        if gone:
            secret = Words([], sorted(gone))
            result += traces([paths.data], secret, key)
            result += thief.read_copies(machine.backups, secret) if copies else []
        for subject, keys_held in thief.wrapped_keys(paths).items():
            self.keys.setdefault(subject, set()).update(keys_held)
        size = sum(path.stat().st_size for root in machine.roots for path in root.rglob("*") if path.is_file())
        self.done.append(Look(stage, len(result), size, time.monotonic() - began))
        self._say(f"{stage}: {len(result)} readable in {size / 1e6:.1f} MB, {self.done[-1].seconds:.1f} s")
        self.found += [Trace(f"[{stage}] {trace.path}", trace.word, trace.form) for trace in result]

    def expect(self, otherwise: str, fact: bool) -> None:
        """Note as found what should not be so."""
        if not fact:
            self.found.append(Trace(f"[{self.done[-1].stage if self.done else ''}]", otherwise, "fact"))
