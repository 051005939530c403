"""What is a numeral, and what is a word that says something."""

import pandas as pd
import pytest

from policytext.measures import is_numeral
from policytext.tokens import is_content

NUMERALS = ["11.5%", "12％", "2023", "-3", "三十", "百", "〇", "两千", "零", "1.4万", "20-30"]
WORDS = ["三农", "百姓", "第一", "5G", "一体化", "两岸"]


@pytest.mark.parametrize("token", NUMERALS)
def test_numerals_are_recognised(token):
    assert is_numeral(pd.Series([token])).item()
    assert not is_content(token)


@pytest.mark.parametrize("token", WORDS)
def test_words_with_a_numeral_in_them_are_no_numerals(token):
    assert not is_numeral(pd.Series([token])).item()
    assert is_content(token)


@pytest.mark.parametrize("token", ["的", "年", "Q"])
def test_a_single_character_is_no_content(token):
    assert not is_content(token)
