"""Runs before and after every view: guards, limits, security headers, page rendering and error pages."""
