"""The public screens before a case: welcome, language, comfort, keyboard, calling someone, leaving."""
