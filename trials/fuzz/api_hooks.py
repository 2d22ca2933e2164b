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

from kiosk.domain.events.sealed import MEDIA_TYPE, open_message, seal_message

FOLDER = "PARVIS_FUZZ_BODIES"
"""The variable that names the folder of batches."""
_SITE = "site"
"""The file in that folder with the seed of the site that sends them, and the verify key of the hub, in hexadecimal."""
_EVENTS = "/api/v2/events"
_ODD: tuple[Any, ...] = (None, True, -1, 2**63, 1.5, "", "\x00", "é" * 300, [], {})


@schemathesis.hook
def before_call(_context: HookContext, case: Case[Any], kwargs: dict[str, Any]) -> None:
    dice = random.Random(zlib.crc32(repr(case.body).encode()))  # nosec B311: reproducible by schemathesis's seed
    fits = case.meta is not None and case.meta.generation.mode is GenerationMode.POSITIVE
    if case.operation.path != _EVENTS or not fits or not dice.randrange(6):
        return
    kept = dice.choice(sorted(Path(os.environ[FOLDER]).glob("*.json"))).read_bytes()
    if not dice.randrange(2):
        kept = json.dumps(_changed(json.loads(kept), dice)).encode()
    kwargs["data"] = _sealed(kept)


@schemathesis.serializer(MEDIA_TYPE)
def seal(_context: object, value: object) -> bytes:
    return _sealed(json.dumps(value).encode())


@schemathesis.deserializer(MEDIA_TYPE)
def unseal(_context: object, response: Any) -> object:
    """What the hub told the site; bytes that are no JSON as they are."""
    opened = open_message(response.content, _keys()[0], 32 << 20)
    try:
        return json.loads(opened.content)
    except ValueError:
        return opened.content.hex()


def _sealed(content: bytes) -> bytes:
    return seal_message(content, *_keys())


def _keys() -> tuple[bytes, str]:
    seed, hub = (Path(os.environ[FOLDER]) / _SITE).read_text("utf-8").split()
    return bytes.fromhex(seed), hub


def _changed(value: Any, dice: random.Random) -> Any:
    if not value or not isinstance(value, dict | list) or not dice.randrange(6):
        return dice.choice(_ODD)
    places = list(value) if isinstance(value, dict) else list(range(len(value)))
    place = dice.choice(places)
    if dice.randrange(5):
        value[place] = _changed(value[place], dice)
    else:
        del value[place]
    return value
