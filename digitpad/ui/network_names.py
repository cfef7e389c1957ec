"""What networks to begin with are called in the window."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def preset_title(name: str) -> str:
    """Return what the preset called ``name`` is called; the name itself for others."""
    translate = QCoreApplication.translate
    return {
        "tutorial": translate("NetworkNames", "Tutorial network"),
        "lenet": translate("NetworkNames", "LeNet-5"),
        "dense": translate("NetworkNames", "Fully connected only"),
        "modern": translate("NetworkNames", "Small modern network"),
        "deep": translate("NetworkNames", "Deep network"),
    }.get(name, name)
