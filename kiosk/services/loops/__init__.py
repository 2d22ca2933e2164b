"""The loops beside the application: exchange with the hub, printing, backups, sounds, names, the local network."""
