"""Cleans the files that strangers bring, at the box and at the hub alike: each is decoded by a process of its own."""
