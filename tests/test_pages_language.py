"""Chinese on the pages is marked as Chinese."""

import re

import pytest
from built_pages import PAGES, needs_book, soup

from policytext.book.chinese_passages import PASSAGE, TEXT_ALONE, WITHOUT, mark

HAN = re.compile(r"[\u3400-\u9fff]")

CASES = [
    # an element of its own within English
    ("<p>It says 创新, often.</p>", '<p>It says <span lang="zh">创新</span>, often.</p>'),
    # the element itself where nothing else is in it
    ("<td>创新</td>", '<td lang="zh">创新</td>'),
    ("<a href='x'> 创新。 </a>", "<a href='x' lang=\"zh\"> 创新。 </a>"),
    # what stands between Chinese characters is part of the passage; English marks around it are not
    ("<p>“三个（2个）1+7 号”.</p>", '<p>“<span lang="zh">三个（2个）1+7 号</span>”.</p>'),
    (
        "<p>See 《规划》, 创新 + 科技</p>",
        '<p>See <span lang="zh">《规划》</span>, <span lang="zh">创新 + 科技</span></p>',
    ),
    # marked already, or marked as English within Chinese
    ('<p lang="zh-Hans">创新<b>产业</b></p>', '<p lang="zh-Hans">创新<b>产业</b></p>'),
    (
        '<div lang="zh"><p lang="en">new 新</p></div>',
        '<div lang="zh"><p lang="en">new <span lang="zh">新</span></p></div>',
    ),
    # after a Chinese element English goes on
    ('<i lang="zh">创</i><p>新 new</p>', '<i lang="zh">创</i><p><span lang="zh">新</span> new</p>'),
    # an element that has more than text
    ("<p>创新<br>产业</p>", '<p><span lang="zh">创新</span><br><span lang="zh">产业</span></p>'),
    # text alone can stand in these
    ("<title>创新</title>", "<title>创新</title>"),
    ("<textarea>创新</textarea>", "<textarea>创新</textarea>"),
    # in these too, which can be marked themselves
    ("<option>创新</option>", '<option lang="zh">创新</option>'),
    ("<option>new 新</option>", "<option>new 新</option>"),
    # code
    (
        "<pre><b>创新</b> = '新'</pre>",
        '<pre><b lang="zh">创新</b> = \'<span lang="zh">新</span>\'</pre>',
    ),
    ('<script>say("创新 < 1")</script>', '<script>say("创新 < 1")</script>'),
    ("<!-- 创新 -->", "<!-- 创新 -->"),
    ('<img alt="创新 > 1"><p>a</p>', '<img alt="创新 > 1"><p>a</p>'),
    ("<p>no Chinese, “quoted” – at all</p>", "<p>no Chinese, “quoted” – at all</p>"),
]


@pytest.mark.parametrize(("page", "marked"), CASES)
def test_a_passage_is_marked_where_it_stands(page, marked):
    assert mark(page) == marked
    assert mark(marked) == marked, "marked twice"


@needs_book
@pytest.mark.parametrize("page", PAGES)
def test_all_chinese_that_a_page_shows_is_marked(page):
    unmarked = []
    for text in soup(page).find_all(string=HAN):
        parents = list(text.parents)
        if {parent.name for parent in parents} & WITHOUT or type(text).__name__ == "Comment":
            continue
        if parents[0].name in TEXT_ALONE and not PASSAGE.fullmatch(text.strip()):
            continue  # English and Chinese in an element that can have none within
        said = next((parent["lang"] for parent in parents if parent.get("lang")), "")
        if not said.startswith("zh"):
            unmarked.append(str(text)[:60])
    assert unmarked == []
