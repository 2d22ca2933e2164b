"""What a town hall can be asked: procedures, conditions, notices, and how the catalogue is narrowed. No answers."""
