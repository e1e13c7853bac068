"""The texts that YouTube answers without a key, as far as they are read."""

FEED = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns:yt="http://www.youtube.com/xml/schemas/2015" xmlns:media="http://search.yahoo.com/mrss/" xmlns="http://www.w3.org/2005/Atom">
 <link rel="self" href="http://www.youtube.com/feeds/videos.xml?channel_id={channel}"/>
 <id>yt:channel:{channel}</id>
 <title>{name}</title>
 <link rel="alternate" href="https://www.youtube.com/channel/{channel}"/>
 <published>2012-01-31T08:00:00+00:00</published>
 {entries}
</feed>
"""

FEED_ENTRY = """<entry>
  <id>yt:video:{id}</id>
  <yt:videoId>{id}</yt:videoId>
  <yt:channelId>{channel}</yt:channelId>
  <title>{title}</title>
  <link rel="alternate" href="https://www.youtube.com/{form}{id}"/>
  <published>{published}</published>
  <updated>{published}</updated>
  <media:group>
   <media:title>{title}</media:title>
   <media:thumbnail url="https://i4.ytimg.example/vi/{id}/hqdefault.jpg" width="480" height="360"/>
   <media:description>About anvils</media:description>
   <media:community>{counts}</media:community>
  </media:group>
 </entry>
"""

PAGE = """<!DOCTYPE html><html><head><title>{name} - YouTube</title>
<link rel="alternate" type="application/rss+xml" title="RSS" href="https://www.youtube.com/feeds/videos.xml?channel_id={channel}">
<link rel="canonical" href="https://www.youtube.com/channel/{channel}">
<meta itemprop="identifier" content="{channel}"></head><body></body></html>
"""
