"""Posts each delivery to an address over https: CloudEvents 1.0, signed as Standard Webhooks asks."""
