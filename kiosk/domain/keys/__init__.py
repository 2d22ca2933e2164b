"""Key rings and resume codes as values. Nothing is encrypted here."""
