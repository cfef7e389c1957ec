"""Names: those of classes in the tree, and those of the tests themselves."""

import ast
from collections import defaultdict
from pathlib import Path

import digitpad


def test_a_class_name_stands_once_in_the_tree():
    root = Path(digitpad.__file__).parent
    places = defaultdict(list)
    for file in root.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                places[node.name].append(file.relative_to(root).as_posix())
    assert len(places) > 500
    assert {name: files for name, files in places.items() if len(files) > 1} == {}


def test_no_test_is_named_by_bytes_that_change_with_the_time(request):
    packed = (r"\x1f\x8b", "BZh9", r"PK\x03\x04\x14")  # gzip, which holds the time; bzip2; zip
    named = [item.name for item in request.session.items if any(x in item.name for x in packed)]
    assert named == []
