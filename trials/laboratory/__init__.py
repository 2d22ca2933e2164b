"""The fault laboratory: sites and a hub at work while the line, the processes, the disks and the clocks fail."""
