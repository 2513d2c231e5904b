"""Runs a notebook's code cells in their order, in one namespace, and keeps what they show, as a notebook does.

Run the tests with RIGA_GRANTS_GOLDENS=write to put what comes out now into the notebook, pictures and all.
"""

import ast
import base64
import io
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from matplotlib import pyplot as plt

Output = dict[str, Any]


def run(path: Path) -> list[tuple[str, list[Output], list[Output]]]:
    """Run a notebook in the current folder; give of each code cell its id, what it holds as shown, and what it shows now."""
    plt.switch_backend("agg")
    notebook = json.loads(path.read_text(encoding="utf-8"))
    space: dict[str, Any] = {"__name__": "__main__"}
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    ran = [(cell, list(_shown("".join(cell["source"]), number, space))) for number, cell in enumerate(cells, 1)]
    if os.environ.get("RIGA_GRANTS_GOLDENS") == "write":
        for number, (cell, outputs) in enumerate(ran, 1):
            cell.update(outputs=outputs, execution_count=number)
        path.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")
    return [(cell["id"], cell["outputs"], outputs) for cell, outputs in ran]


def _shown(source: str, number: int, space: dict[str, Any]) -> Iterator[Output]:
    """Run a cell; give its last expression, unless a semicolon hides it, and the charts that it has drawn."""
    *body, last = ast.parse(source).body
    if not isinstance(last, ast.Expr):
        body.append(last)
    exec(compile(ast.Module(body, []), f"<cell {number}>", "exec"), space)  # noqa: S102 - our own notebook
    if isinstance(last, ast.Expr):
        value = eval(compile(ast.Expression(last.value), f"<cell {number}>", "eval"), space)  # noqa: S307 - the same
        if value is not None:
            yield {"data": _forms(value), "execution_count": number, "metadata": {}, "output_type": "execute_result"}
    for figure in plt.get_fignums():
        picture = io.BytesIO()
        plt.figure(figure).savefig(picture, format="png", dpi=72)
        plt.close(figure)
        png = base64.b64encode(picture.getvalue()).decode() + "\n"
        yield {"data": {"image/png": png}, "metadata": {}, "output_type": "display_data"}


def _forms(value: object) -> dict[str, list[str]]:
    html = getattr(value, "_repr_html_", None)
    forms = {"text/html": html()} if html else {}
    return {kind: text.splitlines(keepends=True) for kind, text in {**forms, "text/plain": repr(value)}.items()}


def without_pictures(outputs: list[Output]) -> list[Output]:
    """Give outputs of which pictures only say that they are there: they are drawn differently on each computer."""
    return [
        one | {"data": {kind: kind.startswith("image/") or value for kind, value in one["data"].items()}} for one in outputs
    ]
