"""How much faster the engine `fast` cuts than jieba, on one core: part of `make bench`.

Invented text (`benchmarks.generator`) and, where a folder is named, real ones are cut by both, text
by text in turns. Each sentence is cut once: no memo has seen it, and each way of cutting has a
process of its own. `python -m benchmarks.segmentation [MEGABYTES] [FOLDER]`
"""

import multiprocessing
import resource
import sys
import time
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from benchmarks.generator import texts
from policytext.reading.clean import clean
from policytext.reading.corpus import Document, read_raw
from policytext.reading.segment import segment, segment_each, segmenter
from policytext.reading.structure import structure

MEGABYTES = 15
WAYS = ("whole texts", "by sentence", "sentences at once")
FIRST = "先读词典。"
TURN = 50_000  # characters: short turns would time what the other engine left in the cache


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
    chosen: Iterable = (
        texts(int(float(source) * 1e6), length=TURN) if is_number(source) else real_texts(source)
    )
    spent = {"jieba": 0.0, "fast": 0.0}
    for engine in spent:
        cut([FIRST], engine, way)
    n_bytes = n_sentences = 0
    for number, text in enumerate(chosen):
        found = {}
        for engine in sorted(spent, reverse=bool(number % 2)):
            begun = time.perf_counter()
            found[engine] = cut(text, engine, way)
            spent[engine] += time.perf_counter() - begun
        if found["jieba"] != found["fast"]:
            sys.exit(f"{source}: the engines differ in text {number + 1}")
        n_bytes += len("".join(text).encode())
        n_sentences += len(text)
    return n_bytes, n_sentences, spent


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
