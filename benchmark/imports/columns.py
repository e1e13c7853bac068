"""What the columns of a file mean: guessed from their headers in English and French, or said by the user.

A header is compared without accents, case and signs. What stands in brackets is its unit: ``Followers (k)`` counts thousands,
``Date (UTC)`` tells the zone; brackets that name a part, such as ``(organic)``, keep a column from being guessed. Columns of
figures that are no observation (rates, changes, sums of a period) are known and left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from benchmark.imports.values import plain_letters
from benchmark.refusals import Refusal
from benchmark.text import words

FIELDS: Final = {
    "date": words("day or time"),
    "brand": words("brand"),
    "account": words("account"),
    "source": words("network"),
    "followers": words("followers"),
    "following": words("following"),
    "posts_total": words("posts in total"),
    "views_total": words("views in total"),
    "page_views": words("page views of the day"),
    "mentions": words("mentions of the day"),
    "published_at": words("time of publication"),
    "native_id": words("id of the post"),
    "url": words("link of the post"),
    "text": words("text"),
    "kind": words("format"),
    "likes": words("likes"),
    "comments": words("comments"),
    "shares": words("shares"),
    "quotes": words("quotes"),
    "views": words("views of the post"),
    "hashtags": words("hashtags"),
}
"""What a column can be, and how it is called on screen."""
COUNTS: Final = (
    "followers", "following", "posts_total", "views_total", "page_views", "mentions", "likes", "comments", "shares",
    "quotes", "views",
)  # fmt: skip
TIMES: Final = ("date", "published_at")
IGNORED: Final = "-"
VARIANTS: Final = {**dict.fromkeys(TIMES, ("dmy", "mdy")), **dict.fromkeys(COUNTS, ("comma", "point"))}
"""What may stand after a field and a colon: which of day and month is first, which sign is before decimals."""

_HEADERS: Final = {
    "date": "date|day|jour|date du jour|observed at|observed on|as of|snapshot date|reporting end date|end date|date de fin|releve|"
    "date de releve|date du releve|exported at|metrics at|timestamp",
    "brand": "brand|brand name|brand id|marque|nom de la marque|company|company name|entreprise|societe|organization|organisation|"
    "competitor|concurrent|competitor name",
    "account": "account|account id|account name|compte|nom du compte|page|page name|nom de la page|page url|url de la page|handle|"
    "profile|profile url|profil|lien du profil|username|user name|user|nom d utilisateur|utilisateur|identifiant|channel|chaine|"
    "channel name",
    "source": "source|network|social network|reseau|reseau social|platform|plateforme|social media|media social",
    "followers": "followers|follower|follower count|followers count|total followers|followers total|number of followers|abonnes|"
    "nombre d abonnes|nb abonnes|nb d abonnes|total abonnes|total des abonnes|abonnes total|nombre total d abonnes|subscribers|"
    "subscriber count|fans|fan count|page fans|page followers|audience|members|membres|nombre de membres|suiveurs",
    "following": "following|following count|follows|abonnements|suivis|comptes suivis|nombre d abonnements",
    "posts_total": "posts total|total posts to date|nombre total de publications|total de publications|publications total|"
    "statuses count|media count|video count",
    "views_total": "views total|total views to date|total channel views|nombre total de vues",
    "page_views": "page views|pageviews|pages vues|vues de page|vues de la page|consultations",
    "mentions": "mentions|nombre de mentions|mention count",
    "published_at": "published at|published|published on|publish time|publication date|date published|date de publication|"
    "publie le|"
    "posted at|posted on|post date|date du post|created at|created date|created time|post created date|heure de publication|"
    "publish date|posted",
    "native_id": "native id|post id|id|id du post|id de la publication|media id|video id|tweet id|status id|identifiant du post",
    "url": "url|link|lien|permalink|permalien|post url|post link|lien du post|lien de la publication|url du post",
    "text": "text|texte|caption|legende|message|post text|content|contenu|post title|title|titre|description|post message",
    "kind": "kind|type|format|post type|type de publication|type de post|content type|type de contenu|media type|format du post",
    "likes": "likes|like count|reactions|j aime|mentions j aime|nombre de j aime|favourites|favorites|favoris",
    "comments": "comments|comment count|commentaires|nombre de commentaires|replies|reponses",
    "shares": "shares|share count|partages|nombre de partages|reposts|retweets|republications|boosts|reblogs",
    "quotes": "quotes|quote count|citations|quote posts",
    "views": "views|view count|video views|vues|nombre de vues|vues de la video|plays|lectures",
    "hashtags": "hashtags|hashtag|tags|mots diese",
}  # fmt: skip
_BY_HEADER: Final = {header: name for name, headers in _HEADERS.items() for header in headers.split("|")}
_LEFT_OUT: Final = frozenset(
    {
        "new followers", "nouveaux abonnes", "gained followers", "net followers", "followers gained", "growth", "croissance",
        "total post engagements", "engagements", "engagement", "interactions", "engagement rate", "taux d engagement",
        "impressions", "reach", "portee", "clicks", "clics", "total posts", "reporting start date", "start date",
        "date de debut", "followers step", "hidden", "origin", "run id", "lang", "thumbnail url", "reactions detail",
        "first seen at", "deleted at", "followers at publication", "followers basis", "interactions at age", "age basis",
    }
)  # fmt: skip
_UNITS: Final = {
    1_000: ("k", "thousands", "thousand", "milliers", "en milliers", "in thousands", "000"),
    1_000_000: ("m", "millions", "million", "en millions", "in millions"),
}
_UNIT: Final = {word: unit for unit, units in _UNITS.items() for word in units}
_SAYS_NOTHING: Final = frozenset(
    {"total", "count", "nombre", "number", "nb", "all", "tous", "yyyy mm dd", "lifetime", "cumul"}
)
_BRACKETS: Final = re.compile(r"[(\[]([^)\]]*)[)\]]")


@dataclass(frozen=True)
class Column:
    """One column of a file and what it is taken for."""

    place: int
    """From 0."""
    header: str
    field: str | None = None
    """One of `FIELDS`; None when it is left out."""
    unit: int = 1
    zone: str | None = None
    """The zone of its times, where the header says so."""
    variant: str | None = None
    """One of `VARIANTS`, said by the user."""
    said: bool = False
    """Whether the user said what it is."""

    @property
    def letter(self) -> str:
        """The column's name in a spreadsheet: A, B, … AA."""
        letters, place = "", self.place + 1
        while place:
            place, rest = divmod(place - 1, 26)
            letters = chr(65 + rest) + letters
        return letters

    @property
    def label(self) -> str:
        """How messages name it."""
        return self.header or self.letter


