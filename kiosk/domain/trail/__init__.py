"""The journal's chain of hashes, and what an examination of the box finds."""
