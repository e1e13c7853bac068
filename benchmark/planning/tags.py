"""Tags: pillars, labels, and the automatic ones that the product brings, each with a rule or given by hand.

A rule is a list of words and phrases, and a list of hashtags; how they are found, `benchmark.store.tag_words` says. What was
given or taken away by hand holds whatever the rule says, until it is left to the rule again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from benchmark.clock import utcnow
from benchmark.refusals import Refusal, folded, name_of
from benchmark.store import Store, directory, tag_rules, tag_words, tagging
from benchmark.store.directory import By, Reader
from benchmark.store.tag_rules import Tag, Trial
from benchmark.store.tagging import BY_HAND, TAKEN_AWAY
from benchmark.text import t, words
from benchmark.text.plain import plain

PURPOSES: Final = {"pillar": words("Content pillar"), "label": words("Label"), "automatic": words("Automatic")}
CONTEST: Final = "contest"
PARTNERSHIP: Final = "partnership"
_GIVEN_NAMES: Final = {CONTEST: words("Contests"), PARTNERSHIP: words("Partnerships")}
"""The names that the automatic tags come with, shown in the reader's language until somebody renames them."""
LONGEST_WORD: Final = 60
MOST_WORDS: Final = 200
"""So many words, and as many hashtags, a rule may have."""


@dataclass(frozen=True)
class Rule:
    """What makes a post carry a tag: one of the words in its text, or one of the hashtags."""

    words: tuple[str, ...] = ()
    hashtags: tuple[str, ...] = ()


def tags_in(reader: Reader, purpose: str | None = None) -> list[Tag]:
    """Return the tags that hold, of one purpose or of all, in the order they were made."""
    return [tag for tag in tagging.all_tags(reader) if purpose in (None, tag.purpose)]


def shown_name(tag: Tag) -> str:
    """Return a tag's name for people, plain text."""
    given = _GIVEN_NAMES.get(tag.id)
    return t(given) if given is not None and tag.name == given else tag.name


def find_tag(reader: Reader, tag: str) -> Tag:
    """Return a tag by its id or name.

    Raises:
        Refusal: ``unknown_tag``.
    """
    known = tagging.all_tags(reader)
    for each in known:
        if each.id == tag:
            return each
    for each in known:
        if folded(tag) in (folded(each.name), folded(shown_name(each))):
            return each
    raise Refusal("unknown_tag", name=tag)


def rule_of(words_: Iterable[str], hashtags: Iterable[str] = ()) -> Rule:
    """Return a rule as it is stored: each word once, what begins with ``#`` among the hashtags.

    Raises:
        Refusal: ``bad_word``, it is too long or there is nothing in it that could be found; ``many_words``.
    """
    said = [plain(word, 100 * LONGEST_WORD) for word in words_]
    tagged = [word for word in said if word[:1] in ("#", "＃")] + [plain(tag, 100 * LONGEST_WORD) for tag in hashtags]
    kept: dict[str, str] = {}
    for word in said:
        if word and word[:1] not in ("#", "＃"):
            kept.setdefault(_checked(word), word)
    names = dict.fromkeys(tag.lstrip("#＃").lower() for tag in tagged)
    names = {_hashtag(name): None for name in names if name}
    if max(len(kept), len(names)) > MOST_WORDS:
        raise Refusal("many_words", most=MOST_WORDS)
    return Rule(tuple(kept.values()), tuple(names))


def try_rule(reader: Reader, rule: Rule) -> Trial:
    """Return what a rule would find, with the latest examples; nothing is stored."""
    return tag_rules.trial(reader, rule.words, rule.hashtags)


def make_tag(store: Store, name: str, purpose: str, rule: Rule, *, actor: str) -> Tag:
    """Make a tag and find the posts that carry it.

    Args:
        store: where.
        name: for people, of its own among the tags.
        purpose: ``pillar`` or ``label``.
        rule: as `rule_of` returns it; an empty one makes a tag that is only given by hand.
        actor: who, for the audit.

    Raises:
        Refusal: ``bad_name``, ``name_taken``, ``bad_purpose``.
    """
    name, by = name_of(name), By(actor, utcnow())
    if purpose not in PURPOSES or purpose == "automatic":
        raise Refusal("bad_purpose", purpose=purpose, purposes="pillar, label")
    with store.transaction() as tx:
        _free(tx, name)
        tag = Tag(tagging.next_key(tx), directory.new_id(), name, purpose, rule.words, rule.hashtags)
        tagging.begin(tx, tag, by.at)
        directory.audit(tx, by, "tag.new", tag.id, _said(tag))
    return tag


