"""The hub's database lost in the midst of work, and its synchronous standby in its place."""
