"""Print jobs: queueing, rendering, sending to printers, and the state of each try."""
