"""Events, files and withdrawals taken once each, and what sites are told."""
