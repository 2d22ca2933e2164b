"""The canary of the logs: every error that can be provoked is, with words that are looked for in every line."""
