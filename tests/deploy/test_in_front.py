"""What the guides give to be copied is taken by the programs that it is for, and agrees with what Plait takes."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from plait.config import security
from plait.core import tables_cells
from plait.goals.services import quality_files
from plait.web.measures import forms
from tests.architecture.floors import CHECKOUT
from tests.serving import find_port

HOW_TO = CHECKOUT / "docs" / "how-to"
IN_FRONT = (HOW_TO / "run-behind-a-web-server.md").read_text(encoding="utf-8")
ON_A_SERVER = (HOW_TO / "run-on-a-server.md").read_text(encoding="utf-8")
REST_OF_A_FORM = 500_000  # bytes beside the file: the longest words that stand with one


def block(text: str, language: str) -> str:
    """The only block of a language."""
    (found,) = re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)
    return str(found)


def settings_of(unit: str) -> dict[str, str]:
    return dict(line.split("=", 1) for line in unit.splitlines() if "=" in line)


def test_no_form_promises_to_take_more_than_the_site_does():
    most = max(quality_files.MOST_DOCUMENT, quality_files.MOST_IMAGE, tables_cells.MOST_BYTES)
    assert most + REST_OF_A_FORM <= security.LONGEST_REQUEST
    held = forms.SaveForm.base_fields["held"]
    assert int(getattr(held, "max_length", 0)) + REST_OF_A_FORM <= security.LONGEST_FORM


def test_the_server_in_front_lets_in_what_the_site_takes_and_little_more():
    nginx = int(re.search(r"client_max_body_size (\d+)m;", IN_FRONT)[1]) * 1024 * 1024  # type: ignore[index]
    caddy = int(re.search(r"max_size (\d+)MB", IN_FRONT)[1]) * 1_000_000  # type: ignore[index]
    assert min(nginx, caddy) >= security.LONGEST_REQUEST
    assert max(nginx, caddy) <= 1.1 * security.LONGEST_REQUEST


def test_nginx_says_anew_who_asks_and_how():
    told = dict(re.findall(r"proxy_set_header (\S+) (.+);", block(IN_FRONT, "nginx")))
    assert told["X-Forwarded-For"] == "$remote_addr"  # never what the visitor sent
    assert told["X-Forwarded-Proto"] == "$scheme"
    assert told["Host"] == "$http_host"  # with its port: a form from a site at another port is refused otherwise


@pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed (apt-get install nginx-light)")
def test_nginx_takes_the_configuration(tmp_path: Path):
    key, certificate = tmp_path / "plait.key", tmp_path / "plait.pem"
    made = ("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=plait.example.org")
    subprocess.run(["openssl", *made, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    site = block(IN_FRONT, "nginx").replace("/etc/ssl/", f"{tmp_path}/")
    site = site.replace("listen 80;", f"listen 127.0.0.1:{find_port()};").replace(
        "listen 443", f"listen 127.0.0.1:{find_port()}"
    )
    whole = f"pid {tmp_path}/pid; error_log stderr; events {{}} http {{ access_log off; {site} }}"
    (tmp_path / "nginx.conf").write_text(whole, encoding="utf-8")
    done = subprocess.run(
        ["nginx", "-t", "-p", tmp_path, "-c", tmp_path / "nginx.conf"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(shutil.which("caddy") is None, reason="caddy is not installed (apt-get install caddy)")
def test_caddy_takes_the_configuration(tmp_path: Path):
    (tmp_path / "Caddyfile").write_text(block(IN_FRONT, "caddyfile"), encoding="utf-8")
    done = subprocess.run(
        ["caddy", "adapt", "--config", tmp_path / "Caddyfile", "--validate"],
        env={"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed (part of systemd)"
)
def test_systemd_understands_every_line_of_the_unit(tmp_path: Path):
    unit = block(ON_A_SERVER, "ini").replace("/opt/plait/.venv/bin/plait", "/bin/true")
    (tmp_path / "plait.service").write_text(unit, encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", tmp_path / "plait.service"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, [line for line in done.stderr.splitlines() if "plait.service" in line]) == (0, [])


def test_the_unit_gives_the_site_no_more_than_it_needs():
    told = settings_of(block(ON_A_SERVER, "ini"))
    assert told["User"] == "plait"
    assert told["CapabilityBoundingSet"] == ""
    assert (told["ProtectSystem"], told["NoNewPrivileges"], told["UMask"]) == ("strict", "yes", "0077")
    assert f"PLAIT_HOME=/var/lib/{told['StateDirectory']}" in ON_A_SERVER.splitlines()
