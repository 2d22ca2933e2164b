"""Staff: accounts, passphrases, second factor, sessions, tries."""
