"""Reading a page in a test: its headings, links, tables and text."""

import re
from html.parser import HTMLParser
from typing import Any

from django.test import Client

_BANNED = re.compile(
    r"\b(league table|best practice|underperform\w*|top schools?|worst|intervention|ranking)\b", re.IGNORECASE
)


class Page(HTMLParser):
    """What a page holds, without its markup."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.links: list[tuple[str, str]] = []
        self.headings: list[tuple[str, str]] = []
        self.ids: list[str] = []
        self._words: list[str] = []
        self._open: list[tuple[str, int, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        if held.get("id"):
            self.ids.append(held["id"] or "")
        if tag in {"a", "h1", "h2", "h3"}:
            self._open.append((tag, len(self._words), held.get("href") or ""))

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1][0] == tag:
            _, at, href = self._open.pop()
            text = " ".join(" ".join(self._words[at:]).split())
            if tag == "a":
                self.links.append((text, href))
            else:
                self.headings.append((tag, text))

    def handle_data(self, data: str) -> None:
        self._words.append(data)

    @property
    def text(self) -> str:
        """All words, with single spaces."""
        return " ".join(" ".join(self._words).split())

    @property
    def h1(self) -> str:
        """The one heading of the first level."""
        (one,) = [text for level, text in self.headings if level == "h1"]
        return one

    def check(self) -> None:
        """What every page keeps: one h1, no id twice, no words the sector avoids, no template left unfilled."""
        assert self.h1
        assert len(self.ids) == len(set(self.ids)), sorted(each for each in self.ids if self.ids.count(each) > 1)
        assert _BANNED.search(self.text) is None, _BANNED.search(self.text)
        assert "{{" not in self.html
        assert "{%" not in self.html
        assert "None" not in self.text
        assert 'style="' not in self.html


def get_page(client: Client, url: str, *, status: int = 200, **headers: Any) -> Page:
    """Ask for a page, check what every page keeps, and read it."""
    response = client.get(url, **headers)
    assert response.status_code == status, (url, response.status_code)
    assert len(response.content) < 400_000
    page = Page(response.content.decode())
    if not headers:
        page.check()
    return page
