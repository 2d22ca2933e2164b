"""The kinds of destination that a hub passes cases on to; a box imports none of them."""

from kiosk.connectors.connector import Connector
from kiosk.connectors.file_drop.file_drop import FileDrop
from kiosk.connectors.sms_gateway.sms_gateway import SmsGateway
from kiosk.connectors.smtp.smtp import Smtp
from kiosk.connectors.webhook.webhook import Webhook

CONNECTORS: tuple[type[Connector], ...] = (Webhook, FileDrop, Smtp, SmsGateway)
