"""The person who makes a request: their session, station and language, and the box that serves them."""
