"""The desk's work: answers of the hub that are open or done, and what was handed to a colleague."""
