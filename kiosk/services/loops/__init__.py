"""The two loops beside the application: exchange with the hub, and printing."""
