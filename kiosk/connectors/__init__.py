"""The ways to other systems: a box’s line to its hub (`hub`), sign-in (`oidc`), and one folder for each destination."""

from kiosk.connectors.connector import Connector
from kiosk.connectors.file_drop.file_drop import FileDrop
from kiosk.connectors.webhook.webhook import Webhook

CONNECTORS: tuple[type[Connector], ...] = (Webhook, FileDrop)
