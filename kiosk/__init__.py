"""Parvis: procedures at a physical public-service point, offline first."""