def guess(headers: Sequence[str]) -> list[Column]:
    """Return the columns as far as their headers tell. Of several of one meaning the first counts."""
    columns: list[Column] = []
    for place, header in enumerate(headers):
        column = _of(place, header)
        taken = column.field is not None and any(other.field == column.field for other in columns)
        columns.append(replace(column, field=None) if taken else column)
    return columns


def is_known(header: str) -> bool:
    """Tell whether a text is the header of a column that is read, or of one that is left out on purpose."""
    return _of(0, header).field is not None or _words(header)[0] in _LEFT_OUT


def name_of(columns: Sequence[Column], column: Column) -> str:
    """Return a name of a column that `asked` understands: its header where no other has it, else its letter."""
    same = [other for other in columns if plain_letters(other.header) == plain_letters(column.header)]
    return column.header if column.header and len(same) == 1 else column.letter


def asked(columns: Sequence[Column], wishes: Sequence[str]) -> list[Column]:
    """Return the columns as the user says that they are.

    Args:
        columns: as they were guessed.
        wishes: each ``COL=FIELD``: a header or a letter of a column, a field, with its variant after a colon; ``COL=-`` leaves
            the column out.

    Raises:
        Refusal: ``map_form``, ``map_column``, ``map_field``, ``map_variant``, ``map_twice``.
    """
    result = list(columns)
    for wish in wishes:
        name, equals, meaning = wish.rpartition("=")
        if not equals or not name.strip() or not meaning.strip():
            raise Refusal("map_form", wish=wish)
        place = _place(result, name.strip())
        field, _, variant = meaning.strip().lower().partition(":")
        if field != IGNORED and field not in FIELDS:
            raise Refusal("map_field", field=field, fields=", ".join(FIELDS))
        if variant and variant not in VARIANTS.get(field, ()):
            raise Refusal("map_variant", field=field, variant=variant, variants=", ".join(VARIANTS.get(field, ("–",))))
        result[place] = replace(
            result[place], field=None if field == IGNORED else field, variant=variant or None, said=True
        )
    return _each_once(result)


def _each_once(columns: list[Column]) -> list[Column]:
    """What the user says of one column takes the same guess from another."""
    said: dict[str, Column] = {}
    for column in columns:
        if column.said and column.field is not None:
            if column.field in said:
                raise Refusal("map_twice", field=column.field, one=said[column.field].label, other=column.label)
            said[column.field] = column
    return [column if column.said or column.field not in said else replace(column, field=None) for column in columns]


def _place(columns: Sequence[Column], name: str) -> int:
    wanted = plain_letters(name)
    for column in columns:
        if plain_letters(column.header) == wanted:
            return column.place
    for column in columns:
        if column.letter.casefold() == wanted:
            return column.place
    raise Refusal("map_column", column=name, columns=", ".join(column.label for column in columns[:30]))


def _of(place: int, header: str) -> Column:
    name, brackets = _words(header)
    field = _BY_HEADER.get(name)
    unit, zone = 1, None
    for bracket in brackets:
        said = _spoken(bracket)
        if field in COUNTS and said in _UNIT:
            unit = _UNIT[said]
        elif field in TIMES and (found := _zone(bracket)):
            zone = found
        elif said not in _SAYS_NOTHING:
            field = None  # a part, a rate or another unit
    return Column(place, header, field, unit, zone)


def _words(header: str) -> tuple[str, list[str]]:
    """Return a header without signs, case and accents, and what stood in its brackets."""
    return _spoken(_BRACKETS.sub(" ", header)), [each.strip() for each in _BRACKETS.findall(header)]


def _spoken(text: str) -> str:
    return " ".join(re.sub(r"[^a-z0-9%]+", " ", plain_letters(text.replace("’", "'"))).split())


def _zone(text: str) -> str | None:
    if text.casefold() in ("utc", "gmt"):
        return "UTC"
    try:
        return ZoneInfo(text).key if "/" in text else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
