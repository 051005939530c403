"""The regular expressions of the package, how each is used, and what is hard for each."""

import ast
import importlib
import pkgutil
import random
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from re import _constants as op
from re import _parser
from types import ModuleType
from typing import NamedTuple

import policytext
from policytext.coding import formula_rules, formulas, quantities
from policytext.reading import characters

READERS_IN_THE_BOOK = ("chinese_passages", "chinese_search")
"""The modules of `book` that read text of a corpus."""
AT_A_PLACE = {"match", "fullmatch"}
"""Uses that look at one place only; all others look everywhere, as `finditer` does."""
EVERYWHERE = "finditer"


class Use(NamedTuple):
    """A regular expression under the name that it has in its module, and a way it is used."""

    name: str
    pattern: re.Pattern
    method: str

    def __call__(self, text: str) -> None:
        given = text.encode("utf-8", "replace") if isinstance(self.pattern.pattern, bytes) else text
        found = getattr(self.pattern, self.method)(given)
        if self.method == EVERYWHERE:
            for _ in found:
                pass


@cache
def modules() -> list[ModuleType]:
    """The modules of the package that read text."""
    found = []
    for module in pkgutil.walk_packages(policytext.__path__, "policytext."):
        _, _, rest = module.name.partition("policytext.book.")
        if not rest or rest in READERS_IN_THE_BOOK:
            found.append(importlib.import_module(module.name))
    return found


def within(value: object, name: str) -> Iterator[tuple[str, re.Pattern]]:
    """The regular expressions in a value: itself, or in containers and the rules of formulas."""
    if isinstance(value, re.Pattern):
        yield name, value
    elif isinstance(value, formula_rules.Rule):
        yield f"{name} {value.name}", re.compile(value.pattern)
        if value.needs:
            yield f"{name} {value.name} needs", re.compile(value.needs)
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from within(one, f"{name}[{key!r}]")
    elif isinstance(value, tuple | list):
        for place, one in enumerate(value):
            yield from within(one, f"{name}[{place}]")


def made_when_needed() -> Iterator[tuple[str, re.Pattern]]:
    """Those that functions make."""
    yield "characters.variant_or_radical", characters.variant_or_radical()
    others = characters.CHANGED_IN_PHRASES
    yield "characters.traditional_character", characters.traditional_character(others)
    for small in (True, False):
        yield f"quantities._measured({small})", quantities._measured(small)
    yield "quantities._unit_pattern", quantities._unit_pattern(*quantities.KINDS)
    yield "formulas.ANY_PATTERN", re.compile(formulas.ANY_PATTERN)
    yield "formulas.ANY_REFUSAL", re.compile(formulas.ANY_REFUSAL)
    yield "formulas.begins_refused", formulas.shipped_formulas().begins_refused


USED_AS = {
    "formula_rules.PATTERNS": {"fullmatch"},
    "formula_rules.REFUSALS": {"fullmatch"},
    "formulas.ANY_PATTERN": {"fullmatch"},
    "formulas.ANY_REFUSAL": {"fullmatch"},
    "formulas.begins_refused": {"match"},
    "quantities._measured": {"match"},
    "quantities._unit_pattern": {"match"},
    "quantities.REFUSED": {"match", EVERYWHERE},
    "structure.OPENS_LINE": {"match"},
    "structure.OPENS_CLAUSE": {"match"},
}
"""How those are used of which `methods_of_constants` cannot tell."""


@cache
def trees() -> dict[ModuleType, ast.AST]:
    """The syntax trees of the modules."""
    return {module: ast.parse(Path(module.__file__).read_text("utf-8")) for module in modules()}


