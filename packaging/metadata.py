"""Fills in what of the package's metadata depends on where the project lies: addresses.

A release is built where the address is known, and hands it over as DIGITPAD_REPOSITORY. Then the
package has links to it, and README, as an index of packages shows it, its pictures. Built elsewhere
the package has no addresses, rather than wrong ones.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

REPOSITORY = "DIGITPAD_REPOSITORY"  # environment variable: such as https://HOST/OWNER/digitpad
PICTURES = (".png", ".webp", ".gif", ".svg")
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)\s]+)\)")  # to a place in the checkout


class Addresses(MetadataHookInterface):
    """What hatchling calls with the metadata that pyproject.toml has."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Add README, and the addresses where they are known."""
        root = Path(self.root)
        text = (root / "README.md").read_text(encoding="utf-8")
        repository = os.environ.get(REPOSITORY, "").rstrip("/")
        if repository:
            version = (root / "digitpad" / "__init__.py").read_text(encoding="utf-8")
            tag = "v" + re.findall(r'^__version__ = "(.+)"$', version, re.MULTILINE)[0]
            text = with_addresses(text, repository, tag)
            metadata["urls"] = {
                "Homepage": repository,
                "Source": repository,
                "Issues": f"{repository}/issues",
                "Changelog": f"{repository}/blob/{tag}/CHANGELOG.md",
            }
        metadata["readme"] = {"content-type": "text/markdown", "text": text}


def with_addresses(text: str, repository: str, tag: str) -> str:
    """Return Markdown whose links into the checkout are those of its ``tag`` in ``repository``."""

    def absolute(link: re.Match[str]) -> str:
        path = link[1]
        kind = "raw" if path.partition("#")[0].endswith(PICTURES) else "blob"
        return f"]({repository}/{kind}/{tag}/{path})"

    return LINK.sub(absolute, text)
