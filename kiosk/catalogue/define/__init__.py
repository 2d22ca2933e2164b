"""From located values to a procedure: steps, fields, conditions, notices, examples, and the whole catalogue."""
