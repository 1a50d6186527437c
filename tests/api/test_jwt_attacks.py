"""Access tokens that somebody made, changed or kept: none of them opens anything."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

from studio.accounts import access_tokens
from studio.accounts.access_tokens import Keyring
from studio.accounts.signing_keys import SigningKey
from studio.extensions import db
from tests.support.api_clients import bearer, login
from tests.support.cast import World

ME = "/api/v1/auth/me"


def status(app: Flask, token: str) -> int:
    answer = app.test_client(use_cookies=False).get(ME, headers=bearer(token))
    if answer.status_code == 401:
        assert answer.headers["WWW-Authenticate"] == "Bearer realm=studio, error=invalid_token"
    return answer.status_code


def encoded(part: Any) -> str:
    raw = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decoded(part: str) -> dict[str, Any]:
    return json.loads(base64.urlsafe_b64decode(part + "=="))


@pytest.fixture
def good(app: Flask, world: World) -> str:
    """Mia's access token; it works."""
    token = login(world, "mia")["access_token"]
    assert status(app, token) == 200
    return token


def parts(token: str) -> tuple[dict[str, Any], dict[str, Any], str]:
    header, claims, signature = token.split(".")
    return decoded(header), decoded(claims), signature


@pytest.mark.parametrize("alg", ["none", "None", "NONE", "nOnE", ""])
@pytest.mark.parametrize("signature", ["", "kept"])
def test_no_signature_is_no_token(app: Flask, good: str, alg: str, signature: str) -> None:
    header, claims, kept = parts(good)
    forged = f"{encoded({**header, 'alg': alg})}.{encoded(claims)}.{kept if signature else ''}"
    assert status(app, forged) == 401


def test_our_public_key_is_no_secret_to_sign_with(app: Flask, good: str) -> None:
    """HS256 with the public key as the secret, as PEM, DER and JWK."""
    header, claims, _ = parts(good)
    public = ECKey.import_key(app.test_client().get("/.well-known/jwks.json").json["keys"][0])
    secrets = [public.as_pem(private=False), public.as_der(private=False), json.dumps(public.as_dict()).encode()]
    for secret in secrets:
        for alg in ("HS256", "ES256"):
            signed = f"{encoded({**header, 'alg': alg})}.{encoded(claims)}"
            mac = hmac.new(secret, signed.encode(), hashlib.sha256).digest()
            assert status(app, f"{signed}.{encoded(mac)}") == 401


def test_a_swapped_key_signs_nothing_whatever_the_header_says_of_it(app: Flask, good: str) -> None:
    header, claims, _ = parts(good)
    mine = ECKey.generate_key("P-256")
    public = mine.as_dict(private=False)
    pretences: list[dict[str, Any]] = [
        {}, {"kid": "mine"}, {"kid": None}, {"kid": 5}, {"kid": ["x"]}, {"jwk": public}, {"jku": "https://evil.test/jwks"},
        {"x5u": "https://evil.test/x"}, {"x5c": ["MIIB"]}, {"kid": "../../../../dev/null"},
        {"kid": "' UNION SELECT 'x"}, {"crit": ["exp"]}, {"b64": False, "crit": ["b64"]}, {"typ": "JWT"},
    ]  # fmt: skip
    for pretence in pretences:
        shown = encoded({**header, **pretence})
        signature = mine.private_key.sign(f"{shown}.{encoded(claims)}".encode(), ECDSA(SHA256()))
        assert status(app, f"{shown}.{encoded(claims)}.{encoded(raw(signature))}") == 401, pretence


def raw(signature: bytes) -> bytes:
    r, s = decode_dss_signature(signature)
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


@pytest.mark.parametrize("key", [OctKey.generate_key(256), RSAKey.generate_key(2048), ECKey.generate_key("P-384")])
def test_another_algorithm_is_refused_though_its_signature_is_right(app: Flask, good: str, key: Any) -> None:
    header, claims, _ = parts(good)
    alg = {"oct": "HS256", "RSA": "RS256", "EC": "ES384"}[key.key_type]
    assert status(app, jwt.encode({**header, "alg": alg}, claims, key, algorithms=[alg])) == 401


