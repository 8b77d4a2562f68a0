# SPDX-License-Identifier: GPL-3.0-or-later
"""No .cpp over 600 lines, half of them at most 150, few functions over 60; no words of unfinished work; no class that is
named after nothing in particular. Prints how much test and comment there is.

usage: sizes.py ROOT
"""
import re
import statistics
import sys

import sources

LONGEST = 600
MEDIAN = 150
LONG_FUNCTION = 60
LONG_FUNCTIONS = 0.02
PRODUCT = ("app", "core", "dicom", "ui")
UNFINISHED = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X)\b")
VAGUE = re.compile(r"\b(?:class|struct)\s+\w*(?:Manager|Helper|Utils?)\b(?!\s*[&*>])")
TEST_FRIEND = re.compile(r"\bfriend\s+class\s+\w*Test\b")
BEHIND = re.compile(r"\s//(?:/<)? \S")  # not the address in a text: a comment has spaces around it
VAGUE_FILE = re.compile(r"(?:Manager|Helper|Helpers|Utils?)\.(?:h|cpp)$")


LITERAL = re.compile(r"""//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+'""", re.DOTALL)
FUNCTION = re.compile(r"\)\s*(?:const|noexcept|override|final|mutable|->\s*[\w:<>,&*\s]+|:\s[^;{}]*|\s)*$")
NO_FUNCTION = re.compile(r"^\s*(?:\}\s*)?(?:if|else|for|while|switch|do|catch|namespace|class|struct|enum|union)\b")


def functions(content):
    """The lines of each function that has a body, with the number of its first line: by counting braces, which is enough
    for code that clang-format has laid out. A lambda is part of the function around it."""
    bare = LITERAL.sub(lambda found: "\n" * found.group().count("\n"), content)
    found = []
    depth = 0
    inside = None
    head = 0
    line = 1
    for position, letter in enumerate(bare):
        if letter == "\n":
            line += 1
        elif letter == "{":
            before = bare[head:position]
            if inside is None and FUNCTION.search(before) and not NO_FUNCTION.match(before.strip()):
                inside = (depth, line)
            depth += 1
            head = position + 1
        elif letter == "}":
            depth -= 1
            if inside and depth == inside[0]:
                found.append((inside[1], line - inside[1] + 1))
                inside = None
            head = position + 1
        elif letter == ";" and inside is None:
            head = position + 1
    return found


def comments(content):
    """Lines that are nothing but a comment, without the licence line; lines of code with a comment behind it, as members and
    values are documented; and lines with anything on them at all."""
    lines = [line.strip() for line in content.splitlines() if line.strip()]
    alone = sum(line.startswith("//") and "SPDX" not in line for line in lines)
    behind = sum(not line.startswith("//") and BEHIND.search(line) is not None for line in lines)
    return alone, behind, len(lines)


def measures(root):
    """What a reader of the whole meets: problems, and figures to print."""
    problems = []
    lengths = []
    bodies = []
    lines = {"product": 0, "tests": 0}
    said = also = 0
    for name, path in sources.files(root):
        if path.suffix not in (".h", ".cpp"):
            continue
        content = sources.text(path)
        own = name.split("/")[0] in PRODUCT
        alone, behind, whole = comments(content)
        lines["product" if own else "tests"] += whole
        if not own:
            continue
        said += alone
        also += behind
        if path.suffix == ".cpp":
            lengths.append(content.count("\n"))
            bodies += [(length, f"{name}:{start}") for start, length in functions(content)]
    median = statistics.median(lengths) if lengths else 0
    long = sorted((body for body in bodies if body[0] > LONG_FUNCTION), reverse=True)
    share = len(long) / len(bodies) if bodies else 0
    if median > MEDIAN:
        problems.append(f"half of the .cpp files have more than {median:g} lines, at most {MEDIAN}")
    if share > LONG_FUNCTIONS:
        problems += [f"{where}: a function of {length} lines" for length, where in long]
        problems.append(f"{share:.1%} of the functions have over {LONG_FUNCTION} lines, at most {LONG_FUNCTIONS:.0%}")
    figures = [f"median .cpp: {median:g} lines", f"functions over {LONG_FUNCTION} lines: {len(long)} of {len(bodies)}"]
    if lines["product"]:
        figures += [f"tests to code: {lines['tests'] / lines['product']:.2f}",
                    f"lines with a comment: {(said + also) / lines['product']:.1%} "
                    f"({said / lines['product']:.1%} with nothing else)"]
    return problems, figures


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
    return problems + measures(root)[0]


if __name__ == "__main__":
    print("; ".join(measures(sys.argv[1])[1]))
    sources.main(check)
