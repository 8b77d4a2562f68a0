# SPDX-License-Identifier: GPL-3.0-or-later
"""What the checkers share: which files are ours, and how a checker ends."""
import pathlib
import sys

FOLDERS = ("app", "core", "dicom", "ui", "resources", "tests")


def files(root, folders=FOLDERS):
    """Every file below the folders, as (relative POSIX path, Path), in a fixed order."""
    root = pathlib.Path(root)
    for folder in folders:
        for path in sorted((root / folder).rglob("*")):
            relative = path.relative_to(root)
            if path.is_file() and "__pycache__" not in relative.parts:
                yield relative.as_posix(), path


def text(path):
    return path.read_text(encoding="utf-8", errors="replace")


def report(problems):
    """Prints each problem; the exit code says whether there were any."""
    for problem in problems:
        print(problem)
    print(f"{len(problems)} problem(s)")
    return 1 if problems else 0


def main(check):
    sys.exit(report(check(*sys.argv[1:])))
