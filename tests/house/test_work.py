"""The worker finds its jobs and passes by itself; every one has a name of its own."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import pytest

from portal.running import work
from portal.running.work import HERE_JOBS_ARE_RUN, every_job, every_pass
from tests.house.sources import ROOT, modules, name_of, tree_of


def with_something_for_the_worker() -> list[str]:
    """Modules of the portal's rooms that are named for it."""
    here = HERE_JOBS_ARE_RUN.replace(".", "/") + ".py"
    return [
        name_of(path)
        for path in modules("portal")
        if path.stem in {"jobs", "passes"} and name_of(path) != here
    ]


@pytest.mark.parametrize("module", with_something_for_the_worker())
def test_a_module_for_the_worker_has_what_it_is_named_for(module: str) -> None:
    names = {"jobs": "JOBS", "passes": "PASSES"}
    wanted = names[Path(module).stem]
    assert f"\n{wanted} = (" in (ROOT / module).read_text("utf-8")


def test_each_is_found_and_has_a_name_of_its_own() -> None:
    names = Counter([job.name for job in every_job()] + [one.name for one in every_pass()])
    assert [name for name, times in names.items() if times > 1] == []
    assert {"thin_forecast_history", "answer_due_lines", "copy_pages", "level_search"} <= set(names)


def test_a_new_room_needs_no_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "attic").mkdir()
    (tmp_path / "attic" / "__init__.py").touch()
    monkeypatch.setattr(work, "PORTAL", tmp_path)
    monkeypatch.setattr("portal.__path__", [str(tmp_path), *__import__("portal").__path__])
    (tmp_path / "attic" / "passes.py").write_text("PASSES = ('a pass',)\n")
    assert [str(one) for one in every_pass()] == ["a pass"]
    assert every_job() == ()


def test_the_worker_names_no_room() -> None:
    imported = {
        node.module
        for node in ast.walk(tree_of(ROOT / "portal/worker.py"))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("portal.")
    }
    assert imported == {"portal.running.jobs", "portal.running.work"}
