"""What `kiosk install` makes of a machine: plans as values, the state of the machine, and what carries a plan out."""
