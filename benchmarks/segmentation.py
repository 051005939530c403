"""How much faster the engine `fast` cuts than jieba, on one core: part of `make bench`.

Invented text (`benchmarks.generator`) and, where a folder is named, real ones are cut by both, in
turns. Each sentence is cut once: no memo has seen it, and each way of cutting has a process of its
own. Seconds are of the processor, so that other programs do not matter.
`python -m benchmarks.segmentation [MEGABYTES] [FOLDER]`
"""

import multiprocessing
import resource
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from benchmarks.generator import texts
from policytext.reading.clean import clean
from policytext.reading.corpus import Document, read_raw
from policytext.reading.segment import segment, segment_each, segmenter
from policytext.reading.structure import structure

MEGABYTES = 15
WAYS = ("whole texts", "by sentence", "sentences at once")
FIRST = "先读词典，秀洲。" * 1000  # makes engines read their dictionaries and models
LENGTH = 50_000  # characters of an invented text
TURN = 400_000  # characters: short turns would time what the other engine left in the cache


def real_texts(folder: str) -> list[list[str]]:
    """The sentences of each `.txt` file of a folder, cleaned, in the order of names."""
    paths = sorted(Path(folder).rglob("*.txt"))
    cleaned = [clean(read_raw(Document(path.stem, path)).text).text for path in paths]
    return [[sentence.text for sentence in structure(text)[1]] for text in cleaned]


def cut(text: list[str], engine: str, way: str) -> list:
    """The tokens of a text, given as sentences, by jieba's own function or by ours."""
    if engine == "fast" and way == "sentences at once":
        return segment_each(text)
    one = segmenter("jieba", None).tokenizer.lcut if engine == "jieba" else segment
    return one("".join(text)) if way == "whole texts" else [one(sentence) for sentence in text]


def measured(way: str, source: str) -> tuple[int, int, dict[str, float]]:
    """Bytes and sentences of a source, and the seconds that each engine takes over it.

    The source is megabytes of invented text or a folder. Stops the benchmark where tokens differ.
    """
    if is_number(source):
        chosen = [*texts(int(float(source) * 1e6), length=LENGTH)]  # all, before time is taken
    else:
        chosen = real_texts(source)
    spent = {"jieba": 0.0, "fast": 0.0}
    for engine in spent:
        cut([FIRST], engine, way)
    for number, turn in enumerate(turns(chosen)):
        found = {}
        for engine in sorted(spent, reverse=bool(number % 2)):
            begun = time.process_time()
            found[engine] = [cut(text, engine, way) for text in turn]
            spent[engine] += time.process_time() - begun
        if found["jieba"] != found["fast"]:
            sys.exit(f"{source}: the engines differ in turn {number + 1}")
    n_bytes = sum(len(sentence.encode()) for text in chosen for sentence in text)
    return n_bytes, sum(map(len, chosen)), spent


def turns(chosen: list[list[str]]) -> Iterator[list[list[str]]]:
    """The texts in groups of `TURN` characters or some more."""
    turn, n = [], 0
    for text in chosen:
        turn.append(text)
        n += sum(map(len, text))
        if n >= TURN:
            yield turn
            turn, n = [], 0
    if turn:
        yield turn


def is_number(source: str) -> bool:
    """Whether a source is megabytes of invented text."""
    return source.replace(".", "", 1).isdigit()


def peak_memory(engine: str) -> float:
    """Megabytes that a process takes at most that has cut one sentence with an engine."""
    if engine:
        segment(FIRST, engine=engine)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def alone(function, *arguments):
    """What a function returns in a fresh process."""
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawn) as pool:
        return pool.submit(function, *arguments).result()


def main() -> None:
    """Print seconds of both engines and their ratio, by source and way, and their memory."""
    sources = [argument for argument in sys.argv[1:] if not is_number(argument)]
    megabytes = [argument for argument in sys.argv[1:] if is_number(argument)] or [str(MEGABYTES)]
    print("\n| source | way of cutting | MB | sentences | jieba, s | fast, s | ratio |")
    print("| --- | --- | ---: | ---: | ---: | ---: | ---: |", flush=True)
    for source in megabytes + sources:
        for way in WAYS:
            n_bytes, n_sentences, spent = alone(measured, way, source)
            name = "invented" if is_number(source) else Path(source).name
            print(
                f"| {name} | {way} | {n_bytes / 1e6:.1f} | {n_sentences:,} | {spent['jieba']:.1f}"
                f" | {spent['fast']:.2f} | {spent['jieba'] / spent['fast']:.1f} |",
                flush=True,
            )
    base, jieba, fast = (alone(peak_memory, engine) for engine in ("", "jieba", "fast"))
    print(
        f"\nPeak memory: {base:.0f} MB before a dictionary is read, {jieba:.0f} MB with jieba,"
        f" {fast:.0f} MB with both"
    )


if __name__ == "__main__":
    main()
