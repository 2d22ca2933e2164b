"""The running box that every gesture takes: settings, store, legal clock, data keys, shifts, live printers."""
