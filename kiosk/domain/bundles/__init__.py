"""The file that goes from a box to its hub by hand, on a stick, and the file that brings the answer back."""
