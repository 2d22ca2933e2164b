"""Messages to whoever works at the desk, which are read where they are shown."""

from kiosk.catalogue.define.catalogue import message_faults
from kiosk.services.published.kind import Kind

KIND = Kind("message", "messages", ".yaml", message_faults)
