"""Full-text search of the catalogue, in memory."""
