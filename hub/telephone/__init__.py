"""Papers that somebody sends from their own telephone: cleaned and encrypted as they arrive, filed by « Envoyer »."""
