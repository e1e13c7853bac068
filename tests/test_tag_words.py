"""Words of a rule find whole words, whatever their case, accents and spelling; both ways of looking find the same."""

from __future__ import annotations

import numpy as np

from benchmark.store import Store, tag_words
from benchmark.store.tag_rules import SPELLED

FOUND = [
    ("offre", "L’offre du jour"),
    ("offre", "l'OFFRE"),
    ("offre", "lʼoffre"),
    ("strasse", "Die Straße nach Köln"),
    ("STRAßE", "strasse"),
    ("straße", "STRAẞE!"),
    ("été", "Un bel ETE"),
    ("ete", "e\u0301te\u0301"),
    ("aujourd'hui", "AUJOURD’HUI seulement"),
    ("coeur", "de tout CŒUR"),
    ("cœur", "Coeur de ville"),
    ("giveaway", "𝗚𝗜𝗩𝗘𝗔𝗪𝗔𝗬 time"),
    ("giveaway", "ＧＩＶＥＡＷＡＹ"),
    ("ＧＩＶＥＡＷＡＹ", "giveaway"),
    ("giveaway", "#giveaway"),
    ("giveaway", "(giveaway)"),
    ("jeu concours", "Grand JEU-CONCOURS"),
    ("jeu concours", "jeu \u00a0\n concours"),
    ("jeu-concours", "jeu concours"),
    ("istanbul", "İSTANBUL"),
    ("İstanbul", "istanbul"),
    ("σοφοσ", "ΣΟΦΌΣ"),
    ("все", "ВСЁ"),
    ("mode", "a mode"),
    ("giveaways", "two giveaways"),
    ("50 €", "pour 50 € !"),
    ("c++", "learn C++ now"),
    ("a.b", "a.b"),
    ("🎁", "x🎁y"),
    # no spaces are written around words here, so none are asked for
    ("プレゼント", "新作プレゼント企画"),
    ("抽奖", "转发抽奖活动"),
    ("이벤트", "이벤트를 엽니다"),
    ("giveaway", "giveawayキャンペーン"),
    ("แจก", "กิจกรรมแจกของ"),
]
NOT_FOUND = [
    ("win", "window"),
    ("win", "twin"),
    ("win", "win_ner"),
    ("win", "win2"),
    ("mode", "modes"),
    ("mode", "modé"[:-1] + "e\u0301e"),
    ("giveaway", "giveaways"),
    ("ad", "adidas"),
    ("a.b", "axb"),
    (r"a\d", "a1"),
    (".*", "anything"),
    ("jeu concours", "jeu du concours"),
    ("ギフト", "キフト"),  # a voicing mark makes another letter, it is no accent
    ("कि", "की"),
    ("ह", "हि"),
    ("ö", "oe"),
    ("win", ""),
]


def by_database(store: Store, words: tuple[str, ...], texts: list[str]) -> list[bool]:
    """What `patterns` find, as a changed rule looks for it."""
    bound = {
        "odd": tag_words.ODD,
        "odd_signs": tag_words.ODD_SIGNS,
        "usual_signs": tag_words.USUAL_SIGNS,
        "texts": texts,
    }
    patterns = tag_words.patterns(words)
    found = " OR ".join(f"regexp_matches(spelled, $p{number})" for number in range(len(patterns))) or "false"
    rows = store.rows(
        f"SELECT {found} FROM (SELECT {SPELLED} AS spelled, place FROM"
        " (SELECT unnest($texts::VARCHAR[]) AS text, generate_subscripts($texts::VARCHAR[], 1) AS place)) ORDER BY place",
        bound | {f"p{number}": pattern for number, pattern in enumerate(patterns)},
    )
    return [each for (each,) in rows]


def one_by_one(words: tuple[str, ...], texts: list[str]) -> list[bool]:
    """What `Finder` finds, as a reading looks for it."""
    return [tag_words.finder(words).finds(tag_words.folded_text(text)) for text in texts]


def test_a_word_is_found_however_it_is_written(store: Store) -> None:
    for word, text in FOUND:
        assert one_by_one((word,), [text]) == [True], (word, text)
        assert by_database(store, (word,), [text]) == [True], (word, text)


def test_a_part_of_a_word_is_not_found(store: Store) -> None:
    for word, text in NOT_FOUND:
        assert one_by_one((word,), [text]) == [False], (word, text)
        assert by_database(store, (word,), [text]) == [False], (word, text)


def test_both_ways_of_looking_find_the_same(store: Store) -> None:
    """600 texts of difficult signs, against 60 words made of the same signs."""
    chance = np.random.default_rng(7)
    signs = list("aeoisntkcdlAEOSœŒæßẞéÉèüÜñçøØłıİſK") + list("  --'’ʼ‘`´_.,#!%2٣½①ª") + [
        "\u0301", "\u0308", "\u00a0", "\u2011", "\u2028", "\u0085", "ς", "σ", "Σ", "ё", "е", "й", "и", "が", "か", "ー", "ｶ", "中", "한",
        "ไ", "ท", "हि", "ى", "𝗮", "𝗔", "ａ", "Ａ", "ﬁ", "🎁", "\ufe0f", "\u200d", "µ", "ŉ", "ǆ", "ΐ", "ﷺ", "ᾳ",
    ]  # fmt: skip

    def made(longest: int) -> str:
        return "".join(chance.choice(signs, size=chance.integers(1, longest)).tolist())

    texts = [made(40) for _ in range(600)]
    found = 0
    for _ in range(30):
        words = (made(4), made(3))
        if any("sss" in tag_words.folded(word) for word in words):
            continue  # which two of the three were meant is not worth a pattern
        quick = one_by_one(words, texts)
        assert quick == by_database(store, words, texts), words
        found += sum(quick)
    assert found > 200  # the comparison has something to compare


def test_every_letter_is_found_as_the_same_by_both(store: Store) -> None:
    letters = [chr(place) for place in range(0x80, 0x3000) if chr(place).isalpha()]
    for word in ("a", "e", "i", "o", "u", "s", "k", "oe", "ae", "ss", "и", "е", "α", "σ", "'", "a'a"):
        assert one_by_one((word,), letters) == by_database(store, (word,), letters), word


def test_long_texts_and_long_rules_are_looked_through(store: Store) -> None:
    words = (*tuple(f"phrase number {number} of many" for number in range(199)), "gewinnspiel")
    texts = ["lorem ipsum " * 850 + "Gewinnspiel!", "lorem ipsum " * 850, "PHRASE NUMBER 17 OF MANY"]
    assert len(texts[0]) > 10_000
    assert one_by_one(words, texts) == [True, False, True]
    assert by_database(store, words, texts) == [True, False, True]


def test_words_without_anything_to_find_find_nothing() -> None:
    assert [tag_words.folded(word) for word in ("", "  ", "-–-", "\u0301", "...")] == [""] * 5
    assert tag_words.patterns(("", "...")) == ()
    assert not tag_words.finder(("",)).finds("anything")
