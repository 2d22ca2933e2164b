"""Screens of the local network: the door, how to trust the box, the stations, the second screen."""
