"""`kiosk.toml` as a person types it: what is wrong with it, and where."""