@cache
def methods_of_constants() -> dict[int, set[str]]:
    """How each regular expression that has a name is used, by its `id`, in all modules.

    A use that cannot be seen, as where it is passed on, counts as `finditer`.
    """
    used: dict[int, set[str]] = {}
    for module, tree in trees().items():
        seen = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                seen.add(node.value)
                constant, method = vars(module).get(node.value.id), node.attr
                if method == "pattern":
                    continue
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node not in seen:
                constant, method = vars(module).get(node.id), EVERYWHERE
            else:
                continue
            if isinstance(constant, re.Pattern):
                used.setdefault(id(constant), set()).add(method)
    return used


@cache
def own_names(module: ModuleType) -> set[str]:
    """The names that a module gives, not those that it imports."""
    stored = (n for n in ast.walk(trees()[module]) if isinstance(n, ast.Name))
    return {name.id for name in stored if isinstance(name.ctx, ast.Store)}


def in_calls() -> Iterator[Use]:
    """Those that are written where they are used: `re.sub(r"…", …)`, `compiled("…").match`."""
    for module, tree in trees().items():
        short = module.__name__.rpartition(".")[2]
        outer = {
            node.value: node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)
        }
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            called = ast.unparse(node.func)
            method = outer.get(node, "") if called == "compiled" else called.removeprefix("re.")
            if called.startswith("re.") or called == "compiled":
                try:
                    pattern = re.compile(eval(ast.unparse(node.args[0]), dict(vars(module))))  # noqa: S307 - our own code
                except (NameError, TypeError):  # made of what is given, or of a row of a table
                    continue
                if method != "compile":
                    yield Use(f"{short}, line {node.lineno}", pattern, seen_as(method))


def seen_as(method: str) -> str:
    """A method of `match`, `fullmatch` and `finditer` that does the work of any one."""
    return method if method in AT_A_PLACE else EVERYWHERE


@cache
def uses() -> list[Use]:
    """Every regular expression of the package in each way that it is used."""
    found: dict[tuple[re.Pattern, str], Use] = {}

    def add(name: str, pattern: re.Pattern) -> None:
        told = (how for start, how in USED_AS.items() if name.startswith(start))
        methods = next(told, methods_of_constants().get(id(pattern), {EVERYWHERE}))
        for method in sorted({seen_as(method) for method in methods}):
            found.setdefault((pattern, method), Use(name, pattern, method))

    for module in modules():
        short = module.__name__.rpartition(".")[2]
        for name, value in vars(module).items():
            if name in own_names(module):
                for place, pattern in within(value, f"{short}.{name}"):
                    add(place, pattern)
    for name, pattern in made_when_needed():
        add(name, pattern)
    for use in in_calls():
        found.setdefault((use.pattern, use.method), use)
    return list(found.values())


