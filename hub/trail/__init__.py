"""Who did what at the hub: the audit trail and its checkpoints."""
