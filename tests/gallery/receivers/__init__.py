"""Where a hub delivers in tests and trials: a webhook, a mail server and a gateway for text messages, with faults."""