def rename_tag(store: Store, tag: str, name: str, *, actor: str) -> Tag:
    """Give a tag another name.

    Raises:
        Refusal: ``unknown_tag``, ``bad_name``, ``name_taken``.
    """
    name, by = name_of(name), By(actor, utcnow())
    with store.transaction() as tx:
        before = find_tag(tx, tag)
        _free(tx, name, besides=before.key)
        after = replace(before, name=name)
        if after != before:
            tagging.begin(tx, after, by.at)
            directory.audit(tx, by, "tag.rename", after.id, f"{before.name} → {name}")
    return after


def change_rule(store: Store, tag: str, rule: Rule, *, actor: str) -> Tag:
    """Let a tag have another rule, and find anew which posts carry it; what was decided by hand stays.

    Raises:
        Refusal: ``unknown_tag``.
    """
    by = By(actor, utcnow())
    with store.transaction() as tx:
        before = find_tag(tx, tag)
        after = replace(before, words=rule.words, hashtags=rule.hashtags)
        if after != before:
            tagging.begin(tx, after, by.at)
            directory.audit(tx, by, "tag.rule", after.id, f"{_said(before)} → {_said(after)}")
    return after


def remove_tag(store: Store, tag: str, *, actor: str) -> Tag:
    """End a tag; `restore_tag` brings it back with all that was decided by hand.

    Raises:
        Refusal: ``unknown_tag``.
    """
    by = By(actor, utcnow())
    with store.transaction() as tx:
        found = find_tag(tx, tag)
        tagging.end(tx, found, by.at)
        directory.audit(tx, by, "tag.remove", found.id, _said(found))
    return found


def restore_tag(store: Store, tag_id: str, *, actor: str) -> Tag:
    """Begin a removed tag again; one that holds stays as it is.

    Raises:
        Refusal: ``unknown_tag``, there never was one; ``name_taken`` by another one meanwhile.
    """
    by = By(actor, utcnow())
    with store.transaction() as tx:
        found = next((each for each in tagging.last_entries(tx) if each.id == tag_id), None)
        if found is None:
            raise Refusal("unknown_tag", name=tag_id)
        _free(tx, found.name, besides=found.key)
        if found not in tagging.all_tags(tx):
            tagging.begin(tx, found, by.at)
            directory.audit(tx, by, "tag.restore", found.id, _said(found))
    return found


def put_on(store: Store, tag: str, posts: Sequence[int], *, actor: str) -> Tag:
    """Give a tag to posts, by their keys, whatever its rule says.

    Raises:
        Refusal: ``unknown_tag``, ``unknown_post``; so in the other two.
    """
    return _decide(store, tag, posts, BY_HAND, actor)


def take_off(store: Store, tag: str, posts: Sequence[int], *, actor: str) -> Tag:
    """Take a tag away from posts, whatever its rule says."""
    return _decide(store, tag, posts, TAKEN_AWAY, actor)


def leave_to_rule(store: Store, tag: str, posts: Sequence[int], *, actor: str) -> Tag:
    """Forget what was decided by hand: posts carry the tag if its rule finds them. Undoes the other two."""
    return _decide(store, tag, posts, None, actor)


def _decide(store: Store, tag: str, posts: Sequence[int], origin: int | None, actor: str) -> Tag:
    by = By(actor, utcnow())
    with store.transaction() as tx:
        found = find_tag(tx, tag)
        wanted = sorted(set(posts))
        native = tagging.named(tx, wanted)
        if len(native) != len(wanted):
            raise Refusal("unknown_post")
        tagging.decide(tx, found.key, wanted, origin)
        action = {BY_HAND: "tag.put", TAKEN_AWAY: "tag.take", None: "tag.leave"}[origin]
        for account_id, native_id in native:
            directory.audit(tx, by, action, found.id, f"{account_id} {native_id}")
    return found


def _free(reader: Reader, name: str, besides: int | None = None) -> None:
    for other in tagging.all_tags(reader):
        if other.key != besides and folded(name) in (folded(other.name), folded(shown_name(other))):
            raise Refusal("name_taken", name=shown_name(other))


def _checked(word: str) -> str:
    """Return what a word is looked for by."""
    sought = tag_words.folded(word)
    if not sought or len(word) > LONGEST_WORD:
        raise Refusal("bad_word", word=word[:LONGEST_WORD], longest=LONGEST_WORD)
    return sought


def _hashtag(name: str) -> str:
    if len(name) > LONGEST_WORD or any(sign.isspace() for sign in name):
        raise Refusal("bad_word", word=f"#{name[:LONGEST_WORD]}", longest=LONGEST_WORD)
    return name


def _said(tag: Tag) -> str:
    told = {"name": tag.name, "purpose": tag.purpose, "words": tag.words, "hashtags": tag.hashtags}
    return json.dumps(told, ensure_ascii=False)
