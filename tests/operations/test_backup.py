"""A copy of the box, asked for by a command."""

import pytest

from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.operations import backup
from tests.operations.conftest import Site


def test_a_copy_is_written_once_where_it_is_asked_for(site: Site) -> None:
    target = site.settings.data.parent / "copy.parvis"
    assert site.ask(backup.write, backup.Target(target)) == backup.Written(target)
    assert target.stat().st_size > 0
    with pytest.raises(Refused) as refused:
        site.ask(backup.write, backup.Target(target))
    assert (refused.value.code, refused.value.details) == (Refusal.FILE_EXISTS, {"path": str(target)})
