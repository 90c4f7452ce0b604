"""How long the server takes for pages of what people write: `python -m benchmarks written`.

They are those that a director of the demonstration reaches by following links from their own page; PLAIT_HOME must
hold it (`plait demo` makes it). The peer is the smallest page of the same site, `/robots.txt`.
"""

import os
import re
import time
from typing import Any

LIMIT_MS = 100.0  # server time of a page (issue: a page may take no longer)
EACH = 3  # addresses of a kind, and times that each is asked for
SHOWN = 25
BEGIN = ("/home", "/curate", "/framework", "/notifications", "/sharing")
# Pages of published figures, which `pages` measures, and the way out.
OPEN = re.compile(
    r"/(schools/\d+(/(neighbours|since|page|signals|compare).*)?|trusts/\d+(/(neighbours|since|signals).*)?)$"
)
OUT = re.compile(r"/(static|account|methods|data|bright-spots|pairs)\b")


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "plait.config.settings")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    import django

    django.setup()
    from django.test import Client

    from plait.cli.serve import migrate
    from plait.organisations.models import Person

    migrate()
    director = Person.objects.filter(email="director@plait.example").first()
    if director is None:
        print("written: left out. PLAIT_HOME does not hold the demonstration; `plait demo` makes it.")
        return
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(director, backend="allauth.account.auth_backends.AuthenticationBackend")
    floor = take(client, "/robots.txt")
    taken = walk(client)
    late = sorted(((max(ms), kind) for kind, ms in taken.items()), reverse=True)
    told = f"{len(taken)} kinds of page, {sum(map(len, taken.values()))} addresses"
    print(f"Server time of pages of what people write: {told}; fastest of {EACH}, longest of a kind")
    for ms, kind in late[:SHOWN]:
        over = f"  over {LIMIT_MS:.0f} ms" if ms > LIMIT_MS else ""
        print(f"  {kind:<28} {ms:7.1f} ms  {ms / floor:6.1f} × /robots.txt{over}")


def walk(client: Any) -> dict[str, list[float]]:
    """Milliseconds of a few addresses of each kind of page, by the name of its route."""
    from django.urls import Resolver404, resolve

    taken: dict[str, list[float]] = {}
    seen, waiting = set[str](), list(BEGIN)
    while waiting:
        address = waiting.pop(0)
        path = address.split("?")[0]
        try:
            kind = resolve(path).url_name or path
        except Resolver404:
            continue
        if address in seen or len(taken.get(kind, ())) >= EACH:
            continue
        seen.add(address)
        answer = client.get(address)
        if answer.status_code != 200:
            continue  # a form that this director may only send, or a way elsewhere
        taken.setdefault(kind, []).append(take(client, address))
        if answer["Content-Type"].startswith("text/html"):
            links = re.findall(r'href="(/[^"#]*)"', answer.content.decode())
            waiting += [link.replace("&amp;", "&") for link in links if not OPEN.match(link) and not OUT.match(link)]
    return taken


def take(client: Any, address: str) -> float:
    """Milliseconds of the fastest of a few requests."""
    least = float("inf")
    for _ in range(EACH):
        start = time.perf_counter()
        client.get(address)
        least = min(least, (time.perf_counter() - start) * 1000)
    return least


if __name__ == "__main__":
    main()
