"""`python -m tests.services.upkeep.confined COMMAND…` runs a command under what the unit of a box forbids the kernel.

Its `SystemCallFilter=`, as systemd itself tells out the groups, its `SystemCallErrorNumber=`, `MemoryDenyWriteExecute=`
and `NoNewPrivileges=`. Mounts, accounts and devices are left to systemd. Ends with 75 where this machine cannot.
"""

import ctypes
import os
import re
import subprocess
import sys
from collections.abc import Iterable

from scripts.packages import SOURCE

BOX = SOURCE / "parvis-box/usr/lib/systemd/system/parvis.service"
PR_SET_NO_NEW_PRIVS, PR_SET_MDWE, REFUSE_EXEC_GAIN = 38, 65, 1
ALLOW, ERRNO, EPERM = 0x7FFF0000, 0x00050000, 1
"""seccomp.h."""
CANNOT = 75


def main(command: list[str]) -> None:
    try:
        seccomp = ctypes.CDLL("libseccomp.so.2")
    except OSError:
        sys.exit(CANNOT)
    lists = re.findall(r"(?m)^SystemCallFilter=(.*)$", BOX.read_text("utf-8"))
    seccomp.seccomp_init.restype = ctypes.c_void_p
    context = ctypes.c_void_p(seccomp.seccomp_init(ERRNO | EPERM))
    for call in allowed(lists):
        number = seccomp.seccomp_syscall_resolve_name(call.encode())
        if number >= 0:  # others are of another processor
            assert seccomp.seccomp_rule_add(context, ALLOW, number, 0) == 0, call
    prctl = ctypes.CDLL(None).prctl
    if prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or prctl(PR_SET_MDWE, REFUSE_EXEC_GAIN, 0, 0, 0):
        sys.exit(CANNOT)
    assert seccomp.seccomp_load(context) == 0
    os.execv(command[0], command)


def allowed(lists: Iterable[str]) -> set[str]:
    """The calls that are left by the values of `SystemCallFilter=`: the first says what may be, `~` takes away."""
    calls = _told_out("@default")
    for value in lists:
        names = {call for name in value.removeprefix("~").split() for call in _told_out(name)}
        calls = calls - names if value.startswith("~") else calls | names
    return calls


def _told_out(name: str) -> set[str]:
    """The calls of a group, and of the groups in it."""
    if not name.startswith("@"):
        return {name}
    told = subprocess.run(
        ["systemd-analyze", "--no-pager", "syscall-filter", name],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    members = (line.strip() for line in told.stdout.splitlines()[1:])
    return {call for member in members if member and member[0] != "#" for call in _told_out(member)}


if __name__ == "__main__":
    main(sys.argv[1:])
