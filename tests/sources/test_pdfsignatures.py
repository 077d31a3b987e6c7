"""Digital signatures: by whom and when, from files that were signed here."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID

from pipeline.settings import Settings
from pipeline.sources import open_source
from schemas.plan import Signer

ROOM = 8192  # bytes that a program leaves for a signature
AUTHORITY = ("Cơ quan chứng thực số", "Ban Cơ yếu")


def certificate(
    subject: tuple[str, str],
    issuer: tuple[str, str],
    key: ec.EllipticCurvePrivateKey,
    issuer_key: ec.EllipticCurvePrivateKey,
) -> x509.Certificate:
    def name(of: tuple[str, str]) -> x509.Name:
        attributes = zip((NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME), of, strict=True)
        return x509.Name([x509.NameAttribute(*pair) for pair in attributes])

    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(name(subject))
        .issuer_name(name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(issuer_key, hashes.SHA256())
    )


def message(signer: tuple[str, str]) -> bytes:
    """A signature with the signer's certificate and that of the authority."""
    key, authority = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    own = certificate(signer, AUTHORITY, key, authority)
    return (
        pkcs7.PKCS7SignatureBuilder()
        .set_data(b"plan")
        .add_signer(own, key, hashes.SHA256())
        .add_certificate(certificate(AUTHORITY, AUTHORITY, authority, authority))
        .sign(serialization.Encoding.DER, [pkcs7.PKCS7Options.DetachedSignature])
    )


def signed(path: Path, *signatures: tuple[bytes, str]) -> Path:
    """A PDF with an empty page and these signatures: message and time."""
    fields = [5 + 2 * n for n in range(len(signatures))]
    objects = [
        "<</Type/Catalog/Pages 2 0 R/AcroForm 4 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
        f"<</SigFlags 3/Fields[{' '.join(f'{n} 0 R' for n in fields)}]>>",
    ]
    for at, (contents, time) in zip(fields, signatures, strict=True):
        objects.append(f"<</FT/Sig/T(s{at})/V {at + 1} 0 R>>")
        objects.append(
            "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/adbe.pkcs7.detached"
            f"/M({time})/ByteRange[0 1 2 3]/Contents<{contents.ljust(ROOM, bytes(1)).hex()}>>>"
        )
    body = b"%PDF-1.7\n"
    offsets = []
    for number, text in enumerate(objects, 1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{text}\nendobj\n".encode()
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer<</Size {size}/Root 1 0 R>>\n"
    path.write_bytes(body + f"{end}startxref\n{len(body)}\n%%EOF\n".encode())
    return path


def signers(path: Path) -> tuple[Signer, ...]:
    with open_source(path, Settings()) as source:
        return source.signers


@pytest.mark.parametrize(
    ("written", "time"),
    [
        ("D:20250918153045+07'00'", "2025-09-18T15:30:45+07:00"),
        ("D:20250918153045+07'00", "2025-09-18T15:30:45+07:00"),
        ("D:20250918083045Z", "2025-09-18T08:30:45+00:00"),
        ("D:20250918153045", "2025-09-18T15:30:45"),
        ("D:20251318153045Z", None),
        ("yesterday", None),
    ],
)
def test_who_signed_and_when(tmp_path: Path, written: str, time: str | None) -> None:
    signer = "Ủy ban nhân dân xã Đồng Mơ", "Tỉnh Sông Lam"
    path = signed(tmp_path / "a.pdf", (message(signer), written))
    assert signers(path) == (Signer(name=signer[0], organisation=signer[1], signed_at=time),)


def test_several_signatures_in_order_and_one_told_twice(tmp_path: Path) -> None:
    first = message(("Nguyễn Văn Mơ", "Sở Nông nghiệp")), "D:20250918153045Z"
    second = message(("Sở Nông nghiệp", "Tỉnh Sông Lam")), "D:20250918160000Z"
    path = signed(tmp_path / "a.pdf", first, first, second)
    assert [signer.name for signer in signers(path)] == ["Nguyễn Văn Mơ", "Sở Nông nghiệp"]


@pytest.mark.parametrize(
    "contents", [b"", b"\x30", b"\x30\x82", b"\x30\x03\x02\x01\x01", b"?" * 99]
)
def test_what_is_no_signature_is_told_as_unknown(tmp_path: Path, contents: bytes) -> None:
    path = signed(tmp_path / "a.pdf", (contents, "D:20250918153045Z"))
    (signer,) = signers(path)
    assert (signer.name, signer.organisation) == ("?", None)


def test_a_file_without_signatures(tmp_path: Path) -> None:
    assert signers(signed(tmp_path / "a.pdf")) == ()
