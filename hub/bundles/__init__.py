"""What comes from boxes by hand: their files are taken as batches are, and answered by a file."""
