"""Procedures as this site offers them: versions kept with cases, privacy notices, favourites, local communes."""
