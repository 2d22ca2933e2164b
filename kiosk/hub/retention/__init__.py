"""What the hub destroys, when and how: retention, erasure, daily upkeep."""
