"""A local authority and a certificate for ``bin/run --lan HOST``; production brings its own.

Phones give camera and position to https pages only, and only when they trust the certificate.
"""

from __future__ import annotations

import ipaddress
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from config.home import Home

TRUST_PAGE = "/trust"
AUTHORITY_DAYS = 3650
SERVER_DAYS = 390  # browsers refuse longer ones
RENEW_DAYS = 30


def ensure(home: Home, host: str) -> None:
    """Make the authority once, and a server certificate for this host when the present one is not.

    The authority's key stays readable by whoever starts the platform only.
    """
    home.tls.mkdir(mode=0o755, exist_ok=True)
    authority_key = home.tls / "authority.key"
    authority = home.tls / "authority.crt"
    if not (authority_key.exists() and authority.exists()):
        key = ec.generate_private_key(ec.SECP256R1())
        _write_key(authority_key, key)
        authority.write_bytes(_authority(key).public_bytes(serialization.Encoding.PEM))
    if not _fits(home.tls / "server.crt", host, authority):
        signer = serialization.load_pem_private_key(authority_key.read_bytes(), None)
        if not isinstance(signer, ec.EllipticCurvePrivateKey):
            raise TypeError(f"{authority_key} holds another kind of key")
        key = ec.generate_private_key(ec.SECP256R1())
        _write_key(home.tls / "server.key", key)
        home.give(home.tls / "server.key")
        issuer = x509.load_pem_x509_certificate(authority.read_bytes())
        certificate = _server(host, key, issuer, signer)
        (home.tls / "server.crt").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))


def _fits(path: Path, host: str, authority: Path) -> bool:
    if not path.exists():
        return False
    certificate = x509.load_pem_x509_certificate(path.read_bytes())
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    issuer = x509.load_pem_x509_certificate(authority.read_bytes())
    return (
        _name(host) in names
        and certificate.issuer == issuer.subject
        and certificate.not_valid_after_utc > datetime.now(UTC) + timedelta(days=RENEW_DAYS)
    )


def _name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _subject(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _authority(key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    now = datetime.now(UTC)
    name = _subject(f"Bailiwick 本地证书 {now:%Y-%m-%d}")
    usage = x509.KeyUsage(
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        _begin(name, name, key, AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )


def _server(
    host: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: x509.Certificate,
    signer: ec.EllipticCurvePrivateKey,
) -> x509.Certificate:
    names = [_name(host), x509.DNSName("localhost"), _name("127.0.0.1")]
    return (
        _begin(_subject(host), issuer.subject, key, SERVER_DAYS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
        .sign(signer, hashes.SHA256())
    )


def _begin(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, days: int
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _write_key(path: Path, key: ec.EllipticCurvePrivateKey) -> None:
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
