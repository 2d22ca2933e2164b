"""How the line to a printer is secured: TLS 1.2 or later, and a certificate that is trusted or was shown before."""

import ssl


def trusting() -> ssl.SSLContext:
    """For a printer whose certificate and name this machine can check by itself."""
    context = ssl.create_default_context()
    # Set here, because the least that OpenSSL speaks by itself depends on who built Python.
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def taking_any() -> ssl.SSLContext:
    """For a certificate that is compared with the one expected before anything is said."""
    context = trusting()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context
