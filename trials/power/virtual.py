"""One virtual machine: started, asked, photographed, and killed as a power cut would."""

import os
import socket
import subprocess
import time
from base64 import b64decode, b64encode
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any

import httpx

from trials.power.disk import Disk
from trials.power.image import Image
from trials.power.wire import asked, line_to

_BOOT_S, _SLOW_BOOT_S = 240, 900
_LOOKS_EVERY_S = 2
_STICK_BYTES_S = 40_000
"""How fast the stick writes: slow enough to be pulled out in the middle of a copy."""


class Virtual:
    """A machine of that image; its screens are reached at `address`, and what it says is in `console.log`."""

    def __init__(self, image: Image, folder: Path, *, kvm: bool = True) -> None:
        self._image, self._folder = image, folder
        self.disk = Disk(image.disk, folder)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{self._port}"
        self._process: subprocess.Popen[bytes] | None = None
        self.kvm = kvm and os.access("/dev/kvm", os.R_OK | os.W_OK)
        self._numbers = count(1)

    def start(self, *, screen: bool = True) -> float:
        """Boot, and wait until the box answers; the seconds that took. Raises `RuntimeError` with the console's end.

        Without `screen` the terminal's unit is left out of this boot: an emulated Chromium takes the whole machine.
        """
        began = time.monotonic()
        for name in ("qmp", "agent"):
            (self._folder / name).unlink(missing_ok=True)
        self.disk.start()
        self._process = subprocess.Popen(self._command(screen), stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)
        while time.monotonic() < began + (_BOOT_S if self.kvm else _SLOW_BOOT_S):
            if self._process.poll() is not None:
                raise RuntimeError(self._process.stderr.read().decode() if self._process.stderr else "")
            with suppress(httpx.TransportError):
                if httpx.get(self.address, timeout=60, trust_env=False).status_code < 500:
                    return time.monotonic() - began
            if self.kvm and self._gave_up():
                self.kvm = False
                self.kill()
                return self.start(screen=screen)
            time.sleep(_LOOKS_EVERY_S)
        raise RuntimeError((self._folder / "console.log").read_text("utf-8", "replace")[-3000:])

    def kill(self) -> None:
        """The power goes: what the guest had not flushed to its disk is lost."""
        if self._process is not None:
            self._process.kill()
        self.disk.kill()
        if self._process is not None:
            self._process.wait(20)

    def switch_off(self, seconds: float = 300) -> None:
        """Shut the system down in order, and wait for its end."""
        self.qmp("system_powerdown", {})
        assert self._process is not None
        self._process.wait(seconds)
        self.disk.stop()

    def run(self, *words: str, seconds: float = 600, typed: str = "") -> tuple[int, str]:
        """A command of root inside, by QEMU's guest agent: its exit status and what it printed."""
        arguments = {
            "path": words[0], "arg": list(words[1:]), "capture-output": True,
            "input-data": b64encode(typed.encode()).decode(), "env": ["LANG=C.UTF-8", _PATH],
        }  # fmt: skip
        pid = self._agent("guest-exec", arguments)["pid"]
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            status = self._agent("guest-exec-status", {"pid": pid})
            if status["exited"]:
                printed = [
                    b64decode(status.get(name, "")).decode("utf-8", "replace") for name in ("out-data", "err-data")
                ]
                return int(status.get("exitcode", 1)), "".join(printed)
            time.sleep(1)
        raise RuntimeError(f"{words} does not end")

    def photograph(self, path: Path) -> Path:
        """What the virtual screen shows, as a PNG."""
        self.qmp("screendump", {"filename": str(path), "format": "png"})
        return path

    def plug(self, stick: Path, *, slow: bool = False) -> None:
        """Plug a USB stick in; a slow one writes 40 kB a second."""
        node: dict[str, Any] = {"driver": "raw", "file": {"driver": "file", "filename": str(stick)}}
        if slow:
            limits = {"bps-write": _STICK_BYTES_S}
            with suppress(RuntimeError):  # it stays from the time before
                self.qmp("object-add", {"qom-type": "throttle-group", "id": "slow", "limits": limits})
            node = {"driver": "throttle", "throttle-group": "slow", "file": node}
        self.qmp("blockdev-add", {**node, "node-name": "stick"})
        self.qmp("device_add", {"driver": "usb-storage", "id": "stick", "drive": "stick", "bus": "usb.0",
                                "removable": True})  # fmt: skip

    def written_to_stick(self) -> int:
        """Bytes that the guest has written to the stick since it was plugged in."""
        devices = self.qmp("query-blockstats", {})
        return sum(device["stats"]["wr_bytes"] for device in devices if "stick" in str(device.get("qdev", "")))

    def pull(self) -> None:
        """Pull it out, without a word to the system."""
        self.qmp("device_del", {"id": "stick"})
        for _ in range(100):
            with suppress(RuntimeError):
                self.qmp("blockdev-del", {"node-name": "stick"})
                return
            time.sleep(0.2)
        raise RuntimeError("the stick does not come out")

    def qmp(self, command: str, arguments: dict[str, Any]) -> Any:
        """A command to QEMU itself. Raises `RuntimeError` with its error."""
        with line_to(self._folder / "qmp") as talk:
            talk.readline()  # the greeting
            asked(talk, "qmp_capabilities", {})
            return asked(talk, command, arguments)

    def _agent(self, command: str, arguments: dict[str, Any]) -> Any:
        number = next(self._numbers)
        with line_to(self._folder / "agent") as talk:
            asked(talk, "guest-sync", {"id": number}, lambda answer: answer == number)
            return asked(talk, command, arguments)

    def _gave_up(self) -> bool:
        """Whether KVM opens and cannot run a machine, as inside some virtual machines: QEMU then stops it."""
        with suppress(OSError):
            return bool(self.qmp("query-status", {})["status"] == "internal-error")
        return False

    def _command(self, screen: bool) -> list[str]:
        forward = f"user,id=net,restrict=on,hostfwd=tcp:127.0.0.1:{self._port}-:18600"
        accelerated = "kvm" if self.kvm else "tcg,thread=multi,tb-size=1024"
        # What few machines have is slow where it is emulated, and has the guest load drivers for it.
        processor = "host" if self.kvm else "max,-avx,-avx2,-svm"
        left_out = "" if screen else " systemd.mask=parvis-screen.service"
        return [
            "qemu-system-x86_64", "-machine", "q35", "-accel", accelerated, "-cpu", processor, "-m", "3072",
            "-smp", "2",
            "-kernel", str(self._image.kernel), "-initrd", str(self._image.initrd),
            "-append", f"{_KERNEL}{left_out}",
            "-drive", f"file={self.disk.address},format=raw,if=virtio,cache=writeback", "-netdev", forward,
            "-device", "virtio-net-pci,netdev=net", "-vga", "none", "-device", "virtio-gpu-pci,xres=1280,yres=800",
            "-display", "none", "-device", "qemu-xhci,id=usb", "-device", "usb-tablet", "-device", "virtio-rng-pci",
            "-chardev", f"file,id=console,path={self._folder / 'console.log'},append=on", "-serial", "chardev:console",
            "-qmp", f"unix:{self._folder / 'qmp'},server=on,wait=off", "-device", "virtio-serial-pci",
            "-chardev", f"socket,path={self._folder / 'agent'},server=on,wait=off,id=agent",
            "-device", "virtserialport,chardev=agent,name=org.qemu.guest_agent.0", "-monitor", "none",
        ]  # fmt: skip


_KERNEL = (
    "root=/dev/vda rw console=ttyS0 systemd.journald.forward_to_console=1 "
    "systemd.journald.max_level_console=notice mitigations=off nokaslr audit=0"
)
_PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
