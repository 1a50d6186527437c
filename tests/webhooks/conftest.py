from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from flask import Flask

from studio.extensions import db
from studio.lib import clock
from studio.lib.current import current
from studio.publishing.payloads import NAMES
from studio.webhooks import jobs
from studio.webhooks.models import Endpoint
from tests.support.cast import World
from tests.support.receivers import Receiver


@pytest.fixture(autouse=True)
def near(app: Flask) -> Iterator[None]:
    """Receivers may live on this machine, and a test has no time to wait for them."""
    settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(settings, webhook_private=True, webhook_timeout=5)
    yield
    app.config["SETTINGS"] = settings


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    found = Receiver().start()
    yield found
    found.stop()


@pytest.fixture
def endpoint(world: World, receiver: Receiver) -> Endpoint:
    """Harbour Post tells the receiver everything."""
    return added(world, receiver.url)


def added(world: World, url: str, *events: str) -> Endpoint:
    with world.acting("adam"):
        endpoint, _ = Endpoint.add(world.adam, url, events or NAMES)
        db.session.commit()
        db.session.expunge_all()
    return endpoint


@pytest.fixture
def deliver_due(world: World, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """`deliver_due(hours=1)`: the job of a worker, as if it were so much later."""
    late = timedelta()
    monkeypatch.setattr(jobs.clock, "now", lambda: datetime.now(clock.UTC) + late)

    def run(of: World = world, **later: float) -> None:
        nonlocal late
        late += timedelta(**later)
        db.session.rollback()
        with current.acting(None):
            jobs.deliver_due(str(of.tenant.id))

    return run


def stored(world: World, endpoint: Endpoint) -> Endpoint:
    """The endpoint as the database has it now."""
    with world.acting():
        return db.session.get_one(Endpoint, (world.tenant.id, endpoint.id), populate_existing=True)


@pytest.fixture(scope="session")
def own_certificate(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A file with a certificate for `localhost` that nobody signed, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    today = datetime.now(clock.UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "localhost.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(certificate.public_bytes(Encoding.PEM) + private)
    return str(file)
