"""The ways to other systems: a box’s line to its hub (`hub`), sign-in (`oidc`), and one folder for each destination."""
