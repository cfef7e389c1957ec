"""The list that a bundle brings is the one that its About box reads."""

import licences

from digitpad.support.licences import components_of, installed_components


def bundled():
    return components_of(licences.as_json(licences.third_party()))


def test_the_about_box_finds_each_component_in_the_bundles_list():
    read = {one.name: one for one in bundled()}
    there = {one.name: one for one in installed_components()}
    assert read.keys() - {"pyinstaller"} == there.keys()
    for name, one in there.items():
        assert (read[name].version, read[name].licence) == (one.version, one.licence)
        if not name.lower().startswith(("pyside6", "shiboken6")):
            assert read[name].text == one.text, name


def test_qts_texts_are_read_with_what_uses_qt():
    (qt,) = [one for one in bundled() if one.name == "shiboken6"]
    assert qt.text.startswith("Qt and Qt for Python")
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in qt.text
