"""What is carried by hand: a file for the hub onto a stick or into a download, and the answer that comes back."""
