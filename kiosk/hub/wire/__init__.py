"""What arrives from a site: a batch of events read and its shape checked. Nothing is stored here."""
