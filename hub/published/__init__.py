"""What an authority publishes through this hub: taken as it was signed, given to boxes, and who has it."""
