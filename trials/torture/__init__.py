"""kill -9 of the box and of the hub between and during requests, and the ledger that judges."""
