"""Real units on a real kernel, and power cuts: Debian 13 in QEMU, killed while people work."""
