"""Signs a PDF: PAdES baseline B-B (ETSI EN 319 142-1), and B-T where a time-stamp server is set.

The only place that imports pyHanko (MIT), of the extra `sign`, which takes half a second and is imported at first use.
"""

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any

from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused

FIELD = "Parvis"
"""The name of the signature's field."""
_TIMEOUT_S = 10


def is_there() -> bool:
    """Whether the extra `sign` is installed."""
    from importlib.util import find_spec

    return find_spec("pyhanko") is not None


def sign(pdf: bytes, pkcs12: bytes, timestamp_url: str = "") -> bytes:
    """The PDF with a signature by this key: what was there before stays as it was, byte for byte.

    Raises `Refused`: `no-sign-extra`, `timestamp-away` where the time-stamp server gives none, `cannot-sign` for a
    document or a key with which it cannot be done.
    """
    if not is_there():
        raise Refused(HubRefusal.NO_SIGN_EXTRA)
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.sign import fields, signers
    from pyhanko.sign.general import SigningError
    from pyhanko.sign.timestamps import HTTPTimeStamper

    signer: Any = signers.SimpleSigner.load_pkcs12_data(pkcs12, other_certs=())
    stamper = HTTPTimeStamper(timestamp_url, timeout=_TIMEOUT_S) if timestamp_url else None
    about = signers.PdfSignatureMetadata(
        field_name=FIELD, md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES
    )
    signed = BytesIO()
    try:
        writer = IncrementalPdfFileWriter(BytesIO(pdf), strict=False)
        # It runs an event loop, and a thread has one at a time: the caller's may have one already.
        with ThreadPoolExecutor(1) as thread:
            thread.submit(signers.sign_pdf, writer, about, signer, stamper, output=signed).result()
    except OSError:  # its kind of fault where a time-stamp server gives none
        raise Refused(HubRefusal.TIMESTAMP_AWAY) from None
    except (PdfError, SigningError, ValueError):
        raise Refused(HubRefusal.CANNOT_SIGN) from None
    return signed.getvalue()
