"""Staff of the hub: accounts, passphrases, second factor, sessions, failed attempts."""
