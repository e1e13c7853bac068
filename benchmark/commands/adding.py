"""add: links, handles, and websites with all their accounts."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from benchmark import brands
from benchmark.brands import Offer, Preview, Refusal, SitePreview, panels
from benchmark.commands.accounts import Asked, refused
from benchmark.commands.context import Context
from benchmark.commands.execute import DONE, FAILED, STOPPED
from benchmark.refusals import market_of, name_of, role_of
from benchmark.text import t
from sources import SOURCES, links
from sources.errors import AccountGone, SourceError, Stopped


@dataclass
class _Tally:
    """What became of each text and of each account that a website brought."""

    added: list[dict[str, Any]] = field(default_factory=list)
    refused: list[dict[str, str]] = field(default_factory=list)
    perhaps: list[dict[str, str]] = field(default_factory=list)
    """Accounts that websites link to without surely being theirs; nothing was tried."""


def add(ctx: Context, args: argparse.Namespace) -> int:
    """Look at each link live, then add its account; what cannot be added is named and the others go on.

    A website brings every account that is surely its own.
    """
    # What is typed wrong is refused before any network is asked.
    name_of(args.brand)
    role_of(args.role)
    market_of(args.market)
    for network in args.only or ():
        if network not in SOURCES:
            raise Refusal("unknown_network", network=network)
    if args.panel is not None:
        panels.find(ctx.store, args.panel)
    texts = [resolved.input for line in args.links for resolved in links.resolve_lines(line) or [links.resolve(line)]]
    tally = _Tally()
    done = 0
    for text in texts:
        if ctx.stop.requested():
            break
        ctx.out.progress(done, len(texts), text)
        try:
            _add_text(ctx, args, text, tally)
        except Stopped:
            break
        done += 1
    ctx.out.progress(len(texts), len(texts))
    ctx.out.document(vars(tally))
    if done < len(texts):
        ctx.out.error(t("Stopped. What was added before is there; add the others again."))
        return STOPPED
    return FAILED if tally.refused else DONE


def _add_text(ctx: Context, args: argparse.Namespace, text: str, tally: _Tally) -> None:
    try:
        if links.resolve(text).source == links.WEBSITE:
            _add_site(ctx, args, text, tally)
            return
        result = _add_seen(ctx, args, brands.preview(ctx.session.http, text, ctx.store, posts=0))
    except (SourceError, Refusal) as error:
        tally.refused.append(refused(ctx, text, error))
    else:
        tally.added.append({"input": text, **vars(result)})
        _say(ctx, result)


def _add_site(ctx: Context, args: argparse.Namespace, text: str, tally: _Tally) -> None:
    seen = brands.site(ctx.session.http, ctx.store, text, stopped=ctx.stop.requested)
    if seen.error is not None or seen.site is None:
        raise seen.error or SourceError("unknown_link")
    wanted = [offer for offer in seen.offers if not args.only or offer.found.identity.source in args.only]
    sure = [offer for offer in wanted if offer.found.sure]
    host = urlsplit(seen.site.url).netloc
    if not sure and not (wanted or seen.site.unsupported):
        raise AccountGone("nothing_found", host=host)
    for offer in sure:
        if ctx.stop.requested():
            raise Stopped
        _add_offer(ctx, args, text, offer, tally)
    for offer in wanted:
        if not offer.found.sure:
            _say_perhaps(ctx, args, text, offer, tally)
    if not sure and wanted:
        tally.refused.append(refused(ctx, text, SourceError("only_perhaps", host=host)))
    _say_unread(ctx, args, seen)


def _add_offer(ctx: Context, args: argparse.Namespace, text: str, offer: Offer, tally: _Tally) -> None:
    identity, told = offer.found.identity, _told(offer)
    try:
        if offer.waits is not None and not args.import_only:
            raise Asked(identity.source, offer.waits)
        result = _add_seen(ctx, args, brands.look_at(ctx.session.http, identity, ctx.store, posts=0))
    except (SourceError, Refusal) as error:
        tally.refused.append({**refused(ctx, identity.url, error), "input": text, **told})
        ctx.out.line(f"  {brands.where_sentence(offer.found)}")
        return
    tally.added.append({"input": text, **vars(result), **told})
    _say(ctx, result)
    ctx.out.line(f"  {brands.where_sentence(offer.found)}")


def _add_seen(ctx: Context, args: argparse.Namespace, seen: Preview) -> brands.Added:
    by_import = seen.import_only or (args.import_only and seen.lacks_key)
    if seen.error is not None and not by_import:
        raise Asked(seen.source, seen.error)
    if seen.identity is None or (seen.profile is None and not by_import):
        raise SourceError("unknown_link")
    if seen.profile is not None and seen.profile.status in {"gone", "private", "suspended", "moved"}:
        code = "not_found" if seen.profile.status == "gone" else seen.profile.status
        raise Asked(seen.source, SourceError(code, moved_to=seen.profile.moved_to))
    return brands.add(
        ctx.store,
        args.brand,
        seen.identity,
        seen.profile,
        own=args.own,
        panel=args.panel,
        market=args.market,
        role=args.role,
        import_only=by_import,
        actor=ctx.actor,
    )


def _say(ctx: Context, result: brands.Added) -> None:
    network = SOURCES[result.account_id.partition(":")[0]].label
    told = {"brand": result.brand, "account": result.account_id, "network": network}
    match result.outcome:
        case "new" if result.import_only:
            ctx.out.line(t("{brand}: added {account} on {network}. Its figures come by import and by hand.", **told))
        case "new":
            ctx.out.line(t("{brand}: added {account} on {network}.", **told))
        case "restored":
            ctx.out.line(t("{brand}: restored {account} on {network} with its history.", **told))
        case _:
            ctx.out.line(t("{brand}: {account} on {network} was there already.", **told))


def _say_perhaps(ctx: Context, args: argparse.Namespace, text: str, offer: Offer, tally: _Tally) -> None:
    identity = offer.found.identity
    tally.perhaps.append({"input": text, "source": identity.source, "url": identity.url, **_told(offer)})
    ctx.out.line(
        t(
            "Not added, as it may be somebody else's: {url} on {network}. If it is of {brand}, add it by this link.",
            url=identity.url,
            network=SOURCES[identity.source].label,
            brand=args.brand,
        )
    )
    ctx.out.line(f"  {brands.where_sentence(offer.found)}")


def _say_unread(ctx: Context, args: argparse.Namespace, seen: SitePreview) -> None:
    """What the site links to or has, and nobody could read."""
    if seen.site is None:
        return
    for each in seen.site.unsupported:
        if not args.only:
            ctx.out.line(
                t("Not added: {url}. {network} is not supported yet.", url=each.url, network=each.network.capitalize())
            )
    for sentence in brands.unread_sentences(seen.site):
        ctx.out.line(sentence)


def _told(offer: Offer) -> dict[str, str]:
    return {"where": offer.found.where, "page": offer.found.page}
