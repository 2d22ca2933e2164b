"""The local network: the box’s authority and certificate, codes that enrol a screen, the stations themselves."""
