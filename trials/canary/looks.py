"""What a run looks for and what it found: at each stage files, line and mail are searched."""

import time
from collections.abc import Callable
from pathlib import Path

from kiosk.crypto import keys
from trials.canary import thief
from trials.canary.machine import Machine
from trials.canary.processes import ProcessList
from trials.canary.search import Look, Trace, Words, open_files, some_of, traces

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
        self._sounds: list[bytes] = []
        self._passed: list[Path] = []

    @property
    def megabytes(self) -> float:
        return sum(look.size for look in self.done) / 1e6

    def tap(self, file: Path) -> None:
        """Search what went over a line, too."""
        self._passed.append(file)

    def look(self, stage: str, gone: set[bytes] | None = None, *, copies: bool = True) -> None:
        """Search everything, and say what was found. `gone`: wrapped keys that must not be there any more, nor in the
        `copies` of the box."""
        machine, began = self._machine, time.monotonic()
        paths = machine.site.paths
        key = {paths.database: keys.read_secret(paths.database_key)}
        words = Words([*self._words, *(part for code in self.codes for part in (code, code.replace(" ", "")[3:]))])
        places = [*machine.roots, *open_files(machine.pid, machine.roots)]
        result = traces(places, words, key) + thief.read_copies(machine.backups, words)
        told = Words([word for word in self._words if not word.startswith(SAID_BY_THE_SERVICE)])
        result += traces(machine.hub_files, told, {}) + traces(self._passed, words, {})
        if self._sounds:
            result += traces(places, Words([], self._sounds), {})
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

    def shown_while(self, speak: Callable[[], list[bytes]]) -> None:
        """What is read aloud may lie nowhere, as words or as sound, nor be shown in the list of processes meanwhile."""
        with ProcessList() as processes:
            sounds = speak()
        self._sounds += [piece for sound in sounds if (piece := some_of(sound))]
        traces_shown = processes.traces(Words(self._words))
        self.found += [Trace(f"[read aloud] {trace.path}", trace.word, trace.form) for trace in traces_shown]
        self._say(f"read aloud: {len(sounds)} sounds, {len(traces_shown)} readable in the list of processes")

    def written(self, messages: list[str], addresses: list[str]) -> None:
        """Letters that left by e-mail may name nobody and nothing but the address that they go to."""
        words = Words([word for word in self._words if word not in addresses])
        for number, message in enumerate(messages):
            found = sorted(set(words.within(message.encode())))
            self.found += [Trace(f"[e-mail] {number}", word, form) for word, form in found]
        self._say(f"e-mail: {len(messages)} messages")

    def expect(self, otherwise: str, fact: bool) -> None:
        """Note as found what should not be so."""
        if not fact:
            self.found.append(Trace(f"[{self.done[-1].stage if self.done else ''}]", otherwise, "fact"))