CHANGES: dict[str, Any] = {
    "exp": 9_999_999_999, "sub": "00000000-0000-0000-0000-000000000001", "tid": "00000000-0000-0000-0000-000000000001",
    "mid": "00000000-0000-0000-0000-000000000001", "fid": "00000000-0000-0000-0000-000000000001", "aud": "other",
}  # fmt: skip


@pytest.mark.parametrize("claim", CHANGES)
def test_a_changed_claim_breaks_the_signature(app: Flask, good: str, claim: str) -> None:
    header, claims, signature = parts(good)
    assert status(app, f"{encoded(header)}.{encoded({**claims, claim: CHANGES[claim]})}.{signature}") == 401


def signed(**claims: Any) -> str:
    """A token that we did sign, and that says what it should not; None leaves a claim out."""
    now = datetime.now(UTC)
    kid, key = SigningKey.signing(now)
    db.session.commit()
    header = {"alg": "ES256", "kid": kid, "typ": claims.pop("typ", access_tokens.TYPE)}
    return jwt.encode(header, {k: v for k, v in claims.items() if v is not None}, key)


ODD: list[dict[str, Any]] = [
    {"aud": "somebody-else"}, {"aud": ["studio-api"]}, {"iss": "https://evil.test"}, {"typ": "JWT"},
    {"typ": "dpop+jwt"}, {"exp": None}, {"exp": "9999999999"}, {"exp": 1e30}, {"exp": -1}, {"exp": True},
    {"tid": None}, {"mid": "x"}, {"sub": 5}, {"fid": []}, {"tid": {"a": 1}},
]  # fmt: skip


@pytest.mark.parametrize("odd", ODD)
def test_even_our_own_key_signs_only_what_we_say(app: Flask, good: str, odd: dict[str, Any]) -> None:
    _, claims, _ = parts(good)
    assert status(app, signed(**claims)) == 200
    assert status(app, signed(**{**claims, **odd})) == 401


def test_an_expired_token_is_refused_though_it_was_seen_when_it_was_good(app: Flask, world: World) -> None:
    almost = datetime.now(UTC) - access_tokens.LIFE + timedelta(seconds=1)
    token = login(world, "mia", almost)["access_token"]
    later = datetime.now(UTC) + timedelta(seconds=2)
    with app.app_context():
        assert access_tokens.verified(token, datetime.now(UTC) - timedelta(seconds=5))
        assert access_tokens.verified(token, later) is None
    assert status(app, login(world, "mia", datetime.now(UTC) - access_tokens.LIFE)["access_token"]) == 401


def test_a_token_of_one_studio_is_nothing_in_another(app: Flask, world: World, other: World) -> None:
    """Mixed with our own key, as nobody could: tenant, member and login must belong together."""
    mine, theirs = (parts(login(*who)["access_token"])[1] for who in ((world, "mia"), (other, "oscar")))
    assert status(app, signed(**mine)) == 200
    for mixed in ({"tid"}, {"mid"}, {"sub"}, {"fid"}, {"tid", "fid"}, {"mid", "sub"}, {"tid", "mid", "sub"}):
        assert status(app, signed(**{**mine, **{name: theirs[name] for name in mixed}})) == 401, mixed


def test_a_login_cannot_be_lent_to_another_member(app: Flask, world: World) -> None:
    vera, mia = (parts(login(world, name)["access_token"])[1] for name in ("vera", "mia"))
    assert status(app, signed(**{**vera, "mid": mia["mid"], "sub": mia["sub"]})) == 401


def test_a_replaced_key_verifies_what_it_signed_until_that_ran_out(app: Flask, world: World, good: str) -> None:
    now = datetime.now(UTC)
    made = SigningKey.rotate(now)
    db.session.commit()
    app.extensions.pop("keyring")
    assert status(app, good) == 200
    fresh = login(world, "mia")["access_token"]
    assert parts(fresh)[0]["kid"] == made.kid
    assert status(app, fresh) == 200
    assert {key["kid"] for key in published(app)} >= {made.kid, parts(good)[0]["kid"]}
    assert app.extensions["keyring"].knows(parts(good)[0]["kid"], now + timedelta(minutes=16)) is False


