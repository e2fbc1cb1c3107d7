"""Where common forum software keeps posts, as data. One row per layout; XPath relative to the post.

Classes were taken from the default templates of the software named. A site that has changed its template
is met by schema.org markup first (``crawler.forum_schema``).
"""

from __future__ import annotations

from dataclasses import dataclass

from crawler.markup import has_class


@dataclass(frozen=True, slots=True)
class Layout:
    """How one kind of forum page is laid out. ``link`` gives the permalink of a post, ``date`` its time."""

    name: str
    post: str
    content: str
    date: str
    link: str


LAYOUTS: tuple[Layout, ...] = (
    Layout(
        name="xenforo",
        post=f"//article[{has_class('message--post', 'message')}]",
        content=f".//*[{has_class('bbWrapper')}]",
        date=".//time/@datetime",
        link=f".//*[{has_class('message-attribution', 'message-attribution-main', 'message-header')}]//a/@href",
    ),
    Layout(
        name="phpbb",
        post=f"//*[{has_class('post')} and starts-with(@id, 'p')]",
        content=f".//*[{has_class('content')}]",
        date=f".//*[{has_class('author')}]//time/@datetime | .//*[{has_class('author')}]//text()[contains(., '/20')]",
        link=".//h3//a/@href",
    ),
    Layout(
        name="vbulletin",
        post=f"//*[{has_class('postcontainer', 'postbit', 'postbitlegacy')}]",
        content=f".//*[{has_class('postcontent')}]",
        date=f".//*[{has_class('date', 'postdate')}]//text()[normalize-space()]",
        link=f".//a[{has_class('postcounter')}]/@href",
    ),
    Layout(
        name="wordpress_comments",
        post=f"//*[self::article or self::div][{has_class('comment-body')}]",
        content=f".//*[{has_class('comment-content')}]",
        date=".//time/@datetime",
        link=f".//*[{has_class('comment-metadata', 'comment-meta')}]//a/@href",
    ),
    Layout(
        name="plain",
        post=f"//*[{has_class('forum-post', 'thread-post', 'reply', 'topic-post')}]",
        content=f".//*[{has_class('post-body', 'post-content', 'post-text', 'message-body', 'content')}]",
        date=".//time/@datetime",
        link=f".//a[{has_class('permalink')} or @rel='bookmark']/@href",
    ),
)

THREAD_LINKS: tuple[str, ...] = (
    f"//*[{has_class('structItem-title')}]//a[not(contains(@href, 'prefix_id'))]/@href",
    f"//a[{has_class('topictitle', 'thread-title', 'topic-title', 'raw-topic-link')}]/@href",
    f"//*[{has_class('thread-list', 'topic-list', 'threads')}]//li//a[1]/@href",
)
"""Where boards link to their threads."""

NEXT_LINKS: tuple[str, ...] = (
    "//link[@rel='next']/@href",
    "//a[contains(concat(' ', normalize-space(@rel), ' '), ' next ')]/@href",
    f"//a[{has_class('pageNav-jump--next')}]/@href",
    f"//*[{has_class('pagination', 'pageNav', 'pager')}]"
    "//a[normalize-space()='Trang sau' or normalize-space()='Tiếp' or normalize-space()='Sau' or"
    " normalize-space()='Tiếp theo' or normalize-space()='»']/@href",
)

PREVIOUS_LINKS: tuple[str, ...] = (
    "//link[@rel='prev' or @rel='previous']/@href",
    "//a[contains(concat(' ', normalize-space(@rel), ' '), ' prev ')]/@href",
    f"//a[{has_class('pageNav-jump--prev')}]/@href",
)

_ASIDE = (
    "self::blockquote or self::q or self::aside or self::cite or "
    + has_class("quote", "quotebox", "bbCodeBlock--quote", "quoteheader", "bbcode_quote")
    + " or "
    + has_class("signature", "message-signature", "sig", "postsignature", "chu-ky")
    + " or "
    + has_class("message-lastEdit", "lastedited", "notice", "edited")
    + " or "
    + has_class("comment-list", "children", "replies")
)
NOT_OF_THE_POST = f".//*[{_ASIDE}]"
"""Inside a post, but not its own words: quotations, signatures, edit notes, nested replies."""

OUTSIDE_ASIDES = f"[not(ancestor::*[{_ASIDE}])]"
"""A condition on the content of a post: it does not lie inside such a part itself."""

MENTIONS = f".//a[{has_class('username', 'mention', 'user-mention')} or @data-user-id or starts-with(normalize-space(), '@')]"
