"""What part of the time of counting tokens goes to cleaning and structure: part of `make bench`.

The texts are drawn, by Zipf's law, from the words of jieba's own dictionary, with numbers and
unknown names among them, and stand in pages with the dirt of real ones, so that no memo and no
shortcut is flattered. Each text is read once, in one process, when the dictionaries have been read.
Seconds are of the processor, so that other programs do not matter.
"""

import random
import sys
import tempfile
import time
from collections import Counter
from itertools import accumulate
from pathlib import Path

from benchmarks.generator import dictionary
from policytext.reading.clean import clean
from policytext.reading.corpus import Document, read_raw
from policytext.reading.segment import is_word, segment_each
from policytext.reading.structure import structure

MEGABYTES = 15
PARAGRAPHS = 60  # of a page, each of some 300 characters
PAGE = """\
首页 > 政务公开 > 讲话 >
下载
打印
【字号:大 中 小】
政 府 工 作 报 告
——{year}年1月8日在某市人民代表大会上
来源:某某日报 时间:{year}-01-09
某市市长　　某某
各位代表：
{body}
上一篇:某某会议召开
版权所有 某某网 某ICP备00000000号
"""


def pages(n_bytes: int, seed: int = 0) -> list[str]:
    """Pages of invented text of so many bytes in all, with ASCII marks and wide digits in some."""
    chance = random.Random(seed)
    words, weights = dictionary()
    weights = list(accumulate(weights))
    found: list[str] = []
    size = 0
    while size < n_bytes:
        paragraphs = []
        for _ in range(PARAGRAPHS):
            drawn = chance.choices(words, cum_weights=weights, k=130)
            for place in range(0, 130, 9):
                drawn[place] += chance.choice(
                    ["，", "，", "、", "；", "。", ",", f"{place}.5%", "的"]
                )
            drawn[65] += "".join(chr(chance.randrange(0x4E00, 0x9FA5)) for _ in range(3))
            paragraphs.append("　　" + "".join(drawn) + "。")
        page = PAGE.format(year=chance.randrange(1990, 2026), body="\r\n".join(paragraphs))
        found.append(page)
        size += len(page.encode())
    return found


def seconds_by_stage(folder: Path) -> dict[str, float]:
    """Seconds that reading, cleaning, structure, and cutting with counting take, over all files."""
    seconds = {"reading": 0.0, "cleaning": 0.0, "structure": 0.0, "cutting and counting": 0.0}
    counts: Counter[str] = Counter()
    segment_each([clean(PAGE).text] * 1000)  # reads the dictionaries
    for path in sorted(folder.iterdir()):
        times = [time.process_time()]
        raw = read_raw(Document(path.stem, path)).text
        times.append(time.process_time())
        text = clean(raw).text
        times.append(time.process_time())
        _, sentences = structure(text)
        times.append(time.process_time())
        for tokens in segment_each(sentence.text for sentence in sentences):
            counts.update(token for token in tokens if is_word(token))
        times.append(time.process_time())
        for stage, begun, ended in zip(seconds, times, times[1:], strict=False):
            seconds[stage] += ended - begun
    return seconds


def main() -> None:
    """Print the table of stages."""
    megabytes = float(sys.argv[1]) if len(sys.argv) > 1 else MEGABYTES
    with tempfile.TemporaryDirectory() as folder:
        for number, page in enumerate(pages(int(megabytes * 10**6))):
            Path(folder, f"{number:05d}.txt").write_text(page, "utf-8", newline="")
        seconds = seconds_by_stage(Path(folder))
    total = sum(seconds.values())
    print(f"\nFrom {megabytes:g} MB of pages to counted tokens, one process:")
    for stage, spent in seconds.items():
        print(f"  {stage:<22}{spent:8.1f} s  {spent / total:6.1%}{megabytes / spent:8.1f} MB/s")
    print(f"  cleaning and structure: {(seconds['cleaning'] + seconds['structure']) / total:.1%}")


if __name__ == "__main__":
    main()
