"""Search for printers that announce themselves on the local network."""
