"""The endpoints that boxes talk to, and their OpenAPI description."""
