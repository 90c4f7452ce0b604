"""A hook of MkDocs: shows the documents at the front door (ARCHITECTURE.md …) as pages of the documentation too.

On disk a page of docs/ links to `../ARCHITECTURE.md` and that document to `docs/adr/…`; both are turned into links
between pages, so that the same text holds in the repository and on the built site.
"""

import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

CHECKOUT = Path(__file__).resolve().parents[1]
FRONT_DOOR = ("ARCHITECTURE.md", "CONTRIBUTING.md", "GLOSSARY.md", "CHANGELOG.md")
_UP = re.compile(rf"\]\((?:\.\./)+(?P<name>{'|'.join(map(re.escape, FRONT_DOOR))})(?P<anchor>#[^)]*)?\)")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the documents at the front door."""
    for name in FRONT_DOOR:
        text = (CHECKOUT / name).read_text(encoding="utf-8")
        files.append(File.generated(config, name, content=text.replace("](docs/", "](")))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Point links to the front door at the pages added above."""
    del config, files
    up = "../" * page.file.src_uri.count("/")
    return _UP.sub(lambda link: f"]({up}{link['name']}{link['anchor'] or ''})", markdown)
