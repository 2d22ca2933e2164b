"""What a box and a hub say to each other, described once, in JSON (docs/wire.md)."""
