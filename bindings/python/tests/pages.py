# SPDX-License-Identifier: Apache-2.0
"""Runs the pages of the documentation: a how-to's blocks one after the other, a notebook in a kernel.

``python tests/pages.py`` writes what they print into them anew.
"""

from __future__ import annotations

import ast
import contextlib
import io
import os
import re
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
DOCS = HERE.parent / "docs"
HOW_TOS = [
    *sorted(DOCS.glob("how-to-*.md")),
    HERE.parent / "README.md",
    HERE.parent / "README.zh-CN.md",
    ROOT / "README.md",
    ROOT / "README.zh-CN.md",
]
NOTEBOOKS = sorted(DOCS.glob("*.ipynb"))

# A block of Python, and the block of text with what it prints.
_BLOCK = re.compile(r"^```python\n(?P<code>.*?)^```\n(?:\n```text\n(?P<output>.*?)^```\n)?", re.DOTALL | re.MULTILINE)

# Tables are as wide as the page, and messages in English.
_SURROUNDINGS = {"COLUMNS": "100", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}


@contextlib.contextmanager
def surroundings():
    """Runs from the root of the project, as the pages say."""
    before, folder = dict(os.environ), Path.cwd()
    os.environ.update(_SURROUNDINGS)
    os.environ.pop("MPLBACKEND", None)
    os.chdir(ROOT)
    try:
        yield
    finally:
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(before)


def run_block(code, namespace):
    """What a block prints; the value of a last expression is printed, too, as at a prompt."""
    tree = ast.parse(code)
    shows = isinstance(tree.body[-1], ast.Expr) and not is_print(tree.body[-1].value)
    last = tree.body.pop().value if shows else None
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(tree, "page", "exec"), namespace)
        value = eval(compile(ast.Expression(last), "page", "eval"), namespace) if last else None
        if value is not None:
            print(value)
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())


def is_print(node):
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"


def run_how_to(path):
    """The page with what its blocks print now. A block without a text after it prints what nobody needs to see."""
    namespace = {"__name__": "__main__"}

    def run(match):
        output = run_block(match["code"], namespace)
        shown = f"\n```text\n{output}```\n" if match["output"] is not None else ""
        return f"```python\n{match['code']}```\n{shown}"

    with surroundings():
        return _BLOCK.sub(run, path.read_text(encoding="utf-8"))


def run_notebook(path):
    """The notebook as it comes out of a fresh kernel."""
    notebook = nbformat.read(path, as_version=4)
    with surroundings():
        resources = {"metadata": {"path": str(ROOT)}}
        NotebookClient(notebook, timeout=120, kernel_name="python3", resources=resources).execute()
    for cell in notebook.cells:
        cell.metadata = {}
    notebook.metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    return notebook


def texts_of(notebook):
    """What each cell shows in words."""
    return [
        [output.get("text") or output.get("data", {}).get("text/plain") for output in cell.get("outputs", ())]
        for cell in notebook.cells
    ]


def main():
    for path in HOW_TOS:
        path.write_text(run_how_to(path), encoding="utf-8")
    for path in NOTEBOOKS:
        nbformat.write(run_notebook(path), path)
    print(f"written anew: {', '.join(path.name for path in [*HOW_TOS, *NOTEBOOKS])}", file=sys.stderr)


if __name__ == "__main__":
    main()
