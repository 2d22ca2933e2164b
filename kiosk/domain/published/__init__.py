"""What an authority publishes to boxes, signed by keys that no hub has: documents, and which of them are believed."""
