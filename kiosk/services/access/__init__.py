"""Opening a case or a mandate with the key of whoever may: the only way to anybody's answers."""
