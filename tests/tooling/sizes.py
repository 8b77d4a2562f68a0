# SPDX-License-Identifier: GPL-3.0-or-later
"""No .cpp over 600 lines; no words of unfinished work; no class that is named after nothing in particular.

usage: sizes.py ROOT
"""
import re

import sources

LONGEST = 600
UNFINISHED = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X)\b")
VAGUE = re.compile(r"\b(?:class|struct)\s+\w*(?:Manager|Helper|Utils?)\b(?!\s*[&*>])")
TEST_FRIEND = re.compile(r"\bfriend\s+class\s+\w*Test\b")
VAGUE_FILE = re.compile(r"(?:Manager|Helper|Helpers|Utils?)\.(?:h|cpp)$")


def check(root):
    problems = []
    for name, path in sources.files(root):
        if path.suffix not in (".h", ".cpp", ".py", ".sql", ".txt", "") or name.startswith("tests/data/"):
            continue
        content = sources.text(path)
        lines = content.splitlines()
        if path.suffix in (".h", ".cpp") and len(lines) > LONGEST:
            problems.append(f"{name}: {len(lines)} lines, at most {LONGEST}")
        if VAGUE_FILE.search(name):
            problems.append(f"{name}: a name that says nothing")
        for number, line in enumerate(lines, start=1):
            for pattern, why in ((UNFINISHED, "unfinished"), (VAGUE, "a name that says nothing"),
                                 (TEST_FRIEND, "a test is nobody's friend")):
                if path.suffix == ".py" and pattern is not UNFINISHED:
                    continue
                if pattern.search(line):
                    problems.append(f"{name}:{number}: {why}: {line.strip()}")
    return problems


if __name__ == "__main__":
    sources.main(check)
