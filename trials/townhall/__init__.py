"""A town hall as processes: box, hub, mediators over HTTP."""
