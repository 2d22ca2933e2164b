"""What whoever runs the hub learns of it: whether it is ready, its figures, and what is to mend."""
