"""The digital signatures of a PDF file: who signed, and when. They are read, not verified."""

import ctypes
import re
import warnings
from collections.abc import Callable
from datetime import datetime

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from cryptography import x509
from cryptography.hazmat.primitives.serialization.pkcs7 import load_der_pkcs7_certificates
from cryptography.x509.oid import NameOID

from pipeline.vietnamese.letters import nfc
from schemas.plan import Signer

_UNKNOWN = "?"
# ISO 32000-1, 7.9.4: D:20250918153045+07'00'
_DATE = re.compile(r"D:(\d{14})(?:Z|([+-]\d\d)'?(\d\d)'?)?")
_LONG_LENGTH = 0x80  # DER: so many bytes more hold the length, of the lower bits


def signers_of(document: pdfium.PdfDocument) -> tuple[Signer, ...]:
    """Each signature in the order of the file; what was signed twice at a time is told once."""
    number = max(0, raw.FPDF_GetSignatureCount(document))
    signatures = (raw.FPDF_GetSignatureObject(document, at) for at in range(number))
    return tuple(dict.fromkeys(map(_signer, signatures)))


def _signer(signature: object) -> Signer:
    def told(function: Callable[..., int]) -> bytes:
        size = function(signature, None, 0)
        buffer = ctypes.create_string_buffer(size)
        function(signature, buffer, size)
        return buffer.raw

    certificate = _certificate(told(raw.FPDFSignatureObj_GetContents))
    return Signer(
        name=_of(certificate, NameOID.COMMON_NAME) or _UNKNOWN,
        organisation=_of(certificate, NameOID.ORGANIZATION_NAME),
        signed_at=_time(told(raw.FPDFSignatureObj_GetTime).decode("ascii", "replace")),
    )


def _certificate(contents: bytes) -> x509.Certificate | None:
    """The signer's own certificate, with which none of the others was issued."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of certificates that are not quite by the rules
            certificates = load_der_pkcs7_certificates(_whole(contents))
    except (ValueError, IndexError):
        return None
    issuers = {certificate.issuer for certificate in certificates}
    return min(certificates, key=lambda one: one.subject in issuers, default=None)


def _whole(contents: bytes) -> bytes:
    """The message without the zeros that fill the room left for it in the file."""
    if contents[1] < _LONG_LENGTH:
        return contents[: 2 + contents[1]]
    size = contents[1] - _LONG_LENGTH
    return contents[: 2 + size + int.from_bytes(contents[2 : 2 + size])] if size else contents


def _of(certificate: x509.Certificate | None, name: x509.ObjectIdentifier) -> str | None:
    if certificate is None:
        return None
    told = [str(a.value).strip() for a in certificate.subject.get_attributes_for_oid(name)]
    return nfc(told[0]) if told and told[0] else None


def _time(told: str) -> str | None:
    """A date of PDF as ISO; None where there is none or it is no date."""
    match = _DATE.match(told)
    if not match:
        return None
    zone = f"{match[2]}{match[3]}" if match[2] else "+0000" if "Z" in told else ""
    try:
        moment = datetime.strptime(match[1] + zone, "%Y%m%d%H%M%S%z" if zone else "%Y%m%d%H%M%S")
    except ValueError:
        return None
    return moment.isoformat()
