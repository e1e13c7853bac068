"""Takes a pasted address apart, once and strictly, into the `Link` that every source's ``identify`` reads.

Pure and offline. Whether an address may be *reached* is decided in `sources.http`; here it is only decided whether it
is an address at all, and whether it pretends to be another one: a user name that looks like a host, a network's name
inside another domain, letters of several scripts in one label, an IP number in an odd spelling.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from urllib.parse import parse_qsl, quote, unquote, urlencode

import idna

from sources.base import Link
from sources.errors import LinkNotUnderstood

MAX_LENGTH = 2048

NETWORK_HOSTS: dict[str, str] = {
    "bsky.app": "bluesky",
    "facebook.com": "facebook", "fb.com": "facebook", "fb.me": "facebook",
    "instagram.com": "instagram", "instagr.am": "instagram",
    "linkedin.com": "linkedin", "lnkd.in": "linkedin",
    "news.ycombinator.com": "hackernews",
    **dict.fromkeys(
        ("pinterest.com", "pinterest.fr", "pinterest.de", "pinterest.co.uk", "pinterest.es", "pinterest.it", "pinterest.at",
         "pinterest.ch", "pinterest.pt", "pinterest.ie", "pinterest.dk", "pinterest.se", "pinterest.nz", "pinterest.ca",
         "pinterest.cl", "pinterest.jp", "pinterest.ph", "pinterest.ru", "pinterest.com.au", "pinterest.com.mx",
         "pinterest.co.kr", "pin.it"),
        "pinterest",
    ),
    "reddit.com": "reddit", "redd.it": "reddit",
    "snapchat.com": "snapchat",
    "t.me": "telegram", "telegram.me": "telegram", "telegram.dog": "telegram",
    "threads.net": "threads", "threads.com": "threads",
    "tiktok.com": "tiktok",
    "twitch.tv": "twitch",
    "viadeo.com": "viadeo", "viadeo.journaldunet.com": "viadeo",
    "wikipedia.org": "wikipedia",
    "x.com": "x", "twitter.com": "x", "t.co": "x",
    "youtube.com": "youtube", "youtu.be": "youtube", "youtube-nocookie.com": "youtube",
}  # fmt: skip
"""Hosts that belong to one network, subdomains included. Any other host is a website or a server of its own."""

_TRACKING = re.compile(
    r"^(utm_.*|fbclid|gclid|dclid|msclkid|yclid|twclid|ttclid|wbraid|gbraid|mc_cid|mc_eid|igsh|igshid|ig_mid|si|feature"
    r"|pp|ab_channel|mibextid|ref_src|ref_url|_ga|_gl|trk|trackingid|lipi|rcm|share_id|is_from_webapp|sender_device)$",
    re.IGNORECASE,
)
_SECRET = re.compile(
    r"^(?:.*[_-])?(?:token|secret|password|passwd|pwd|api_?key|auth|authorization|signature|credential|jwt)s?$",
    re.IGNORECASE,
)
"""Names of parameters whose values open a door."""
_LABEL = re.compile(r"^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$")
_NUMBER = re.compile(r"^(?:\d+|0x[0-9a-f]*)$")
_SCHEME = re.compile(r"^(https?):/*", re.IGNORECASE)
_TOGETHER = {"LATIN", "CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HANGUL", "BOPOMOFO"}
_OTHER_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_TWINS = dict(zip("аеорсухіјѕһԁԛԝвкмтнпαεικνορτυχω0135ı", "aeopcyxijshdqwbkmthnaeikvoptuxwolesi", strict=True))
"""Letters and digits that pass for a Latin letter; good enough to compare a host with the few known ones."""


def parse(text: str) -> Link:
    """Take an address apart, with or without its scheme.

    Raises:
        LinkNotUnderstood: ``bad_address`` when it is no web address, ``look_alike`` when it pretends to be another's,
            ``secret_in_link`` when its query carries a key.
    """
    if not text or len(text) > MAX_LENGTH or not is_printable(text) or any(sign in text for sign in ' \\<>"`{}|^'):
        raise LinkNotUnderstood("bad_address")
    scheme = _SCHEME.match(text)
    rest = text[scheme.end() :] if scheme else text.removeprefix("//")
    if _OTHER_SCHEME.match(rest):
        raise LinkNotUnderstood("bad_address")
    authority, tail = _split_authority(rest)
    if "@" in authority:
        raise LinkNotUnderstood("look_alike" if "." in authority.rsplit("@", 1)[0] else "bad_address")
    host, port = _host_and_port(authority, explicit=scheme is not None)
    wants_https = scheme is not None and scheme[1].lower() == "https"
    plain = is_local(host) and not wants_https
    if port == (80 if plain else 443) or (port == 80 and not is_local(host)):
        port = None
    return _link("http://" if plain else "https://", host, port, tail)


def network_of(host: str) -> str | None:
    """The network that owns this host, or None. A non-standard port belongs to nobody."""
    for known, network in NETWORK_HOSTS.items():
        if host == known or host.endswith("." + known):
            return network
    return None


def is_local(host: str) -> bool:
    """Whether a host can only be a machine of one's own: loopback, a private IP number or a name without a dot."""
    name = host.strip("[]")
    try:
        return not ipaddress.ip_address(name).is_global
    except ValueError:
        return "." not in name or name.endswith(".localhost")


