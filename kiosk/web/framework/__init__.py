"""What we make of Flask, Werkzeug and Jinja: application, requests, templates, words on pages. Knows no session."""
