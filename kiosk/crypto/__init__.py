"""Cryptography: the only modules that import libsodium and Argon2. Reads no file but secrets, and no database.

`packing` compresses what is sealed, with dictionaries that ship beside it.
"""
