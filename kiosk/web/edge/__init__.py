"""What a request meets first and an answer last: guards, limits, security headers, pages and refusals."""
