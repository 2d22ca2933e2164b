"""A receipt that is lost: finding the case by name through the hub, and giving a new code in the place of the old."""
