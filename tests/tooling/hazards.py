# SPDX-License-Identifier: GPL-3.0-or-later
"""Every hazard names tests that exist: `Program`, `Program::slot` or `tooling_NAME`; several are separated by a comma.

usage: hazards.py ROOT
"""
import pathlib
import re

import sources

COLUMNS = ["id", "hazard", "cause", "effect", "control", "proving_test", "initial_risk", "residual_risk"]
RISK = re.compile(r"^[1-5]$")


def programs(root):
    """Test program -> its text."""
    return {path.stem: sources.text(path) for name, path in sources.files(root, ("tests",))
            if path.name.endswith("Test.cpp")}


def exists(test, known, checkers):
    program, _, slot = test.partition("::")
    if program in known:
        return not slot or re.search(rf"\bvoid\s+(\w+::)?{re.escape(slot)}\s*\(\s*\)", known[program]) is not None
    return not slot and test in checkers


def check_row(number, cells, known, checkers):
    if len(cells) != len(COLUMNS):
        return [f"line {number}: {len(cells)} columns instead of {len(COLUMNS)}"]
    row = dict(zip(COLUMNS, cells))
    problems = [f"line {number}: {column} is empty" for column in COLUMNS if not row[column].strip()]
    for column in ("initial_risk", "residual_risk"):
        if not RISK.match(row[column]):
            problems.append(f"line {number}: {column} is not 1 to 5")
    if row["residual_risk"] > row["initial_risk"]:
        problems.append(f"line {number}: the control makes the risk greater")
    for test in filter(None, (part.strip() for part in row["proving_test"].split(","))):
        if not exists(test, known, checkers):
            problems.append(f"line {number}: no such test: {test}")
    return problems


def check(root):
    root = pathlib.Path(root)
    lines = sources.text(root / "resources/safety/hazards.tsv").splitlines()
    if not lines or lines[0].split("\t") != COLUMNS:
        return ["the first line does not name the columns " + ", ".join(COLUMNS)]
    known = programs(root)
    checkers = {"tooling_" + path.stem for path in (root / "tests/tooling").glob("*.py")}
    problems = []
    seen = set()
    for number, line in enumerate(lines[1:], start=2):
        cells = line.split("\t")
        problems += check_row(number, cells, known, checkers)
        if cells[0] in seen:
            problems.append(f"line {number}: {cells[0]} stands twice")
        seen.add(cells[0])
    return problems if seen else ["no hazards at all"]


if __name__ == "__main__":
    sources.main(check)
