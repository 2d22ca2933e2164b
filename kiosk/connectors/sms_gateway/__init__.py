"""Writes to the person's telephone, by one request to the gateway of whoever sends text messages for the hub."""
