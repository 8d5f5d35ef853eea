"""Confidence is a chance, and follows the reader's probabilities."""

import math

from hypothesis import given
from hypothesis import strategies as st

from ocr.confidence import WordFeatures, confidence, features, page_confidence

CHANCES = st.floats(0, 1)


@given(st.lists(CHANCES, max_size=20), CHANCES, st.booleans())
def test_confidence_is_a_chance(signs, line, number):
    assert 0 <= confidence(WordFeatures(tuple(signs), line, number)) <= 1


@given(st.lists(st.floats(0.05, 0.9), min_size=1, max_size=10), st.floats(0.3, 0.95))
def test_surer_signs_never_lower_it(signs, line):
    surer = tuple(min(0.99, p + 0.08) for p in signs)
    assert confidence(WordFeatures(surer, line, False)) >= confidence(WordFeatures(tuple(signs), line, False))


@given(st.lists(CHANCES, max_size=20), CHANCES)
def test_features_are_finite(signs, line):
    assert all(math.isfinite(value) for value in features(WordFeatures(tuple(signs), line, True)))


def test_long_words_count_more():
    assert page_confidence([("ab", 1.0), ("abcdef", 0.5)]) == (2 + 3) / 8
    assert page_confidence([]) == 0.0
