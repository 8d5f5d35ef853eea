"""Arabic text as this program compares it: one analyser for index, query, highlighting, linking and classification.

    fold    one spelling for letters that people, fonts and scanners mix up; offsets kept on request
    tokens  words and numbers with their places in the original text
    stem    light10: articles, particles and endings taken off a folded word
    rasm    the skeleton of a word without its dots, for text that a machine read

All functions are pure. A change in what they return must raise ANALYSER_VERSION: indexes built with another one are rebuilt.
"""

from domain.arabic.folding import Folded, digits, fold, fold_with_offsets
from domain.arabic.skeleton import rasm, rasm_of_folded
from domain.arabic.stemming import stem
from domain.arabic.words import Token, folded_words, tokens

ANALYSER_VERSION = 1

__all__ = [
    "ANALYSER_VERSION",
    "Folded",
    "Token",
    "digits",
    "fold",
    "fold_with_offsets",
    "folded_words",
    "rasm",
    "rasm_of_folded",
    "stem",
    "tokens",
]
