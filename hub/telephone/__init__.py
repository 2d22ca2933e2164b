"""Papers that somebody sends from their own telephone: sealed in the browser, opened and cleaned here, then filed."""
