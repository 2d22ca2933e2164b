"""Notices to persons through a mail server and a gateway with faults: none lost, none twice but the uncertain."""
