"""The register of processing, written by a command."""

from kiosk.operations import register
from tests.operations.conftest import Site


def test_it_is_a_page_or_a_table(site: Site) -> None:
    assert site.ask(register.write, register.Form()).text.startswith("# Registre des traitements")
    assert len(site.ask(register.write, register.Form(csv=True)).text.splitlines()) > 10
