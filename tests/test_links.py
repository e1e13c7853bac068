"""What pasted texts name: a table of what people really paste, and what must never get through."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources import SOURCES
from sources.errors import LinkNotUnderstood
from sources.links import WEBSITE, Resolved, resolve, resolve_lines
from sources.pasted import NETWORK_HOSTS

UC = "UCanvilanvilanvilanvil00"
DID = "did:plc:ewvi7nxzyoun6zhxrhs64oiz"
VIDEO = "dQw4w9WgXcQ"

NAMED = [
    # Bluesky
    ("https://bsky.app/profile/anvil.bsky.social", "bluesky", "@anvil.bsky.social"),
    ("http://bsky.app/profile/anvil.bsky.social", "bluesky", "@anvil.bsky.social"),
    ("bsky.app/profile/anvil.bsky.social", "bluesky", "@anvil.bsky.social"),
    ("www.bsky.app/profile/anvil.bsky.social/", "bluesky", "@anvil.bsky.social"),
    ("HTTPS://BSKY.APP/profile/Anvil.Bsky.Social", "bluesky", "@anvil.bsky.social"),
    ("https://bsky.app/profile/anvil.example", "bluesky", "@anvil.example"),
    ("https://bsky.app/profile/anvil.example/post/3kabc", "bluesky", "@anvil.example"),
    ("https://bsky.app/profile/anvil.example?utm_source=x&utm_medium=y", "bluesky", "@anvil.example"),
    ("https://bsky.app/profile/anvil.example#top", "bluesky", "@anvil.example"),
    (f"https://bsky.app/profile/{DID}", "bluesky", DID),
    (f"https://bsky.app/profile/{DID}/post/3kabc", "bluesky", DID),
    (f"https://bsky.app/profile/{DID.replace(':', '%3A')}", "bluesky", DID),
    (DID, "bluesky", DID),
    (f"at://{DID}/app.bsky.feed.post/3kabc", "bluesky", DID),
    ("at://anvil.example", "bluesky", "@anvil.example"),
    ("@anvil.bsky.social", "bluesky", "@anvil.bsky.social"),
    ("anvil.bsky.social", "bluesky", "@anvil.bsky.social"),
    ("Anvil.bsky.social", "bluesky", "@anvil.bsky.social"),
    ("https://anvil.bsky.social", "bluesky", "@anvil.bsky.social"),
    ("https://anvil.bsky.social/", "bluesky", "@anvil.bsky.social"),
    ("bluesky:anvil.example", "bluesky", "@anvil.example"),
    ("Bluesky:@anvil.example", "bluesky", "@anvil.example"),
    ("bluesky: anvil.example", "bluesky", "@anvil.example"),
    (f"bluesky:{DID}", "bluesky", DID),
    ("bluesky:https://bsky.app/profile/anvil.example", "bluesky", "@anvil.example"),
    # Mastodon
    ("https://mastodon.example/@anvil", "mastodon", "@anvil@mastodon.example"),
    ("mastodon.example/@anvil", "mastodon", "@anvil@mastodon.example"),
    ("http://mastodon.example/@Anvil/", "mastodon", "@anvil@mastodon.example"),
    ("https://mastodon.example/@anvil/112233445566778899", "mastodon", "@anvil@mastodon.example"),
    ("https://mastodon.example/@anvil?utm_campaign=x", "mastodon", "@anvil@mastodon.example"),
    ("https://mastodon.example/@anvil.rss", "mastodon", "@anvil@mastodon.example"),
    ("https://mastodon.example/users/anvil", "mastodon", "@anvil@mastodon.example"),
    ("https://mastodon.example/@anvil@other.example", "mastodon", "@anvil@other.example"),
    ("@anvil@mastodon.example", "mastodon", "@anvil@mastodon.example"),
    ("@Anvil@Mastodon.Example", "mastodon", "@anvil@mastodon.example"),
    ("acct:anvil@mastodon.example", "mastodon", "@anvil@mastodon.example"),
    ("mastodon:@anvil@mastodon.example", "mastodon", "@anvil@mastodon.example"),
    ("mastodon:anvil@mastodon.example", "mastodon", "@anvil@mastodon.example"),
    ("mastodon:https://mastodon.example/@anvil", "mastodon", "@anvil@mastodon.example"),
    ("http://127.0.0.1:3000/@anvil", "mastodon", "@anvil@127.0.0.1:3000"),
    # YouTube
    ("https://www.youtube.com/@anvil", "youtube", "@anvil"),
    ("https://www.youtube.com/@Anvil", "youtube", "@anvil"),
    ("youtube.com/@anvil", "youtube", "@anvil"),
    ("http://youtube.com/@anvil/", "youtube", "@anvil"),
    ("https://m.youtube.com/@anvil/videos", "youtube", "@anvil"),
    ("https://music.youtube.com/@anvil", "youtube", "@anvil"),
    ("https://www.youtube.com/@anvil?si=Xq1", "youtube", "@anvil"),
    ("https://www.youtube.com/@anvil/shorts", "youtube", "@anvil"),
    ("https://www.youtube.com/@anvil.works", "youtube", "@anvil.works"),
    ("https://www.youtube.com/@caf%C3%A9-anvil", "youtube", "@café-anvil"),
    (f"https://www.youtube.com/channel/{UC}", "youtube", UC),
    (f"youtube.com/channel/{UC}/about", "youtube", UC),
    (f"https://m.youtube.com/channel/{UC}?sub_confirmation=1", "youtube", UC),
    (f"https://www.youtube.com/feeds/videos.xml?channel_id={UC}", "youtube", UC),
    (f"https://www.youtube.com/playlist?list=UU{UC[2:]}", "youtube", UC),
    ("https://www.youtube.com/feeds/videos.xml?user=anvil", "youtube", "user/anvil"),
    ("https://www.youtube.com/c/AnvilWorks", "youtube", "c/anvilworks"),
    ("https://www.youtube.com/c/AnvilWorks/videos", "youtube", "c/anvilworks"),
    ("https://www.youtube.com/user/AnvilWorks", "youtube", "user/anvilworks"),
    ("https://www.youtube.com/AnvilWorks", "youtube", "c/anvilworks"),
    (f"https://www.youtube.com/watch?v={VIDEO}", "youtube", f"video/{VIDEO}"),
    (f"https://www.youtube.com/watch?app=desktop&v={VIDEO}&t=10s&list=PLx", "youtube", f"video/{VIDEO}"),
    (f"https://youtu.be/{VIDEO}", "youtube", f"video/{VIDEO}"),
    (f"https://youtu.be/{VIDEO}?si=abc&t=5", "youtube", f"video/{VIDEO}"),
    (f"youtu.be/{VIDEO}", "youtube", f"video/{VIDEO}"),
    (f"https://www.youtube.com/shorts/{VIDEO}?feature=share", "youtube", f"video/{VIDEO}"),
    (f"https://www.youtube.com/live/{VIDEO}", "youtube", f"video/{VIDEO}"),
    (f"https://www.youtube.com/embed/{VIDEO}", "youtube", f"video/{VIDEO}"),
    (f"https://www.youtube-nocookie.com/embed/{VIDEO}", "youtube", f"video/{VIDEO}"),
    (UC, "youtube", UC),
    (f"youtube:{UC}", "youtube", UC),
    ("youtube:@anvil", "youtube", "@anvil"),
    ("youtube:anvil", "youtube", "@anvil"),
    ("YouTube:@Anvil", "youtube", "@anvil"),
    ("youtube:user/Anvil", "youtube", "user/anvil"),
    ("youtube:https://www.youtube.com/@anvil", "youtube", "@anvil"),
    # Twitch
    ("https://www.twitch.tv/anvil", "twitch", "@anvil"),
    ("https://www.twitch.tv/anvil/", "twitch", "@anvil"),
    ("http://twitch.tv/anvil", "twitch", "@anvil"),
    ("twitch.tv/anvil", "twitch", "@anvil"),
    ("WWW.TWITCH.TV/Anvil_Works", "twitch", "@anvil_works"),
    ("https://m.twitch.tv/anvil?desktop-redirect=true", "twitch", "@anvil"),
    ("https://go.twitch.tv/anvil", "twitch", "@anvil"),
    ("https://www.twitch.tv/anvil/videos?filter=archives&sort=time", "twitch", "@anvil"),
    ("https://www.twitch.tv/anvil/about", "twitch", "@anvil"),
    ("https://www.twitch.tv/anvil/schedule#monday", "twitch", "@anvil"),
    ("https://www.twitch.tv/anvil/clip/FunnyAnvil-abc_DEF", "twitch", "@anvil"),
    ("https://www.twitch.tv/popout/anvil/chat", "twitch", "@anvil"),
    ("https://www.twitch.tv/embed/anvil/chat?parent=brand.example", "twitch", "@anvil"),
    ("https://player.twitch.tv/?channel=anvil&parent=brand.example", "twitch", "@anvil"),
    ("https://dashboard.twitch.tv/u/anvil/stream-manager", "twitch", "@anvil"),
    ("https://www.twitch.tv/anvil?utm_source=share&tt_medium=x", "twitch", "@anvil"),
    ("twitch:anvil", "twitch", "@anvil"),
    ("Twitch:@Anvil", "twitch", "@anvil"),
    ("twitch:https://www.twitch.tv/anvil", "twitch", "@anvil"),
    # Facebook
    ("https://www.facebook.com/AnvilWorks", "facebook", "@anvilworks"),
    ("http://facebook.com/anvil.works/", "facebook", "@anvil.works"),
    ("facebook.com/anvil", "facebook", "@anvil"),
    ("FACEBOOK.COM/Anvil", "facebook", "@anvil"),
    ("fb.com/anvil", "facebook", "@anvil"),
    ("https://m.facebook.com/anvil?ref=page_internal&mibextid=Zx", "facebook", "@anvil"),
    ("https://mbasic.facebook.com/anvil", "facebook", "@anvil"),
    ("https://fr-fr.facebook.com/anvil", "facebook", "@anvil"),
    ("https://web.facebook.com/anvil/about_details", "facebook", "@anvil"),
    ("https://www.facebook.com/anvil/posts/pfbid02AbCdEf", "facebook", "@anvil"),
    ("https://www.facebook.com/anvil/videos/1234567890/", "facebook", "@anvil"),
    ("https://www.facebook.com/anvil/photos_stream?tab=photos", "facebook", "@anvil"),
    ("https://www.facebook.com/pg/anvil/posts/", "facebook", "@anvil"),
    ("https://www.facebook.com/@anvil", "facebook", "@anvil"),
    ("https://www.facebook.com/profile.php?id=100064412345678", "facebook", "100064412345678"),
    ("https://m.facebook.com/profile.php?id=100064412345678&sk=about", "facebook", "100064412345678"),
    ("https://www.facebook.com/100064412345678", "facebook", "100064412345678"),
    ("https://www.facebook.com/pages/Anvil-Works/100064412345678", "facebook", "100064412345678"),
    ("https://www.facebook.com/pages/Anvil-Works/100064412345678?sk=photos", "facebook", "100064412345678"),
    ("https://www.facebook.com/pages/category/Brand/Anvil-Works-100064412345678/", "facebook", "100064412345678"),
    ("https://www.facebook.com/Anvil-Works-100064412345678/", "facebook", "100064412345678"),
    ("https://www.facebook.com/people/Anvil-Works/100064412345678/", "facebook", "100064412345678"),
    ("https://www.facebook.com/p/Anvil-Works-100064412345678/", "facebook", "100064412345678"),
    ("https://m.facebook.com/story.php?story_fbid=pfbid02&id=100064412345678", "facebook", "100064412345678"),
    ("https://www.facebook.com/permalink.php?story_fbid=1&id=100064412345678", "facebook", "100064412345678"),
    ("facebook:anvil", "facebook", "@anvil"),
    ("facebook:@Anvil.Works", "facebook", "@anvil.works"),
    ("Facebook:100064412345678", "facebook", "100064412345678"),
    ("facebook:https://fb.com/anvil", "facebook", "@anvil"),
    # X
    ("https://x.com/anvil", "x", "@anvil"),
    ("https://x.com/AnvilWorks", "x", "@anvilworks"),
    ("http://x.com/anvil/", "x", "@anvil"),
    ("x.com/anvil", "x", "@anvil"),
    ("www.x.com/anvil", "x", "@anvil"),
    ("HTTPS://X.COM/Anvil", "x", "@anvil"),
    ("https://x.com/@anvil", "x", "@anvil"),
    ("https://x.com/anvil?s=20&t=Xq1", "x", "@anvil"),
    ("https://x.com/anvil?ref_src=twsrc%5Egoogle", "x", "@anvil"),
    ("https://x.com/anvil/with_replies", "x", "@anvil"),
    ("https://x.com/anvil/status/1985000000000000001", "x", "@anvil"),
    ("https://x.com/anvil/status/1985000000000000001/photo/1", "x", "@anvil"),
    ("https://twitter.com/anvil", "x", "@anvil"),
    ("twitter.com/Anvil_Works", "x", "@anvil_works"),
    ("https://www.twitter.com/anvil/media", "x", "@anvil"),
    ("https://mobile.twitter.com/anvil", "x", "@anvil"),
    ("https://m.twitter.com/anvil", "x", "@anvil"),
    ("https://mobile.x.com/anvil", "x", "@anvil"),
    ("https://twitter.com/intent/follow?screen_name=Anvil&ref_src=x", "x", "@anvil"),
    ("https://x.com/intent/user?user_id=2244994945", "x", "2244994945"),
    ("https://x.com/i/user/2244994945", "x", "2244994945"),
    ("x:anvil", "x", "@anvil"),
    ("X:@Anvil", "x", "@anvil"),
    ("x:https://twitter.com/anvil", "x", "@anvil"),
    # Reddit
    ("https://www.reddit.com/r/anvil", "reddit", "@r/anvil"),
    ("https://www.reddit.com/r/anvil/", "reddit", "@r/anvil"),
    ("http://reddit.com/r/Anvil", "reddit", "@r/anvil"),
    ("reddit.com/R/anvil", "reddit", "@r/anvil"),
    ("https://old.reddit.com/r/anvil/new/", "reddit", "@r/anvil"),
    ("https://new.reddit.com/r/anvil/top?t=month", "reddit", "@r/anvil"),
    ("https://np.reddit.com/r/anvil", "reddit", "@r/anvil"),
    ("https://m.reddit.com/r/anvil", "reddit", "@r/anvil"),
    ("https://sh.reddit.com/r/anvil?rdt=51234", "reddit", "@r/anvil"),
    ("https://www.reddit.com/r/anvil/comments/1abcde/a_new_anvil/", "reddit", "@r/anvil"),
    ("https://www.reddit.com/r/anvil/s/AbCdEf123", "reddit", "@r/anvil"),
    ("https://www.reddit.com/r/anvil/comments/1abcde/_/kx1?utm_source=share&context=3", "reddit", "@r/anvil"),
    ("https://www.reddit.com/r/anvil/.rss", "reddit", "@r/anvil"),
    ("https://www.reddit.com/user/Anvil_Works/", "reddit", "@u/anvil_works"),
    ("https://www.reddit.com/user/anvil-works/submitted/", "reddit", "@u/anvil-works"),
    ("https://www.reddit.com/u/anvil", "reddit", "@u/anvil"),
    ("https://www.reddit.com/r/u_anvil/", "reddit", "@u/anvil"),
    ("https://www.reddit.com/user/anvil/comments/1abcde/a_new_anvil/", "reddit", "@u/anvil"),
    ("r/anvil", "reddit", "@r/anvil"),
    ("/r/Anvil/", "reddit", "@r/anvil"),
    ("u/Anvil-Works", "reddit", "@u/anvil-works"),
    ("/u/anvil", "reddit", "@u/anvil"),
    ("reddit:r/anvil", "reddit", "@r/anvil"),
    ("Reddit:/u/anvil", "reddit", "@u/anvil"),
    ("reddit:@r/anvil", "reddit", "@r/anvil"),
    ("reddit:https://www.reddit.com/r/anvil", "reddit", "@r/anvil"),
    # Instagram
    ("https://www.instagram.com/anvil/", "instagram", "@anvil"),
    ("https://www.instagram.com/Anvil.Works/?igsh=MzRlODBiNWFlZA==", "instagram", "@anvil.works"),
    ("http://instagram.com/anvil", "instagram", "@anvil"),
    ("instagram.com/anvil_works", "instagram", "@anvil_works"),
    ("INSTAGRAM.COM/ANVIL", "instagram", "@anvil"),
    ("https://instagr.am/anvil", "instagram", "@anvil"),
    ("https://m.instagram.com/anvil/?hl=fr", "instagram", "@anvil"),
    ("https://www.instagram.com/anvil/reels/", "instagram", "@anvil"),
    ("https://www.instagram.com/anvil/tagged/?utm_source=ig_web_button_share_sheet", "instagram", "@anvil"),
    ("https://www.instagram.com/anvil/p/CAbCdEfGhIj/", "instagram", "@anvil"),
    ("https://www.instagram.com/anvil/reel/CAbCdEfGhIj/", "instagram", "@anvil"),
    ("https://www.instagram.com/stories/anvil/3141592653589793238/", "instagram", "@anvil"),
    ("https://www.instagram.com/_u/anvil", "instagram", "@anvil"),
    ("https://www.instagram.com/@anvil", "instagram", "@anvil"),
    ("instagram:anvil", "instagram", "@anvil"),
    ("instagram:@Anvil", "instagram", "@anvil"),
    ("Instagram:https://www.instagram.com/anvil/", "instagram", "@anvil"),
    # LinkedIn
    ("https://www.linkedin.com/company/anvil-works", "linkedin", "@anvil-works"),
    ("https://www.linkedin.com/company/anvil-works/", "linkedin", "@anvil-works"),
    ("http://linkedin.com/company/Anvil-Works", "linkedin", "@anvil-works"),
    ("linkedin.com/company/anvil", "linkedin", "@anvil"),
    ("HTTPS://WWW.LINKEDIN.COM/COMPANY/ANVIL", "linkedin", "@anvil"),
    ("https://fr.linkedin.com/company/anvil", "linkedin", "@anvil"),
    ("https://m.linkedin.com/company/anvil", "linkedin", "@anvil"),
    ("https://www.linkedin.com/mwlite/company/anvil", "linkedin", "@anvil"),
    ("https://www.linkedin.com/organization-guest/company/anvil", "linkedin", "@anvil"),
    ("https://www.linkedin.com/company/anvil/posts/?feedView=all", "linkedin", "@anvil"),
    ("https://www.linkedin.com/company/anvil/about/", "linkedin", "@anvil"),
    ("https://www.linkedin.com/company/anvil?trk=public_profile&originalSubdomain=fr", "linkedin", "@anvil"),
    ("https://www.linkedin.com/company/johnson-&-sons", "linkedin", "@johnson-&-sons"),
    ("https://www.linkedin.com/company/caf%C3%A9-anvil", "linkedin", "@café-anvil"),
    ("https://www.linkedin.com/company/2414183/", "linkedin", "2414183"),
    ("https://www.linkedin.com/company/2414183/admin/dashboard/", "linkedin", "2414183"),
    ("https://www.linkedin.com/company-beta/2414183", "linkedin", "2414183"),
    ("https://www.linkedin.com/school/anvil-academy/people/", "linkedin", "@anvil-academy"),
    ("https://www.linkedin.com/showcase/anvil-pro", "linkedin", "@anvil-pro"),
    ("https://www.linkedin.com/showcase/2414999/", "linkedin", "2414999"),
    ("linkedin:anvil-works", "linkedin", "@anvil-works"),
    ("LinkedIn:@Anvil", "linkedin", "@anvil"),
    ("linkedin:company/2414183", "linkedin", "2414183"),
    ("linkedin:school/anvil-academy", "linkedin", "@anvil-academy"),
    ("linkedin:https://www.linkedin.com/company/anvil", "linkedin", "@anvil"),
    # Threads
    ("https://www.threads.net/@anvil", "threads", "@anvil"),
    ("https://www.threads.com/@anvil", "threads", "@anvil"),
    ("https://threads.com/@Anvil.Works/", "threads", "@anvil.works"),
    ("http://threads.net/@anvil_works", "threads", "@anvil_works"),
    ("threads.net/@anvil", "threads", "@anvil"),
    ("THREADS.NET/@ANVIL", "threads", "@anvil"),
    ("https://www.threads.net/@anvil?xmt=AQF0&igshid=x", "threads", "@anvil"),
    ("https://www.threads.com/@anvil/replies", "threads", "@anvil"),
    ("https://www.threads.com/@anvil/media?hl=fr", "threads", "@anvil"),
    ("https://www.threads.net/@anvil/post/CuAbCdEfGhI", "threads", "@anvil"),
    ("https://www.threads.com/%40anvil", "threads", "@anvil"),
    ("threads:anvil", "threads", "@anvil"),
    ("threads:@Anvil", "threads", "@anvil"),
    ("Threads:https://www.threads.net/@anvil", "threads", "@anvil"),
    # Feeds
    ("https://brand.example/feed", "feed", "https://brand.example/feed"),
    ("https://brand.example/feed/", "feed", "https://brand.example/feed/"),
    ("http://brand.example/feed/", "feed", "https://brand.example/feed/"),
    ("brand.example/rss.xml", "feed", "https://brand.example/rss.xml"),
    ("https://brand.example/blog/atom.xml", "feed", "https://brand.example/blog/atom.xml"),
    ("https://BRAND.example/Blog/Index.RSS", "feed", "https://brand.example/Blog/Index.RSS"),
    ("https://brand.example/index.rdf", "feed", "https://brand.example/index.rdf"),
    ("https://brand.example/feed.json", "feed", "https://brand.example/feed.json"),
    ("https://brand.example/rss", "feed", "https://brand.example/rss"),
    ("https://brand.example/?feed=rss2", "feed", "https://brand.example/?feed=rss2"),
    ("https://brand.example/feed/?utm_source=rss", "feed", "https://brand.example/feed/"),
    ("https://feeds.feedburner.com/Anvil", "feed", "https://feeds.feedburner.com/Anvil"),
    ("https://brand.example/news?format=rss", "feed", "https://brand.example/news?format=rss"),
    ("feed:https://brand.example/anything", "feed", "https://brand.example/anything"),
    ("feed:brand.example/anything", "feed", "https://brand.example/anything"),
    ("feed://brand.example/anything", "feed", "https://brand.example/anything"),
    ("feed:http://127.0.0.1:3000/x", "feed", "http://127.0.0.1:3000/x"),
    ("http://localhost:3000/feed.xml", "feed", "http://localhost:3000/feed.xml"),
    # WordPress
    ("https://brand.example/wp-json/wp/v2/posts", "wordpress", "https://brand.example"),
    ("https://brand.example/blog/wp-json/", "wordpress", "https://brand.example/blog"),
    ("https://brand.example/?rest_route=/wp/v2/posts", "wordpress", "https://brand.example"),
    ("https://brand.example/blog/wp-content/uploads/a.png", "wordpress", "https://brand.example/blog"),
    ("https://anvil.wordpress.com", "wordpress", "https://anvil.wordpress.com"),
    ("anvil.wordpress.com/2026/11/01/hello/", "wordpress", "https://anvil.wordpress.com"),
    ("wordpress:brand.example", "wordpress", "https://brand.example"),
    ("wordpress:https://brand.example/blog/", "wordpress", "https://brand.example/blog"),
    ("WordPress:http://127.0.0.1:8080", "wordpress", "http://127.0.0.1:8080"),
    # Telegram
    ("https://t.me/anvil", "telegram", "@anvil"),
    ("http://t.me/anvil/", "telegram", "@anvil"),
    ("t.me/Anvil_Works", "telegram", "@anvil_works"),
    ("HTTPS://T.ME/ANVIL", "telegram", "@anvil"),
    ("https://www.t.me/anvil", "telegram", "@anvil"),
    ("https://t.me/s/anvil", "telegram", "@anvil"),
    ("https://t.me/s/anvil?before=120", "telegram", "@anvil"),
    ("https://t.me/s/anvil/120", "telegram", "@anvil"),
    ("https://t.me/anvil/120", "telegram", "@anvil"),
    ("https://t.me/anvil/120?single&comment=7", "telegram", "@anvil"),
    ("https://t.me/anvil?boost", "telegram", "@anvil"),
    ("https://telegram.me/anvil", "telegram", "@anvil"),
    ("https://telegram.dog/s/anvil", "telegram", "@anvil"),
    ("https://anvil.t.me", "telegram", "@anvil"),
    ("https://anvil.t.me/120", "telegram", "@anvil"),
    ("telegram:anvil", "telegram", "@anvil"),
    ("Telegram:@Anvil", "telegram", "@anvil"),
    ("telegram:https://t.me/s/anvil", "telegram", "@anvil"),
    # Pinterest
    ("https://www.pinterest.com/anvil/", "pinterest", "@anvil"),
    ("http://pinterest.com/Anvil_Works", "pinterest", "@anvil_works"),
    ("pinterest.com/anvil", "pinterest", "@anvil"),
    ("HTTPS://WWW.PINTEREST.FR/ANVIL/", "pinterest", "@anvil"),
    ("https://fr.pinterest.com/anvil/_created/", "pinterest", "@anvil"),
    ("https://www.pinterest.com/anvil/_saved/?invite_code=x", "pinterest", "@anvil"),
    ("https://br.pinterest.com/anvil/forge-ideas/", "pinterest", "@anvil"),
    ("https://www.pinterest.de/anvil/forge-ideas/irons/", "pinterest", "@anvil"),
    ("https://www.pinterest.co.uk/anvil", "pinterest", "@anvil"),
    ("https://www.pinterest.com.au/anvil/", "pinterest", "@anvil"),
    ("https://www.pinterest.com.mx/anvil/", "pinterest", "@anvil"),
    ("https://m.pinterest.com/anvil", "pinterest", "@anvil"),
    ("https://www.pinterest.jp/anvil?utm_source=x", "pinterest", "@anvil"),
    ("pinterest:anvil", "pinterest", "@anvil"),
    ("Pinterest:@Anvil", "pinterest", "@anvil"),
    ("pinterest:https://www.pinterest.com/anvil/", "pinterest", "@anvil"),
    # Viadeo
    ("https://www.viadeo.com/fr/company/anvil", "viadeo", "@anvil"),
    ("http://fr.viadeo.com/fr/company/anvil-works", "viadeo", "@anvil-works"),
    ("fr.viadeo.com/fr/company/anvil", "viadeo", "@anvil"),
    ("viadeo.com/company/anvil", "viadeo", "@anvil"),
    ("HTTP://WWW.VIADEO.COM/fr/company/ANVIL", "viadeo", "@anvil"),
    ("https://www.viadeo.com/en/company/anvil/", "viadeo", "@anvil"),
    ("https://www.viadeo.com/fr/company/anvil/jobs", "viadeo", "@anvil"),
    ("https://www.viadeo.com/fr/company/anvil?utm_source=x", "viadeo", "@anvil"),
    ("https://www.viadeo.com/fr/company/anvil#top", "viadeo", "@anvil"),
    ("viadeo:anvil-works", "viadeo", "@anvil-works"),
    ("Viadeo:@Anvil", "viadeo", "@anvil"),
    ("viadeo:http://fr.viadeo.com/fr/company/anvil", "viadeo", "@anvil"),
    # Discourse
    ("discourse:https://forum.brand.example", "discourse", "https://forum.brand.example"),
    ("discourse:forum.brand.example", "discourse", "https://forum.brand.example"),
    ("Discourse:http://Forum.Brand.example/", "discourse", "https://forum.brand.example"),
    ("discourse:https://forum.brand.example/t/hello-all/12/3", "discourse", "https://forum.brand.example"),
    ("discourse:https://forum.brand.example/t/12?u=sam", "discourse", "https://forum.brand.example"),
    ("discourse:https://forum.brand.example/c/news/4", "discourse", "https://forum.brand.example"),
    ("discourse:https://forum.brand.example/u/sam", "discourse", "https://forum.brand.example"),
    ("discourse:https://forum.brand.example/latest?order=created", "discourse", "https://forum.brand.example"),
    ("discourse:https://brand.example/community/", "discourse", "https://brand.example/community"),
    ("discourse:https://brand.example/community/t/hello/12", "discourse", "https://brand.example/community"),
    ("discourse:http://127.0.0.1:3000/forum/about.json", "discourse", "http://127.0.0.1:3000/forum"),
    ("https://anvil.discourse.group", "discourse", "https://anvil.discourse.group"),
    ("anvil.discourse.group/t/hello/12?u=sam", "discourse", "https://anvil.discourse.group"),
    ("https://forum.brand.example/t/hello/12", WEBSITE, "https://forum.brand.example/t/hello/12"),
    # Wikipedia
    ("https://en.wikipedia.org/wiki/Anvil", "wikipedia", "@en.wikipedia.org/Anvil"),
    ("http://en.wikipedia.org/wiki/anvil", "wikipedia", "@en.wikipedia.org/Anvil"),
    ("en.wikipedia.org/wiki/Anvil", "wikipedia", "@en.wikipedia.org/Anvil"),
    ("https://EN.Wikipedia.ORG/wiki/Anvil/", "wikipedia", "@en.wikipedia.org/Anvil"),
    ("https://en.m.wikipedia.org/wiki/Anvil", "wikipedia", "@en.wikipedia.org/Anvil"),
    ("https://en.wikipedia.org/wiki/Anvil#History", "wikipedia", "@en.wikipedia.org/Anvil"),
    ("https://en.wikipedia.org/wiki/Anvil?oldid=12345&utm_source=x", "wikipedia", "@en.wikipedia.org/Anvil"),
    ("https://en.wikipedia.org/wiki/Anvil_Works_(company)", "wikipedia", "@en.wikipedia.org/Anvil_Works_(company)"),
    ("https://en.wikipedia.org/wiki/Anvil%20Works", "wikipedia", "@en.wikipedia.org/Anvil_Works"),
    ("https://en.wikipedia.org/wiki/AC/DC", "wikipedia", "@en.wikipedia.org/AC/DC"),
    ("https://en.wikipedia.org/wiki/AT%26T", "wikipedia", "@en.wikipedia.org/AT&T"),
    ("https://en.wikipedia.org/wiki/Yahoo%21", "wikipedia", "@en.wikipedia.org/Yahoo!"),
    ("https://en.wikipedia.org/wiki/Anvil_Inc%2E", "wikipedia", "@en.wikipedia.org/Anvil_Inc."),
    ("(https://en.wikipedia.org/wiki/Anvil_(company)),", "wikipedia", "@en.wikipedia.org/Anvil_(company)"),
    ("https://en.wikipedia.org/wiki/IPhone", "wikipedia", "@en.wikipedia.org/IPhone"),
    ("https://en.wikipedia.org/wiki/Mission:_Impossible", "wikipedia", "@en.wikipedia.org/Mission:_Impossible"),
    ("https://en.wikipedia.org/wiki/Where%3F", "wikipedia", "@en.wikipedia.org/Where?"),
    ("https://fr.wikipedia.org/wiki/%C3%89table_(marque)", "wikipedia", "@fr.wikipedia.org/Étable_(marque)"),
    ("https://fr.wikipedia.org/wiki/étable", "wikipedia", "@fr.wikipedia.org/Étable"),
    ("https://fr.wikipedia.org/wiki/E%CC%81table", "wikipedia", "@fr.wikipedia.org/Étable"),
    ("https://zh.wikipedia.org/zh-tw/%E9%90%B5%E7%A0%A7", "wikipedia", "@zh.wikipedia.org/鐵砧"),
    ("https://zh-min-nan.wikipedia.org/wiki/Anvil", "wikipedia", "@zh-min-nan.wikipedia.org/Anvil"),
    ("https://simple.wikipedia.org/wiki/Anvil", "wikipedia", "@simple.wikipedia.org/Anvil"),
    ("https://en.wikipedia.org/w/index.php?title=Anvil", "wikipedia", "@en.wikipedia.org/Anvil"),
    (
        "https://en.wikipedia.org/w/index.php?title=Anvil+works&action=history",
        "wikipedia",
        "@en.wikipedia.org/Anvil_works",
    ),
    ("https://en.wikipedia.org/?title=Anvil", "wikipedia", "@en.wikipedia.org/Anvil"),
    ("wikipedia:en.wikipedia.org/Anvil", "wikipedia", "@en.wikipedia.org/Anvil"),
    ("Wikipedia:fr.wikipedia/Enclume", "wikipedia", "@fr.wikipedia.org/Enclume"),
    ("wikipedia:en.wikipedia.org/wiki/Anvil", "wikipedia", "@en.wikipedia.org/Anvil"),
    ("wikipedia:https://en.wikipedia.org/wiki/Anvil", "wikipedia", "@en.wikipedia.org/Anvil"),
    # Hacker News: any phrase, when it is named
    ("hackernews:Anvil Works", "hackernews", "anvil works"),
    ('hackernews:"Anvil  Works"', "hackernews", "anvil works"),
    ("HackerNews: ANVIL", "hackernews", "anvil"),
    ("hackernews:“Anvil Works”", "hackernews", "anvil works"),
    ("hackernews:AT&T", "hackernews", "at&t"),
    ("hackernews:anvil.com", "hackernews", "anvil.com"),
    ("hackernews:Café Anvil", "hackernews", "café anvil"),
    ("hackernews:Cafe\u0301 Anvil", "hackernews", "café anvil"),
    ("hackernews:Straße", "hackernews", "strasse"),
    ("hackernews:AC/DC", "hackernews", "ac/dc"),
    ("https://news.ycombinator.com/from?site=anvil.com", "hackernews", "anvil.com"),
    ("news.ycombinator.com/from?site=Anvil.com&next=1", "hackernews", "anvil.com"),
    ("hackernews:https://news.ycombinator.com/from?site=anvil.com", "hackernews", "anvil.com"),
    ("https://hn.algolia.com/?q=Anvil+Works", "hackernews", "anvil works"),
    ("https://hn.algolia.com/?query=%22Anvil%20Works%22&sort=byDate&type=story", "hackernews", "anvil works"),
    # GDELT: the same
    ("gdelt:Anvil Works", "gdelt", "anvil works"),
    ("GDELT:anvil", "gdelt", "anvil"),
    ("Gdelt: Anvil", "gdelt", "anvil"),
    ('gdelt:"Anvil Works"', "gdelt", "anvil works"),
    ("gdelt:«Anvil Works»", "gdelt", "anvil works"),
    ("gdelt:Anvil-Works", "gdelt", "anvil-works"),
    ("gdelt:anvil.com", "gdelt", "anvil.com"),
    ("gdelt:L'Oréal", "gdelt", "l'oréal"),
    ("gdelt:L'Ore\u0301al", "gdelt", "l'oréal"),
    ("gdelt:H&M", "gdelt", "h&m"),
    ("gdelt:3M", "gdelt", "3m"),
    ("gdelt:鐵砧", "gdelt", "鐵砧"),
    ("https://api.gdeltproject.org/api/v2/doc/doc?query=%22anvil%20works%22&mode=artlist", "gdelt", "anvil works"),
    # Websites, behind which something is looked for
    ("brand.example", WEBSITE, "https://brand.example"),
    ("Brand.Example.", WEBSITE, "https://brand.example"),
    ("www.brand.example", WEBSITE, "https://www.brand.example"),
    ("https://brand.example", WEBSITE, "https://brand.example"),
    ("http://brand.example/", WEBSITE, "https://brand.example"),
    ("http://brand.example:80/", WEBSITE, "https://brand.example"),
    ("https://brand.example:443", WEBSITE, "https://brand.example"),
    ("//brand.example", WEBSITE, "https://brand.example"),
    ("<https://brand.example>", WEBSITE, "https://brand.example"),
    ("“https://brand.example/”,", WEBSITE, "https://brand.example"),
    ("(brand.example)", WEBSITE, "https://brand.example"),
    ("\u200bbrand.example\u200e", WEBSITE, "https://brand.example"),
    ("https://brand.example/news/2026?utm_source=a&id=7&fbclid=z#x", WEBSITE, "https://brand.example/news/2026?id=7"),
    ("https://brand.example/a/../b/./c", WEBSITE, "https://brand.example/b/c"),
    ("https://bücher.example", WEBSITE, "https://xn--bcher-kva.example"),
    ("https://xn--bcher-kva.example", WEBSITE, "https://xn--bcher-kva.example"),
    ("https://пример.example", WEBSITE, "https://xn--e1afmkfd.example"),
    ("website:brand.example/feed", WEBSITE, "https://brand.example/feed"),
    ("http://127.0.0.1:3000", WEBSITE, "http://127.0.0.1:3000"),
    ("127.0.0.1:3000", WEBSITE, "http://127.0.0.1:3000"),
    ("localhost:3000/blog", WEBSITE, "http://localhost:3000/blog"),
    ("http://[::1]:3000/", WEBSITE, "http://[::1]:3000"),
    ("http://wordpress:8080/", WEBSITE, "http://wordpress:8080"),
    ("https://127.0.0.1:3000", WEBSITE, "https://127.0.0.1:3000"),
    ("https://blog.youtubers.example", WEBSITE, "https://blog.youtubers.example"),
    ("https://netflix.com", WEBSITE, "https://netflix.com"),
]

REFUSED = [
    # Pretending to be somebody else
    ("https://facebook.com.evil.test/anvil", "look_alike"),
    ("facebook.com.evil.test", "look_alike"),
    ("https://bsky.app.evil.test/profile/anvil.example", "look_alike"),
    ("https://bsky.app@evil.test", "look_alike"),
    ("https://bsky.app:x@evil.test/", "look_alike"),
    ("https://user@evil.test", "bad_address"),
    ("https://www.youtube.com-login.test/@anvil", "look_alike"),
    ("https://fаcebook.com/anvil", "look_alike"),
    ("https://уoutube.com/@anvil", "look_alike"),
    ("https://xn--fcebook-2fg.com", "look_alike"),
    ("https://faceb00k.com/anvil", "look_alike"),
    ("https://brаnd.example", "look_alike"),
    ("@аnvil", "look_alike"),
    ("youtube:@аnvil", "look_alike"),
    # Numbers and spellings that hide an address
    ("http://2130706433/", "bad_address"),
    ("http://0x7f000001/", "bad_address"),
    ("http://0177.0.0.1/", "bad_address"),
    ("127.1", "bad_address"),
    ("http://127.0.0.1:99999/", "bad_address"),
    ("http://[::1", "bad_address"),
    ("http://[1:2]/", "bad_address"),
    ("https://bsky.app\\@evil.test", "bad_address"),
    ("ftp://brand.example/", "bad_address"),
    ("file:///etc/passwd", "bad_address"),
    ("https://https://brand.example", "bad_address"),
    ("https://", "bad_address"),
    ("https://brand..example", "bad_address"),
    ("https://-brand.example", "bad_address"),
    ("https://brand.example/%00", "bad_address"),
    ("https://brand.example/%0d%0aHost:x", "bad_address"),
    ("https://brand.example/?a=%00", "bad_address"),
    ("brand.example/\x00", "bad_address"),
    ("https://brand.example/\u202egnp", "bad_address"),
    ("https://brand.example/a b", "unknown_link"),
    ("https://%31%32%37.0.0.1%00.example", "bad_address"),
    # Nothing of the kind
    ("", "unknown_link"),
    ("   ", "unknown_link"),
    ("\u200b", "unknown_link"),
    ("Anvil Works Ltd", "unknown_link"),
    ("anvil", "unknown_link"),
    ("👍", "unknown_link"),
    ("javascript:alert(1)", "unknown_link"),
    ("mailto:info@brand.example", "unknown_link"),
    ("did:plc:", "unknown_link"),
    ("did:web:", "unknown_link"),
    ("@", "bad_handle"),
    ("@@@@", "bad_handle"),
    ("@%00", "bad_handle"),
    ("@anvil'; DROP TABLE brands;--", "bad_handle"),
    ("@an\x00vil", "bad_handle"),
    ("@\u202eanvil", "bad_handle"),
    ("@" + "a" * 2000, "bad_handle"),
    ("youtube:a b", "bad_handle"),
    ("mastodon:anvil", "bad_handle"),
    ("bluesky:https://brand.example/x", "bad_handle"),
    # Known networks, but no account in the link
    ("https://www.youtube.com", "unknown_link"),
    ("https://www.youtube.com/feed/trending", "unknown_link"),
    ("https://www.youtube.com/results?search_query=anvil", "unknown_link"),
    ("https://www.youtube.com/playlist?list=PLanvil", "unknown_link"),
    ("https://bsky.app", "unknown_link"),
    ("https://bsky.app/search?q=anvil", "unknown_link"),
    ("https://t.me", "unknown_link"),
    ("https://t.me/", "unknown_link"),
    ("https://t.me/s", "unknown_link"),
    ("https://t.me/+AbCdEfGhIjKlMnOp", "unknown_link"),
    ("https://t.me/joinchat/AbCdEfGhIjKlMnOp", "unknown_link"),
    ("https://telegram.me/joinchat/AbCdEfGhIjKlMnOp", "unknown_link"),
    ("https://t.me/c/1492664793/12", "unknown_link"),
    ("https://t.me/addstickers/anvil", "unknown_link"),
    ("https://t.me/share/url?url=x", "unknown_link"),
    ("https://t.me/proxy?server=x", "unknown_link"),
    ("https://t.me/ab", "unknown_link"),
    ("https://t.me/1anvil", "unknown_link"),
    ("https://t.me.evil.test/anvil", "look_alike"),
    ("https://t.me@evil.test/anvil", "look_alike"),
    ("telegram:an vil", "bad_handle"),
    ("telegram:@an", "bad_handle"),
    ("https://www.pinterest.com", "unknown_link"),
    ("https://www.pinterest.com/pin/1234567890/", "unknown_link"),
    ("https://pin.it/3AbCdEf", "unknown_link"),
    ("https://www.pinterest.com/ideas/forge/1234/", "unknown_link"),
    ("https://www.pinterest.com/search/pins/?q=anvil", "unknown_link"),
    ("https://www.pinterest.com/login/", "unknown_link"),
    ("https://www.pinterest.com/today/", "unknown_link"),
    ("https://business.pinterest.com/", "unknown_link"),
    ("https://www.pinterest.com/an", "unknown_link"),
    ("https://www.pinterest.com/an.vil", "unknown_link"),
    ("https://pinterest.com.evil.test/anvil", "look_alike"),
    ("https://pinterest-login.test@pinterest.com/anvil", "look_alike"),
    ("pinterest:an vil", "bad_handle"),
    ("https://www.viadeo.com", "unknown_link"),
    ("https://www.viadeo.com/fr/", "unknown_link"),
    ("https://www.viadeo.com/fr/company", "unknown_link"),
    ("https://www.viadeo.com/fr/profile/ann.smith", "unknown_link"),
    ("https://viadeo.journaldunet.com/p/ann-smith-1234567", "unknown_link"),
    ("https://www.viadeo.com/p/002abc", "unknown_link"),
    ("https://www.viadeo.com/v/company/anvil", "unknown_link"),
    ("https://www.viadeo.com/fr/company/-anvil", "unknown_link"),
    ("https://viadeo.com.evil.test/fr/company/anvil", "look_alike"),
    ("https://viаdeo.com/fr/company/anvil", "look_alike"),
    ("viadeo:an vil", "bad_handle"),
    ("discourse:@anvil", "bad_handle"),
    ("discourse:anvil", "bad_handle"),
    ("discourse:Anvil Forum", "bad_handle"),
    ("discourse:ftp://forum.brand.example", "bad_address"),
    ("discourse:https://user@forum.brand.example", "bad_address"),
    ("discourse:https://forum.brand.example/%00", "bad_address"),
    ("discourse:https://fаcebook.com", "look_alike"),
    ("discourse:https://facebook.com.evil.test", "look_alike"),
    ("discourse:https://forum.brand.example?api_key=x", "secret_in_link"),
    # Twitch
    ("https://www.twitch.tv", "unknown_link"),
    ("https://www.twitch.tv/videos/2000000001", "unknown_link"),
    ("https://clips.twitch.tv/FunnyAnvil-abc_DEF", "unknown_link"),
    ("https://player.twitch.tv/?video=v2000000001", "unknown_link"),
    ("https://www.twitch.tv/directory/category/anvils", "unknown_link"),
    ("https://www.twitch.tv/settings/profile", "unknown_link"),
    ("https://www.twitch.tv/team/anvils", "unknown_link"),
    ("https://dev.twitch.tv/docs/api", "unknown_link"),
    ("https://help.twitch.tv/s/article/x", "unknown_link"),
    ("https://www.twitch.tv/an", "unknown_link"),
    ("https://www.twitch.tv/an.vil", "unknown_link"),
    ("https://www.twitch.tv/" + "a" * 26, "unknown_link"),
    ("https://twitch.tv.evil.test/anvil", "look_alike"),
    ("https://twitch.tv-login.test/anvil", "look_alike"),
    ("https://twitсh.tv/anvil", "look_alike"),
    ("twitch:an vil", "bad_handle"),
    ("twitch:_anvil", "bad_handle"),
    # Facebook: no page, or no page that the link itself names
    ("https://www.facebook.com", "unknown_link"),
    ("https://www.facebook.com/", "unknown_link"),
    ("https://www.facebook.com/groups/anvil", "unknown_link"),
    ("https://www.facebook.com/events/1234567890/", "unknown_link"),
    ("https://www.facebook.com/watch/?v=1234567890", "unknown_link"),
    ("https://www.facebook.com/reel/1234567890", "unknown_link"),
    ("https://www.facebook.com/share/p/1AbCdEfGh/", "unknown_link"),
    ("https://www.facebook.com/sharer/sharer.php?u=https%3A%2F%2Fbrand.example", "unknown_link"),
    ("https://www.facebook.com/hashtag/anvil", "unknown_link"),
    ("https://www.facebook.com/photo.php?fbid=1", "unknown_link"),
    ("https://www.facebook.com/profile.php", "unknown_link"),
    ("https://www.facebook.com/login.php?next=https%3A%2F%2Fwww.facebook.com%2Fanvil", "unknown_link"),
    ("https://l.facebook.com/l.php?u=https%3A%2F%2Fbrand.example", "unknown_link"),
    ("https://fb.me/1AbCdEf", "unknown_link"),
    ("https://developers.facebook.com/docs", "unknown_link"),
    ("https://www.facebook.com/profile.php?id=1&access_token=x", "secret_in_link"),
    ("https://www.facebook.com/anvil_works", "unknown_link"),
    ("https://faceboοk.com/anvil", "look_alike"),
    ("https://www.facebook.com.evil.test/anvil", "look_alike"),
    ("facebook:anvil works", "bad_handle"),
    ("100064412345678", "unknown_link"),
    ("https://x.com", "unknown_link"),
    ("https://x.com/home", "unknown_link"),
    ("https://x.com/Explore", "unknown_link"),
    ("https://x.com/search?q=anvil", "unknown_link"),
    ("https://x.com/hashtag/anvil", "unknown_link"),
    ("https://x.com/i/web/status/1985000000000000001", "unknown_link"),
    ("https://x.com/i/user/anvil", "unknown_link"),
    ("https://x.com/intent/post?text=anvil", "unknown_link"),
    ("https://x.com/anvil.works", "unknown_link"),
    ("https://x.com/a_name_beyond_fifteen", "unknown_link"),
    ("https://help.x.com/en", "unknown_link"),
    ("https://t.co/abc", "unknown_link"),
    ("https://x.com.evil.test/anvil", "look_alike"),
    ("https://twitter.com-login.test/anvil", "look_alike"),
    ("https://tvvitter.com@evil.test/anvil", "look_alike"),
    ("https://twitteг.com/anvil", "look_alike"),
    ("https://х.com/anvil", "look_alike"),
    ("x:anvil.works", "bad_handle"),
    ("x:@a_name_beyond_fifteen", "bad_handle"),
    # Wikipedia pages that are no articles
    ("https://www.wikipedia.org", "unknown_link"),
    ("https://wikipedia.org/wiki/Anvil", "unknown_link"),
    ("https://en.wikipedia.org", "unknown_link"),
    ("https://en.wikipedia.org/wiki/", "unknown_link"),
    ("https://en.wikipedia.org/Anvil", "unknown_link"),
    ("https://en.wikipedia.org/w/index.php?curid=12345", "unknown_link"),
    ("https://en.wikipedia.org/?curid=12345", "unknown_link"),
    ("https://en.wikipedia.org/wiki/Talk:Anvil", "unknown_link"),
    ("https://en.wikipedia.org/wiki/User:Anvil", "unknown_link"),
    ("https://en.wikipedia.org/wiki/User_talk:Anvil", "unknown_link"),
    ("https://en.wikipedia.org/wiki/Special:Search?search=anvil", "unknown_link"),
    ("https://en.wikipedia.org/w/index.php?title=Special:Search&search=anvil", "unknown_link"),
    ("https://fr.wikipedia.org/wiki/Sp%C3%A9cial:Recherche", "unknown_link"),
    ("https://de.wikipedia.org/wiki/Kategorie:Werkzeug", "unknown_link"),
    ("https://en.wikipedia.org/wiki/An%5Bvil", "unknown_link"),
    ("https://en.wikipedia.org/wiki/" + "a" * 256, "unknown_link"),
    ("https://en.wikipedia.org.evil.test/wiki/Anvil", "look_alike"),
    ("https://en.wikipediа.org/wiki/Anvil", "look_alike"),
    ("https://en.wikipedia.org@evil.test/wiki/Anvil", "look_alike"),
    ("wikipedia:Anvil", "bad_handle"),
    ("wikipedia:https://en.wiktionary.org/wiki/anvil", "bad_handle"),
    # Phrases that cannot be searched for, and pages of Hacker News and GDELT that name none
    ("hackernews:a", "bad_handle"),
    ('hackernews:""', "unknown_link"),
    ("hackernews:!!!", "bad_handle"),
    ("hackernews:@anvil", "bad_handle"),
    ("hackernews:" + "anvil " * 20, "bad_handle"),
    ("hackernews:https://brand.example/anvil", "bad_handle"),
    ("https://news.ycombinator.com", "unknown_link"),
    ("https://news.ycombinator.com/item?id=1", "unknown_link"),
    ("https://news.ycombinator.com/user?id=pg", "unknown_link"),
    ("https://news.ycombinator.com/from?site=", "unknown_link"),
    ("https://news.ycombinator.com.evil.test/from?site=anvil.com", "look_alike"),
    ("hackernews:аnvil", "look_alike"),
    ("gdelt:x", "bad_handle"),
    ("gdelt:--", "bad_handle"),
    ("gdelt:@anvil", "bad_handle"),
    ("gdelt:аnvil", "look_alike"),
    ("gdelt:" + "anvil " * 20, "bad_handle"),
    ("gdelt:https://www.gdeltproject.org", "bad_handle"),
    ("gdelt:https://api.gdeltproject.org/api/v2/doc/doc?query=(anvil%20OR%20forge)", "bad_handle"),
    ("gdelt:https://api.gdeltproject.org/api/v2/geo/geo?query=anvil", "bad_handle"),
    # Reddit
    ("https://www.reddit.com", "unknown_link"),
    ("https://www.reddit.com/r/", "unknown_link"),
    ("https://www.reddit.com/r/all", "unknown_link"),
    ("https://www.reddit.com/r/popular/", "unknown_link"),
    ("https://www.reddit.com/r/anvil+hammer/", "unknown_link"),
    ("https://www.reddit.com/comments/1abcde/", "unknown_link"),
    ("https://www.reddit.com/search/?q=anvil", "unknown_link"),
    ("https://www.reddit.com/user/me/", "unknown_link"),
    ("https://www.reddit.com/user/an", "unknown_link"),
    ("https://www.reddit.com/r/an-vil", "unknown_link"),
    ("https://www.reddit.com/r/" + "a" * 22, "unknown_link"),
    ("https://redd.it/1abcde", "unknown_link"),
    ("https://i.redd.it/anvil.jpg", "unknown_link"),
    ("https://v.redd.it/anvil", "unknown_link"),
    ("https://reddit.com.evil.test/r/anvil", "look_alike"),
    ("https://www.reddit.com-login.test/r/anvil", "look_alike"),
    ("https://rеddit.com/r/anvil", "look_alike"),
    ("r/аnvil", "unknown_link"),
    ("reddit:anvil", "bad_handle"),
    ("reddit:@anvil", "bad_handle"),
    ("r/all", "unknown_link"),
    # Instagram
    ("https://www.instagram.com/", "unknown_link"),
    ("https://www.instagram.com/p/CAbCdEfGhIj/", "unknown_link"),
    ("https://www.instagram.com/reel/CAbCdEfGhIj/?igsh=x", "unknown_link"),
    ("https://www.instagram.com/reels/CAbCdEfGhIj/", "unknown_link"),
    ("https://www.instagram.com/tv/CAbCdEfGhIj/", "unknown_link"),
    ("https://www.instagram.com/explore/tags/anvil/", "unknown_link"),
    ("https://www.instagram.com/accounts/login/?next=/anvil/", "unknown_link"),
    ("https://www.instagram.com/stories/highlights/17854360229135492/", "unknown_link"),
    ("https://www.instagram.com/direct/inbox/", "unknown_link"),
    ("https://www.instagram.com/share/BAbCdEf", "unknown_link"),
    ("https://www.instagram.com/an..vil/", "unknown_link"),
    ("https://www.instagram.com/anvil-works/", "unknown_link"),
    ("https://help.instagram.com/anvil", "unknown_link"),
    ("https://www.instagram.com.evil.test/anvil", "look_alike"),
    ("https://www.instаgram.com/anvil/", "look_alike"),
    ("instagram:@.anvil", "bad_handle"),
    ("instagram:an vil", "bad_handle"),
    ("instagram:@аnvil", "look_alike"),
    ("https://www.linkedin.com", "unknown_link"),
    ("https://www.linkedin.com/in/anna-anvil", "unknown_link"),
    ("https://www.linkedin.com/company/", "unknown_link"),
    ("https://www.linkedin.com/company/setup/new/", "unknown_link"),
    ("https://www.linkedin.com/company/unavailable", "unknown_link"),
    ("https://www.linkedin.com/feed/update/urn:li:activity:7100000000000000001", "unknown_link"),
    ("https://www.linkedin.com/posts/anvil_cast-activity-7100000000000000001-abcd", "unknown_link"),
    ("https://www.linkedin.com/pulse/anvils-anna-anvil", "unknown_link"),
    ("https://www.linkedin.com/jobs/view/1", "unknown_link"),
    ("https://www.linkedin.com/groups/1", "unknown_link"),
    ("https://business.linkedin.com/company/anvil", "unknown_link"),
    ("https://lnkd.in/abc", "unknown_link"),
    ("https://www.linkedin.com.evil.test/company/anvil", "look_alike"),
    ("https://linkedin.com@evil.test/company/anvil", "look_alike"),
    ("https://www.linkedln.com@evil.test/company/anvil", "look_alike"),
    ("https://Iinkedin.com.linkedin.com-x.test/company/anvil", "look_alike"),
    ("https://linkedіn.com/company/anvil", "look_alike"),
    ("linkedin:2414183", "bad_handle"),
    ("linkedin:in/anna-anvil", "unknown_link"),
    ("linkedin:@аnvil", "look_alike"),
    # Threads
    ("https://www.threads.net", "unknown_link"),
    ("https://www.threads.com/", "unknown_link"),
    ("https://www.threads.net/t/CuAbCdEfGhI", "unknown_link"),
    ("https://www.threads.com/share/BAbCdEf", "unknown_link"),
    ("https://www.threads.net/search?q=anvil", "unknown_link"),
    ("https://www.threads.net/login", "unknown_link"),
    ("https://www.threads.net/intent/post?text=anvil", "unknown_link"),
    ("https://help.threads.net/@anvil", "unknown_link"),
    ("https://www.threads.net/@", "unknown_link"),
    ("https://www.threads.net/@an..vil", "unknown_link"),
    ("https://www.threads.net/@an-vil", "unknown_link"),
    ("https://www.threads.net.evil.test/@anvil", "look_alike"),
    ("https://www.thrеads.net/@anvil", "look_alike"),
    ("threads:an vil", "bad_handle"),
    ("threads:@anvil@threads.net", "bad_handle"),
    # Several could be meant
    ("@anvil", "ambiguous"),
    ("@anvil.works", "ambiguous"),
    ("info@brand.example", "ambiguous"),
]

LATER = [
    ("https://www.tiktok.com/@anvil", "tiktok"),
    ("https://old.reddit.com/r/anvil", "reddit"),
    ("https://en.wikipedia.org/wiki/Anvil", "wikipedia"),
]


@pytest.mark.parametrize(("pasted", "source", "identity"), NAMED, ids=[row[0] for row in NAMED])
def test_what_people_paste_names_the_account(pasted: str, source: str, identity: str) -> None:
    found = resolve(pasted)
    assert found.error is None
    assert (found.source, found.identity) == (source, identity)
    assert found.url is not None
    assert found.url.startswith("https://") or "127.0.0.1" in found.url or "[::1]" in found.url or ":" in found.url[7:]
    assert found.input == pasted


@pytest.mark.parametrize(("pasted", "code"), REFUSED, ids=[ascii(row[0])[:60] for row in REFUSED])
def test_what_names_no_account_says_why(pasted: str, code: str) -> None:
    found = resolve(pasted)
    assert (found.source, found.identity, found.needs_network) == (None, None, False)
    assert isinstance(found.error, LinkNotUnderstood)
    assert found.error.code == code


@pytest.mark.parametrize(("pasted", "network"), LATER, ids=[row[0] for row in LATER])
def test_network_without_a_source_is_named(pasted: str, network: str) -> None:
    if network in SOURCES:
        pytest.skip("has a source by now")
    found = resolve(pasted)
    assert found.error is not None
    assert found.error.code == "not_supported_yet"
    assert found.error.params["network"] == network


def test_what_holds_the_immutable_id_needs_no_network() -> None:
    assert not resolve(UC).needs_network
    assert not resolve(DID).needs_network
    assert not resolve("https://x.com/i/user/2244994945").needs_network
    assert not resolve("linkedin.com/company/2414183").needs_network
    assert resolve("youtube:@anvil").needs_network
    assert resolve("brand.example").needs_network


def test_bare_domain_is_a_website_with_what_to_try() -> None:
    tried = [(candidate.source, candidate.native_id) for candidate in resolve("anvil.example").candidates]
    assert tried == [
        ("wordpress", "https://anvil.example"),
        ("feed", "https://anvil.example"),
        ("bluesky", "@anvil.example"),
    ]


def test_page_of_a_website_is_no_bluesky_handle() -> None:
    assert "bluesky" not in {candidate.source for candidate in resolve("anvil.example/news").candidates}


def test_bare_handle_offers_each_network_that_could_be_meant() -> None:
    offered = [(candidate.source, candidate.native_id) for candidate in resolve("@anvil").candidates]
    assert ("youtube", "@anvil") in offered
    assert ("bluesky", "@anvil.bsky.social") in offered
    offered = [(candidate.source, candidate.native_id) for candidate in resolve("@anvil.works").candidates]
    assert {("bluesky", "@anvil.works"), ("youtube", "@anvil.works"), ("facebook", "@anvil.works")} <= set(offered)


def test_website_of_a_look_alike_handle_in_a_network_is_not_offered() -> None:
    assert resolve("https://bsky.app@evil.test").candidates == ()


def test_lines_keep_their_order_and_lose_repeats_and_blanks() -> None:
    pasted = f"""
    https://bsky.app/profile/anvil.example

    youtube:@anvil, https://www.youtube.com/@Anvil?si=1
    brand.example www.brand.example;{UC}
    Anvil Works Ltd
    https://bsky.app/profile/anvil.example/
    """
    found = [(each.source, each.identity or each.input) for each in resolve_lines(pasted)]
    assert found == [
        ("bluesky", "@anvil.example"),
        ("youtube", "@anvil"),
        (WEBSITE, "https://brand.example"),
        ("youtube", UC),
        (None, "Anvil Works Ltd"),
    ]


def test_lines_of_any_line_ending_are_taken_apart() -> None:
    assert len(resolve_lines("a.example\r\nb.example\nc.example\rd.example\n\n")) == 4
    assert resolve_lines("") == []
    assert resolve_lines(" \n,;\n") == []


@pytest.mark.parametrize("text", ["@" * 100_000, "@a " * 33_000, "." * 100_000, "://" * 30_000, "a" * 100_000])
def test_a_hundred_kilobytes_of_nonsense_take_no_time(text: str) -> None:
    started = time.perf_counter()
    assert resolve(text).error is not None
    resolve_lines(text)
    assert time.perf_counter() - started < 0.05


@settings(max_examples=500, deadline=None)
@given(st.one_of(st.text(max_size=200), st.from_regex(r"(https?://)?[ -~]{0,80}"), st.from_regex(r"@[^ ]{0,40}")))
def test_no_text_raises(text: str) -> None:
    for found in [resolve(text), *resolve_lines(text)]:
        assert isinstance(found, Resolved)
        assert (found.error is None) == (found.identity is not None)
        assert found.error is None or isinstance(found.error, LinkNotUnderstood)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([row[0] for row in NAMED]), st.sampled_from([" ", "\n", "\u200b", "\ufeff", "\t"]))
def test_white_space_around_a_link_changes_nothing(pasted: str, space: str) -> None:
    assert resolve(f"{space}{pasted}{space}").identity == resolve(pasted).identity


def test_normal_form_is_stable() -> None:
    for pasted, source, identity in NAMED:
        url = resolve(pasted).url
        assert url is not None
        again = resolve(url)
        assert (again.source, again.identity) in {(source, identity), (WEBSITE, url), ("feed", url)}, pasted


def test_every_registered_network_with_hosts_is_routed_by_host() -> None:
    assert {"bluesky", "youtube"} <= set(NETWORK_HOSTS.values())
