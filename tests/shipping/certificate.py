"""Certificates for servers on the loopback, signed by nobody but themselves."""

from datetime import timedelta
from ipaddress import IPv4Address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from bot.app import SystemClock

LOOPBACK = x509.IPAddress(IPv4Address("127.0.0.1"))


def certificate_in(folder: Path, name: x509.GeneralName = LOOPBACK) -> Path:
    """A file with a key and its certificate, good for a server of this name for a day."""
    key, now = ec.generate_private_key(ec.SECP256R1()), SystemClock().now()
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "post office")])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([name]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "certificate.pem"
    plain = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(plain + made.public_bytes(Encoding.PEM))
    return path