class Hostile(NamedTuple):
    """Texts that may be hard: a beginning, a piece over and over, and an end."""

    begins: str
    piece: str
    ends: str

    def __call__(self, size: int) -> str:
        room = size - len(self.begins) - len(self.ends)
        return self.begins + (self.piece * (room // len(self.piece) + 1))[:room] + self.ends


class Halves(NamedTuple):
    """Texts that may be hard: a piece over and over, and then another one."""

    piece: str
    other: str

    def __call__(self, size: int) -> str:
        half = size // 2
        return self.piece[:0].join((one * (half // len(one) + 1))[:half] for one in self)


OTHERS = "甲a1 \n，。！x\0"
ENDS = ("", "！", "\n", "甲", "\0")


def hostile(pattern: re.Pattern, n: int) -> list[Hostile]:
    """So many texts of what a pattern looks for, over and over, that may not match in the end."""
    chance = random.Random(0)
    source = pattern.pattern
    if isinstance(source, bytes):
        source = source.decode("latin-1")
    tree = _parser.parse(source, pattern.flags & ~re.UNICODE)
    repeats = list(repeated(tree, []))
    letters = sorted({c for _ in range(30) for c in written(tree, chance)} | {"甲"})

    def write(part) -> str:
        return written(part, chance, letters)

    def alone() -> Hostile:
        return Hostile("", "".join(chance.choices(letters, k=chance.choice((1, 1, 2, 3)))), "")

    def whole() -> Hostile:
        made = write(tree)
        return Hostile("", made[: chance.choice((len(made), -1))], chance.choice(ENDS))

    def of_repeat() -> Hostile:
        before, body = chance.choice(repeats)
        begins = chance.choice(("", "", "甲", "a")) + write(before)
        piece = "".join(write(body) for _ in range(chance.choice((1, 1, 2))))
        if chance.random() < 0.3:
            return Hostile("", begins + piece * chance.choice((1, 3)), "")
        return Hostile(begins, piece, chance.choice(ENDS))

    makers = [alone, whole, *([of_repeat] * 3 if repeats else [])]
    found: dict[Hostile, None] = {}
    for turn in range(3 * n):
        one = makers[turn % len(makers)]()
        if one.piece and len(found) < n:
            found[one] = None
    return list(found)


def repeated(tree: _parser.SubPattern, before: list) -> Iterator[tuple[list, _parser.SubPattern]]:
    """What is repeated in a pattern, each with what stands before it."""
    before = list(before)
    for kind, given in tree:
        if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            if given[1] > 3:
                yield list(before), given[2]
            yield from repeated(given[2], before)
        elif kind is op.SUBPATTERN:
            yield from repeated(given[-1], before)
        elif kind is op.ATOMIC_GROUP:
            yield from repeated(given, before)
        elif kind is op.BRANCH:
            for branch in given[1]:
                yield from repeated(branch, before)
        before.append((kind, given))


def written(tree, chance: random.Random, letters: Sequence[str] = OTHERS) -> str:
    """A text that a pattern may match."""
    return "".join(one_written(kind, given, chance, letters) for kind, given in tree)


def one_written(kind, given, chance: random.Random, letters: Sequence[str]) -> str:
    """The same of one part of a pattern."""
    if kind is op.LITERAL:
        return chr(given)
    if kind is op.NOT_LITERAL:
        return next(c for c in OTHERS if ord(c) != given)
    if kind is op.ANY:
        return "甲"
    if kind is op.IN:
        return of_class(given, chance, letters)
    if kind is op.BRANCH:
        return written(chance.choice(given[1]), chance, letters)
    if kind is op.SUBPATTERN:
        return written(given[-1], chance, letters)
    if kind is op.ATOMIC_GROUP:
        return written(given, chance, letters)
    if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
        least, most, body = given
        n = chance.choice((least, least, min(most, least + 1), min(most, least + 3)))
        return "".join(written(body, chance, letters) for _ in range(n))
    return ""


CATEGORIES = {
    op.CATEGORY_DIGIT: "1",
    op.CATEGORY_SPACE: " ",
    op.CATEGORY_WORD: "a",
    op.CATEGORY_NOT_DIGIT: "a",
    op.CATEGORY_NOT_SPACE: "a",
    op.CATEGORY_NOT_WORD: " ",
}


def of_class(items: list, chance: random.Random, letters: Sequence[str]) -> str:
    """A character of a class; of one that names what it has not, one of some letters."""
    if items[0][0] is op.NEGATE:
        likely = [*letters, *OTHERS]
        outside = [c for c in likely if not any(holds(item, c) for item in items[1:])]
        return chance.choice(outside or ["龘"])
    kind, given = chance.choice(items)
    if kind is op.RANGE:
        return chr(chance.randint(*given))
    return CATEGORIES[given] if kind is op.CATEGORY else chr(given)


def holds(item: tuple, character: str) -> bool:
    """Whether a part of a class holds a character."""
    kind, given = item
    if kind is op.RANGE:
        return given[0] <= ord(character) <= given[1]
    if kind is op.CATEGORY:
        classes = {op.CATEGORY_DIGIT: r"\d", op.CATEGORY_SPACE: r"\s", op.CATEGORY_WORD: r"\w"}
        return bool(re.match(classes.get(given, "(?!)"), character))
    return given == ord(character)
