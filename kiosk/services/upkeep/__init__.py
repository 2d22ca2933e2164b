"""What the box does for itself: retention, journal, backups, examination, the machine around it."""
