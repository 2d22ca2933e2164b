"""Translation: which languages there are, and the words of one of them. No page and no database is known here."""
