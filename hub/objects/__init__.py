"""Where the hub keeps sealed chunks of files: a folder, or a bucket that speaks S3."""
