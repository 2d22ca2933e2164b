"""How many screens, touches and keys the common tasks take, counted in a real browser against a box and a hub."""
