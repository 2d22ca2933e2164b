"""Reads the files of a publication: procedures, information sheets and messages to the desk."""
