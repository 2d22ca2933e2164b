"""Shared by tests and trials: the cast, a box with its hub, and every page in every state. Imports the product only."""
