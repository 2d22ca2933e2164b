"""What the box notes about its own upkeep: backups that were made or failed."""
