"""Who asks: the box, the session, the station and the language of one request."""