def test_a_process_learns_of_a_new_key_when_it_first_sees_it(app: Flask, world: World, good: str) -> None:
    ring: Keyring = app.extensions["keyring"]
    SigningKey.rotate(datetime.now(UTC))
    db.session.commit()
    assert status(app, login(world, "mia")["access_token"]) == 200
    assert app.extensions["keyring"] is ring


def test_a_key_that_is_known_to_others_is_refused_at_once(app: Flask, world: World, good: str) -> None:
    SigningKey.rotate(datetime.now(UTC) - timedelta(seconds=1), at_once=True)
    db.session.commit()
    app.extensions["keyring"].loaded = float("-inf")  # a minute later
    assert status(app, good) == 401
    assert parts(good)[0]["kid"] not in {key["kid"] for key in published(app)}
    assert status(app, login(world, "mia")["access_token"]) == 200


def published(app: Flask) -> list[dict[str, Any]]:
    answer = app.test_client().get("/.well-known/jwks.json")
    assert answer.mimetype == "application/jwk-set+json"
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    return answer.json["keys"]


def test_only_public_parts_are_published_and_they_verify(app: Flask, good: str) -> None:
    keys = {key["kid"]: key for key in published(app)}
    assert all(set(key) == {"kty", "crv", "x", "y", "kid", "use", "alg"} for key in keys.values())
    found = jwt.decode(good, ECKey.import_key(keys[parts(good)[0]["kid"]]), algorithms=["ES256"])
    assert found.claims["aud"] == "studio-api"


def test_private_keys_are_sealed_and_a_new_secret_means_a_new_key(app: Flask, world: World, good: str) -> None:
    kid = parts(good)[0]["kid"]
    assert b"PRIVATE" not in db.session.get_one(SigningKey, kid).sealed
    kept = app.config["SECRET_KEY"]
    try:
        app.config["SECRET_KEY"] = "another-secret-another-secret-another"
        fresh = login(world, "mia")["access_token"]
    finally:
        app.config["SECRET_KEY"] = kept
    assert parts(fresh)[0]["kid"] != kid
    assert (status(app, good), status(app, fresh)) == (200, 200)


def test_rotating_is_a_command(app: Flask, world: World, good: str) -> None:
    said = app.test_cli_runner().invoke(args=["keys", "rotate"])
    assert said.exit_code == 0
    kid = said.output.split()[0]
    assert "for 15 more minutes" in said.output
    assert parts(login(world, "mia")["access_token"])[0]["kid"] == kid
    assert "for 1 more minutes" in app.test_cli_runner().invoke(args=["keys", "rotate", "--at-once"]).output


DEEP = encoded(b"[" * 1400)
ODD_HEADERS = (
    "Bearer",
    "Bearer  ",
    "Bearer a b",
    "Bearer =",
    "bearer",
    f"Bearer {DEEP}.e30.x",
    "Bearer \xff",
    "Digest x",
)


@pytest.mark.parametrize("header", ODD_HEADERS)
def test_a_header_that_makes_no_sense_is_nobodys(app: Flask, world: World, header: str) -> None:
    answer = app.test_client().get(ME, headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer ")


JSON = st.recursive(st.none() | st.integers() | st.text(), st.lists, max_leaves=5)
NAMES = st.sampled_from(["alg", "kid", "typ", "crit", "b64", "enc"])
HEADERS = st.dictionaries(NAMES, st.text(max_size=5) | st.none() | st.booleans())
NONSENSE = st.one_of(
    st.text(max_size=200),
    st.binary(max_size=100).map(encoded),
    st.lists(JSON.map(encoded), min_size=3, max_size=3).map(".".join),
    HEADERS.map(lambda header: f"{encoded({'alg': 'ES256', **header})}.e30.AAAA"),
)


@given(NONSENSE)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_comes_as_a_token_is_answered_with_none(app: Flask, text: str) -> None:
    assert access_tokens.verified(text, datetime.now(UTC)) is None
