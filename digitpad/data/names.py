"""What the names of files and folders say: which digit lies there, and for what it is."""

from __future__ import annotations

import re

TRAINING, TEST, VALIDATION = "training", "test", "validation"

_PARTS = {
    "train": TRAINING, "training": TRAINING, "tr": TRAINING,
    "test": TEST, "testing": TEST, "t10k": TEST, "eval": TEST,
    "val": VALIDATION, "valid": VALIDATION, "validation": VALIDATION, "dev": VALIDATION,
}  # fmt: skip
_CHINESE_PARTS = {
    "训练": TRAINING, "訓練": TRAINING, "测试": TEST, "測試": TEST, "验证": VALIDATION,
    "驗證": VALIDATION,
}  # fmt: skip
_WORDS = {
    word: digit
    for words in (
        ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
        "零一二三四五六七八九", "〇",
    )
    for digit, word in enumerate(words)
}  # fmt: skip
_PLAIN = re.compile(r"0*(\d+)")
_NAMED = re.compile(
    r"(?:digits?|class|label|number|num|nr|no|数字|數字|类别?|類別?|标签|標籤)[ _.-]*0*(\d+)"
)
_ENDING = re.compile(r"(sets?|images?|imgs?|data|folder)$")


def part_in(name: str) -> str:
    """Return the part of a data set that ``name`` means, "" where it says nothing of it.

    ``train``, ``Training``, ``x_train``, ``trainingSet``, ``mnist_test.csv``, ``t10k-images``,
    ``训练集``.
    """
    for chinese, part in _CHINESE_PARTS.items():
        if chinese in name:
            return part
    for word in re.split(r"[^a-z0-9]+", name.lower()):
        known = _PARTS.get(word) or _PARTS.get(_ENDING.sub("", word))
        if known:
            return known
    return ""


def without_part(name: str) -> str:
    """Return ``name`` without the words that say for what it is: that of the whole set."""
    words = re.split(r"[^a-z0-9]+", name.lower())
    return "-".join(word for word in words if word and not part_in(word))


def digit_in(name: str) -> tuple[int | None, bool]:
    """Return the digit that a folder's name means, None for none, and whether it is all the name.

    ``7``, ``07``, ``digit_7``, ``class 7``, ``seven``, ``七``, ``数字7``; neither ``10`` nor
    ``writer_7``.
    """
    lowered = name.lower().strip()
    plain = _PLAIN.fullmatch(lowered)
    match = plain or _NAMED.fullmatch(lowered)
    if match is None:
        return _WORDS.get(lowered), lowered in _WORDS
    number = int(match[1]) if len(match[1]) < 9 else 10
    return (number if number < 10 else None), plain is not None
