"""A provider of OpenID Connect, at which staff of a hub may sign in (ProConnect is one)."""
