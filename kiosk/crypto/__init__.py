"""Cryptography: the only modules that import libsodium and Argon2. Reads no file but secrets, and no database."""
