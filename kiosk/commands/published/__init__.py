"""The commands of publications: signing them on a machine of one's own, and trusting who signs at a box."""
