"""Imports: the program's are Python's own, whatever PySide puts in their place."""

import builtins
import linecache

from desktop.qt.imports import import_plainly


def test_the_source_of_an_imported_module_is_not_kept(tmp_path, monkeypatch):
    module = tmp_path / "imported_plainly.py"
    module.write_text('"""Nothing."""\n', encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(builtins, "__import__", builtins.__feature_import__)
    import_plainly()
    __import__(module.stem)
    assert str(module) not in linecache.cache