def is_printable(text: str) -> bool:
    """Whether a text is free of control, direction, invisible and unassigned characters."""
    return all(character.isprintable() for character in text)


def mixes_scripts(text: str) -> bool:
    """Whether letters of scripts that are not written together stand in one word, as in ``аpple`` with a Cyrillic а."""
    scripts = {unicodedata.name(sign, "UNKNOWN").split(" ", 1)[0] for sign in text if sign.isalpha()}
    return len(scripts) > 1 and not scripts <= _TOGETHER


def is_domain(text: str) -> bool:
    """Whether a text can be a public domain name: dots, valid labels, and a last label that is no number."""
    labels = text.lower().rstrip(".").split(".")
    ascii_only = all(_LABEL.match(label) for label in labels)
    return len(labels) > 1 and ascii_only and len(labels[-1]) > 1 and not labels[-1].isdigit()


def _split_authority(rest: str) -> tuple[str, str]:
    end = min((place for place in (rest.find("/"), rest.find("?"), rest.find("#")) if place >= 0), default=len(rest))
    return rest[:end], rest[end:]


def _host_and_port(authority: str, *, explicit: bool) -> tuple[str, int | None]:
    """Host in its ASCII normal form (``www.`` kept) and the port as given."""
    name, port = authority, None
    found = re.match(r"^(.*?):(\d{0,5})$", authority) if not authority.endswith("]") else None
    if found and ":" not in found[1].replace("[", "").split("]")[-1]:
        name = found[1]
        port = int(found[2]) if found[2] else None
        if port is not None and not 0 < port < 65536:
            raise LinkNotUnderstood("bad_address")
    if name.startswith("[") and name.endswith("]"):
        return _ipv6(name[1:-1]), port
    host = _ascii_host(name)
    if _NUMBER.match(host.rsplit(".", 1)[-1]):
        try:
            return str(ipaddress.IPv4Address(host)), port
        except ValueError:
            raise LinkNotUnderstood("bad_address", host=host[:100]) from None
    single = "." not in host
    if single and host != "localhost" and not (explicit and port is not None):
        raise LinkNotUnderstood("unknown_link" if not explicit else "bad_address", host=host[:100])
    return host, port


def _ipv6(text: str) -> str:
    try:
        return f"[{ipaddress.IPv6Address(text)}]"
    except ValueError:
        raise LinkNotUnderstood("bad_address") from None


def _ascii_host(name: str) -> str:
    name = unquote(name) if "%" in name else name
    name = unicodedata.normalize("NFKC", name).lower().removesuffix(".")
    try:
        readable = idna.decode(name, uts46=True) if "xn--" in name else name
        host = name if name.isascii() else idna.encode(name, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError, IndexError):
        raise LinkNotUnderstood("bad_address") from None
    if len(host) > 253 or not all(_LABEL.match(label) for label in host.split(".")):
        raise LinkNotUnderstood("bad_address")
    if _looks_like_a_network(host, readable) or any(mixes_scripts(label) for label in readable.split(".")):
        raise LinkNotUnderstood("look_alike", host=host)
    return host


def _looks_like_a_network(host: str, readable: str) -> bool:
    if network_of(host):
        return False
    skeleton = "".join(_TWINS.get(letter, letter) for letter in readable)
    bare = skeleton.removeprefix("www.").removeprefix("m.")
    if bare in NETWORK_HOSTS or bare.replace("rn", "m") in NETWORK_HOSTS:
        return True
    return any(f".{known}{after}" in f".{host}." for known in NETWORK_HOSTS for after in ".-")


def _link(scheme: str, host: str, port: int | None, tail: str) -> Link:
    before_fragment = tail.split("#", 1)[0]
    raw_path, _, raw_query = before_fragment.partition("?")
    segments: list[str] = []
    for raw in raw_path.split("/"):
        segment = unquote(raw)
        if not is_printable(segment) or "\\" in segment:
            raise LinkNotUnderstood("bad_address")
        if segment == "..":
            segments = segments[:-1]
        elif segment not in ("", "."):
            segments.append(segment)
    try:
        pairs = parse_qsl(raw_query, keep_blank_values=True, max_num_fields=50)
    except ValueError:
        raise LinkNotUnderstood("bad_address") from None
    pairs = [(name, value) for name, value in pairs if not _TRACKING.match(name)]
    if any(value and _SECRET.match(name) for name, value in pairs):
        raise LinkNotUnderstood("secret_in_link")
    if not all(is_printable(name + value) for name, value in pairs):
        raise LinkNotUnderstood("bad_address")
    place = host if port is None else f"{host}:{port}"
    path = "".join("/" + quote(segment, safe="@:!$&'()*+,;=~-._") for segment in segments)
    path += "/" if segments and raw_path.endswith("/") else ""
    query = f"{'' if path else '/'}?{urlencode(pairs)}" if pairs else ""
    return Link(place.removeprefix("www."), tuple(segments), dict(pairs), f"{scheme}{place}{path}{query}")
