"""One virtual machine: started, asked, photographed, and killed as a power cut would."""

import json
import os
import socket
import subprocess
import time
from base64 import b64decode
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any

import httpx

from trials.power.image import Image

_BOOT_S, _SLOW_BOOT_S = 240, 900


class Virtual:
    """A machine of that image; its screens are reached at `address`."""

    def __init__(self, image: Image, folder: Path) -> None:
        self._image, self._folder = image, folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{self._port}"
        self._process: subprocess.Popen[bytes] | None = None
        self._kvm = os.access("/dev/kvm", os.R_OK | os.W_OK)
        self._numbers = count(1)

    def start(self) -> float:
        """Boot, and wait until the box answers; the seconds that took. Raises `RuntimeError` with the console's end."""
        began = time.monotonic()
        for name in ("qmp", "agent"):
            (self._folder / name).unlink(missing_ok=True)
        self._process = subprocess.Popen(self._command(), stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)
        while time.monotonic() < began + (_BOOT_S if self._kvm else _SLOW_BOOT_S):
            if self._process.poll() is not None:
                raise RuntimeError(self._process.stderr.read().decode() if self._process.stderr else "")
            with suppress(httpx.TransportError):
                if httpx.get(self.address, timeout=5, trust_env=False).status_code < 500:
                    return time.monotonic() - began
            if self._kvm and self._gave_up():
                self._kvm = False
                self.kill()
                return self.start()
            time.sleep(0.5)
        raise RuntimeError((self._folder / "console.log").read_text("utf-8", "replace")[-3000:])

    def kill(self) -> None:
        """The power goes: what the guest had not flushed to its disk is lost."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(20)

    def run(self, *words: str, seconds: float = 60) -> tuple[int, str]:
        """A command of root inside, by QEMU's guest agent: its exit status and what it printed."""
        arguments = {"path": words[0], "arg": list(words[1:]), "capture-output": True}
        pid = self._agent("guest-exec", arguments)["pid"]
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            status = self._agent("guest-exec-status", {"pid": pid})
            if status["exited"]:
                printed = [
                    b64decode(status.get(name, "")).decode("utf-8", "replace") for name in ("out-data", "err-data")
                ]
                return int(status.get("exitcode", 1)), "".join(printed)
            time.sleep(0.2)
        raise RuntimeError(f"{words} does not end")

    def photograph(self, path: Path) -> Path:
        """What the virtual screen shows, as a PNG."""
        self.qmp("screendump", {"filename": str(path), "format": "png"})
        return path

    def plug(self, stick: Path) -> None:
        """Plug a USB stick in."""
        self.qmp(
            "blockdev-add", {"driver": "raw", "node-name": "stick", "file": {"driver": "file", "filename": str(stick)}}
        )
        self.qmp("device_add", {"driver": "usb-storage", "id": "stick", "drive": "stick", "bus": "usb.0"})

    def pull(self) -> None:
        """Pull it out, without a word to the system."""
        self.qmp("device_del", {"id": "stick"})

    def qmp(self, command: str, arguments: dict[str, Any]) -> Any:
        with self._line("qmp") as line, line.makefile("rw", encoding="utf-8") as talk:
            talk.readline()  # the greeting
            _ask(talk, "qmp_capabilities", {})
            return _ask(talk, command, arguments)

    def _agent(self, command: str, arguments: dict[str, Any]) -> Any:
        number = next(self._numbers)
        with self._line("agent") as line, line.makefile("rw", encoding="utf-8") as talk:
            talk.write(json.dumps({"execute": "guest-sync", "arguments": {"id": number}}) + "\n")
            talk.flush()
            while json.loads(talk.readline()).get("return") != number:
                pass
            return _ask(talk, command, arguments)

    def _gave_up(self) -> bool:
        """Whether KVM opens and cannot run a machine, as inside some virtual machines: QEMU then stops it."""
        with suppress(OSError):
            return bool(self.qmp("query-status", {})["status"] == "internal-error")
        return False

    def _line(self, name: str) -> socket.socket:
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(60)
        line.connect(str(self._folder / name))
        return line

    def _command(self) -> list[str]:
        forward = f"user,id=net,restrict=on,hostfwd=tcp:127.0.0.1:{self._port}-:18600"
        return [
            "qemu-system-x86_64", "-machine", f"q35,accel={'kvm' if self._kvm else 'tcg'}", "-cpu", "max", "-m", "2048",
            "-smp", "2",
            "-kernel", str(self._image.kernel), "-initrd", str(self._image.initrd),
            "-append", "root=/dev/vda rw console=ttyS0 quiet systemd.show_status=0",
            "-drive", f"file={self._image.disk},format=raw,if=virtio", "-netdev", forward,
            "-device", "virtio-net-pci,netdev=net", "-vga", "none", "-device", "virtio-gpu-pci", "-display", "none",
            "-device", "qemu-xhci,id=usb", "-device", "usb-tablet", "-serial", f"file:{self._folder / 'console.log'}",
            "-qmp", f"unix:{self._folder / 'qmp'},server=on,wait=off", "-device", "virtio-serial-pci",
            "-chardev", f"socket,path={self._folder / 'agent'},server=on,wait=off,id=agent",
            "-device", "virtserialport,chardev=agent,name=org.qemu.guest_agent.0", "-monitor", "none",
        ]  # fmt: skip


def _ask(talk: Any, command: str, arguments: dict[str, Any]) -> Any:
    talk.write(json.dumps({"execute": command, "arguments": arguments} if arguments else {"execute": command}) + "\n")
    talk.flush()
    while True:
        answer = json.loads(talk.readline())
        if "error" in answer:
            raise RuntimeError(f"{command}: {answer['error']}")
        if "return" in answer:
            return answer["return"]
