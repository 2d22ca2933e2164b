"""The plan of a machine from what it is for."""

from collections.abc import Callable, Collection, Iterable

from kiosk.services.install import box_role, hub_role, screen_role
from kiosk.services.install.machine_state import MachineState
from kiosk.services.install.plan import UNITS, Layout, Plan, Role

PLANS: dict[Role, Callable[[Layout], Plan]] = {
    Role.BOX: box_role.plan,
    Role.HUB: hub_role.plan,
    Role.TERMINAL: screen_role.terminal,
    Role.DESK: screen_role.desk,
}
_MARKS = {
    Role.BOX: UNITS / box_role.SERVICE,
    Role.HUB: UNITS / hub_role.SERVICE,
    Role.TERMINAL: UNITS / screen_role.SERVICE,
    Role.DESK: screen_role.AUTOSTART,
}
"""A file of each role that no other has."""


def plan_for(roles: Iterable[Role], layout: Layout) -> Plan:
    """Everything that these roles need, once."""
    whole = Plan()
    for role in roles:
        whole += PLANS[role](layout)
    return whole


def others_there(roles: Collection[Role], machine: MachineState) -> list[Role]:
    """The roles that a machine has besides these."""
    return [role for role in Role if role not in roles and machine.at(_MARKS[role]).exists()]
