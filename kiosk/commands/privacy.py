"""`kiosk privacy`: what a town hall owes its data-protection officer."""

import click

from kiosk import paths, settings
from kiosk.words import Words


@click.group()
def privacy() -> None:
    """What the town hall writes down of the data it handles."""


@privacy.command()
@click.option("--csv", "as_csv", is_flag=True, help="One line a processing, for a spreadsheet.")
def register(as_csv: bool) -> None:
    """Write the entries for the register of processing (GDPR article 30)."""
    from kiosk.catalogue.catalogue import open_catalogue
    from kiosk.services import register as registering
    from kiosk.services.box import shipped_procedures, site_of

    chosen = settings.read(paths.default_data())
    procedures = open_catalogue([shipped_procedures(), chosen.paths.procedures]).procedures
    words, site = Words(), site_of(chosen)
    found = registering.entries(procedures, site, chosen.hub_url, chosen.retention_days, words)
    click.echo(registering.table(found, words) if as_csv else registering.markdown(found, site, words), nl=False)
