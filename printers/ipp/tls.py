"""TLS contexts for printers: TLS 1.2 or later, with a trusted certificate or one known from before."""

import ssl


def verifying_context() -> ssl.SSLContext:
    """A context for printers whose certificate and name this machine verifies."""
    context = ssl.create_default_context()
    # Set here, because OpenSSL's default depends on how Python was built.
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def unverified_context() -> ssl.SSLContext:
    """A context that verifies nothing: its caller compares the certificate with the expected one before sending."""
    context = verifying_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context
