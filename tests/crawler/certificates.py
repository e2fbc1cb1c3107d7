"""Servers' sides of TLS with every fault a certificate can have, and somebody a crawl process is told to trust."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID


def certificates(directory: Path) -> dict[str, ssl.SSLContext | None]:
    """Servers' sides by the fault of their certificates; one is good, one speaks no TLS at all."""
    signs = authority(directory)
    return {
        "tls_untrusted": certificate(directory, "self"),
        "tls_expired": certificate(directory, "old", days=(-9, -2), signed_by=signs),
        "tls_wrong_name": certificate(directory, "other", address="10.9.9.9", signed_by=signs),
        "tls_failed": None,
        "good": certificate(directory, "good", signed_by=signs),
    }


def certificate(
    directory: Path,
    name: str,
    address: str = "127.0.0.1",
    days: tuple[int, int] = (-1, 1),
    signed_by: object = None,
) -> ssl.SSLContext:
    """A server's side with a certificate of its own making, or signed by another one of ``sign``."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Tỉnh An Sơn")])
    now = datetime.now(UTC)
    issuer, issuer_key = signed_by if isinstance(signed_by, tuple) else (subject, key)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + timedelta(days=days[0]))
        .not_valid_after(now + timedelta(days=days[1]))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))]), critical=False)
        .sign(issuer_key, SHA256())
    )
    pem = directory / f"{name}.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    pem.write_bytes(private + made.public_bytes(Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context


def authority(directory: Path) -> tuple[x509.Name, ec.EllipticCurvePrivateKey]:
    """Somebody the crawl process trusts, by its environment; for this test alone."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Nơi cấp thử")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, SHA256())
    )
    (directory / "trusted.pem").write_bytes(made.public_bytes(Encoding.PEM))
    return name, key
