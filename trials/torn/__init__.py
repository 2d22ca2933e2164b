"""Data folders cut off at random bytes, as a power cut leaves them."""
