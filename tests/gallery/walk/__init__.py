"""Walks over every page under settings of which every few meet."""
