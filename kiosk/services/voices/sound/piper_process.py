"""The process that speaks with Piper: it loads a voice when it is first asked, and says one clause at a time.

In a process of its own because it holds ten times the memory of a page, is another's program under the GPL, and may die
without the box. It reads lines `{"model", "text"}` and writes a line `{"rate", "bytes"}` and the samples after it, or
`{"fault"}` with the kind of an error and never its message, which may quote the text. Any other error ends it.
"""

import json
import sys
from collections import OrderedDict
from pathlib import Path
from typing import Any, BinaryIO

from kiosk.process.hardening import confine_this_process

MOST_MEMORY = 400 * 1024 * 1024
"""Bytes of its own that the process may hold (RLIMIT_DATA)."""
MOST_MODELS = 2
"""Voices held at once: who reads Arabic hears French beside it. One takes some 100 MB."""
THREADS = 2


def _main() -> int:
    confine_this_process(MOST_MEMORY)
    voices: OrderedDict[str, Any] = OrderedDict()
    for line in sys.stdin.buffer:
        asked = json.loads(line)
        try:
            rate, pcm = _render_text(voices, asked["model"], asked["text"])
            _write(sys.stdout.buffer, {"rate": rate, "bytes": len(pcm)}, pcm)
        except (ImportError, OSError, ValueError, KeyError, RuntimeError, MemoryError) as fault:
            _write(sys.stdout.buffer, {"fault": type(fault).__name__}, b"")
    return 0


def _render_text(voices: "OrderedDict[str, Any]", model: str, text: str) -> tuple[int, bytes]:
    """The rate and the samples of a text; the voice is loaded where it is not yet, in the place of the oldest."""
    if model not in voices:
        while len(voices) >= MOST_MODELS:
            voices.popitem(last=False)
        voices[model] = _load_voice(Path(model))
    voices.move_to_end(model)
    chunks = list(voices[model].synthesize(text))
    if not chunks:
        raise ValueError("nothing to say")
    return chunks[0].sample_rate, b"".join(chunk.audio_int16_bytes for chunk in chunks)


def _load_voice(model: Path) -> Any:
    """The voice of a file. Raises `ValueError` for one that is none."""
    import onnxruntime  # half a second and 60 MB: only in this process
    from onnxruntime.capi.onnxruntime_pybind11_state import Fail, InvalidGraph, InvalidProtobuf, NoSuchFile
    from piper import PiperVoice
    from piper.config import PiperConfig

    options = onnxruntime.SessionOptions()
    # Its pool of memory grows with the longest sentence and is never given back: 330 MB instead of 190.
    options.enable_cpu_mem_arena = False
    options.intra_op_num_threads = THREADS
    try:
        session = onnxruntime.InferenceSession(str(model), sess_options=options, providers=["CPUExecutionProvider"])
    except (Fail, InvalidGraph, InvalidProtobuf, NoSuchFile) as fault:
        raise ValueError("no voice") from fault
    described = json.loads(model.with_name(f"{model.name}.json").read_text("utf-8"))
    return PiperVoice(config=PiperConfig.from_dict(described), session=session)


def _write(out: BinaryIO, head: dict[str, Any], body: bytes) -> None:
    out.write(json.dumps(head).encode() + b"\n" + body)
    out.flush()


if __name__ == "__main__":
    sys.exit(_main())
