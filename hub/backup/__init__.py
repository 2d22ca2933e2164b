"""The hub's whole copy, database and keys together, in one file under a passphrase; and bringing it back."""
