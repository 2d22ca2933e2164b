"""What a box and a hub say to each other, described once: version 2 of the wire, in JSON (docs/wire.md).

The types know nothing of JSON: `reading` and `writing` are its encoding, and another one is another pair of modules.
"""
