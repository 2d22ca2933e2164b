"""What schemathesis is told of the hub's API: bodies that a hub would take, in the place of some that it made up.

Loaded by schemathesis itself, in a process of its own (`trials.fuzz.api`). Bytes that nobody sealed are refused at the
first look; what lies behind it is reached by batches of a real box, whole or with one place changed.
"""

import json
import os
import random
import zlib
from pathlib import Path
from typing import Any

import schemathesis
from schemathesis import Case, GenerationMode, HookContext

FOLDER = "PARVIS_FUZZ_BODIES"
"""The variable that names the folder of batches."""
_EVENTS = "/api/v2/events"
_ODD: tuple[Any, ...] = (None, True, -1, 2**63, 1.5, "", "\x00", "é" * 300, [], {})


@schemathesis.hook
def before_call(_context: HookContext, case: Case[Any], kwargs: dict[str, Any]) -> None:
    """Put a real batch, or one that was changed, in the place of most bodies that fit the description."""
    dice = random.Random(zlib.crc32(repr(case.body).encode()))  # nosec B311: reproducible by schemathesis's seed
    fits = case.meta is not None and case.meta.generation.mode is GenerationMode.POSITIVE
    encoding = case.headers.get("Content-Encoding", "identity") if case.headers else "identity"
    wanted = fits and encoding == "identity"
    if case.operation.path != _EVENTS or not wanted or not dice.randrange(6):
        return
    kept = dice.choice(sorted(Path(os.environ[FOLDER]).iterdir())).read_bytes()
    if not dice.randrange(2):
        kept = json.dumps(_changed(json.loads(kept), dice)).encode()
    kwargs["data"] = kept


def _changed(value: Any, dice: random.Random) -> Any:
    """The JSON with one value, somewhere in it, that is another or missing."""
    if not value or not isinstance(value, dict | list) or not dice.randrange(6):
        return dice.choice(_ODD)
    places = list(value) if isinstance(value, dict) else list(range(len(value)))
    place = dice.choice(places)
    if dice.randrange(5):
        value[place] = _changed(value[place], dice)
    else:
        del value[place]
    return value
