"""Where common forum software keeps posts, as data. One row per layout; XPath relative to the post.

Classes were taken from the default templates of the software named. A site that has changed its template
is met by schema.org markup first (``crawler.forum_schema``).
"""

from __future__ import annotations

from dataclasses import dataclass

from crawler.markup import has_class


@dataclass(frozen=True, slots=True)
class Layout:
    """How one kind of forum page is laid out. ``link`` gives the permalink of a post, ``date`` its time.

    ``gone`` are class tokens of a post of which only a placeholder is left. ``flat``: no post lies inside another.
    ``comments``: these are replies to the article of the page, which is none of them. ``loose``: the content holds more than the
    words, so what is repeated in every post is left out of it.
    """

    name: str
    post: str
    content: str
    date: str
    link: str
    gone: frozenset[str] = frozenset()
    flat: bool = False
    comments: bool = False
    loose: bool = False


@dataclass(frozen=True, slots=True)
class BoardLayout:
    """How a list of threads is laid out: one ``item`` per thread, and relative to it the rest.

    ``title`` links to the thread, ``pages`` to its later pages, ``state`` says what changes with a new post.
    """

    item: str
    title: str
    pages: str
    state: str


_XF_HEAD = f"(.//*[{has_class('message-attribution', 'message-attribution-main', 'message-header')}])[1]"

XENFORO: tuple[Layout, ...] = (
    Layout(
        name="xenforo",
        post=f"//article[{has_class('message--post', 'message')}] | //div[{has_class('message--post')}]",
        content=f".//*[{has_class('bbWrapper')}]",
        date=".//time/@*[name()='datetime' or name()='data-timestamp' or name()='data-time']",
        link=f"{_XF_HEAD}//a/@href",
        gone=frozenset({"message--deleted"}),
        flat=True,
    ),
    Layout(
        name="xenforo1",
        post=f"//li[{has_class('message')} and starts-with(@id, 'post-')]",
        content=f"(.//*[{has_class('messageContent')}])[1]//*[{has_class('messageText')}]",
        date=f"(.//*[{has_class('datePermalink')}])[1]//@data-time | (.//*[{has_class('datePermalink')}])[1]//@title",
        link="@none",  # names the page the post is on today; its mark stays
        gone=frozenset({"deleted", "placeholder"}),
        flat=True,
    ),
)

_NO_PREFIX = "not(contains(@href, 'prefix_id'))"

XENFORO_BOARDS: tuple[BoardLayout, ...] = (
    BoardLayout(
        item=f"//*[{has_class('structItem')}]",
        title=f"(.//*[{has_class('structItem-title')}])[1]//a[{_NO_PREFIX}]/@href",
        pages=f"(.//*[{has_class('structItem-pageJump')}])[1]//a/@href",
        state=f"(.//*[{has_class('structItem-cell--latest')}])[1]//time/@datetime"
        f" | (.//*[{has_class('structItem-cell--meta')}])[1]/dl[1]/dd//text()",
    ),
    BoardLayout(
        item=f"//li[{has_class('discussionListItem')}]",
        title=f"(.//h3[{has_class('title')}])[1]//a[{_NO_PREFIX}]/@href",
        pages=f"(.//*[{has_class('itemPageNav')}])[1]//a/@href",
        state=f"(.//*[{has_class('lastPost')}])[1]//*[{has_class('DateTime')}]/@*[name()='data-time' or name()='title']"
        f" | (.//*[{has_class('stats')}])[1]/dl[1]/dd//text()",
    ),
)
"""Lists of XenForo 2 and 1. Sticky and closed threads are items like the others."""


_VB5_COMMENT = f"{has_class('b-comments__item', 'b-comment', 'js-comment')} and @data-node-id"  # inside the post it answers
LAYOUTS: tuple[Layout, ...] = (
    *XENFORO,
    Layout(
        name="phpbb",
        post=f"//*[{has_class('post')} and starts-with(@id, 'p')]",
        content=f".//*[{has_class('content')}]",
        date=f".//*[{has_class('author')}]//time/@datetime | .//*[{has_class('author')}]//text()[contains(., '20')]",
        link=".//h3//a/@href",
    ),
    Layout(
        name="vbulletin",
        post=f"//*[{has_class('postcontainer', 'postbit', 'postbitlegacy')}]",
        content=f".//*[{has_class('postcontent')}]",
        date=f".//*[{has_class('date', 'postdate')}]",
        link=f".//a[{has_class('postcounter')}]/@href",
    ),
    Layout(
        name="vbulletin3",
        post=f"//table[{has_class('tborder')} and starts-with(@id, 'post')]",
        content=".//*[starts-with(@id, 'post_message_')]",
        date=f"(.//td[{has_class('thead')}])[1]",
        link="@none",  # shows one post without its thread
        flat=True,
    ),
    Layout(
        name="vbulletin5",
        post=f"//*[{has_class('b-post')} and (starts-with(@id, 'post') or @data-node-id)] | //li[{_VB5_COMMENT}]",
        content=f"self::*[{has_class('b-post')}]//*[{has_class('js-post__content-text')}] | self::li[{_VB5_COMMENT}]"
        f"//*[{has_class('js-post__content-text', 'b-comments__comment-text', 'b-comment__content')}]",
        date=f"self::*[{has_class('b-post')}]//*[{has_class('b-post__timestamp')}]//time/@datetime | self::li[{_VB5_COMMENT}]"
        f"//*[self::time or {has_class('b-comments__date', 'b-comment__date')}]",
        link="@none",
    ),
    Layout(
        name="smf",
        post=f"//*[{has_class('post_wrapper')}]",
        content=f".//*[{has_class('inner')} and starts-with(@id, 'msg_')]",
        date=f".//time/@datetime | .//*[{has_class('keyinfo', 'postinfo')}]//*[{has_class('smalltext')}]",
        link="@none",  # names the page after the post, not the thread
        flat=True,
    ),
    Layout(
        name="mybb",
        post=f"//*[{has_class('post')} and starts-with(@id, 'post_')]",
        content=f".//*[{has_class('post_body')}]",
        date=f".//*[{has_class('post_date')}]",
        link="@none",
        flat=True,
    ),
    Layout(
        name="flarum",
        post=f"//*[@id='flarum-content']//article[.//*[{has_class('Post-body')}]]",
        content=f".//*[{has_class('Post-body')}]",
        date=".//time/@datetime",
        link="@none",
        flat=True,
    ),
    Layout(
        name="discuz",
        post=f"//table[{has_class('plhin')}]",
        content=".//*[starts-with(@id, 'postmessage_')]",
        date=".//*[starts-with(@id, 'authorposton')] | .//*[starts-with(@id, 'authorposton')]//@title",
        link="@none",
        flat=True,
    ),
    Layout(
        name="bbpress",
        post=f"//*[self::div or self::li][{has_class('type-reply', 'type-topic')}]"
        f"[*[{has_class('bbp-reply-content', 'bbp-topic-content')}]]",
        content=f"*[{has_class('bbp-reply-content', 'bbp-topic-content')}]",
        date=f"(. | preceding-sibling::*[1])//*[{has_class('bbp-reply-post-date', 'bbp-topic-post-date')}]",
        link=f"preceding-sibling::*[1]//a[{has_class('bbp-reply-permalink', 'bbp-topic-permalink')}]/@href",
    ),
    Layout(
        name="nukeviet_comments",
        post=f"//li[{has_class('media')} and starts-with(@id, 'cid_')]",
        content=f"*[{has_class('media-body')}]/p[1]",
        date=f"*[{has_class('media-body')}]/*[{has_class('comment-info')}]//*[{has_class('small')}]",
        link="@none",
        comments=True,
    ),
    Layout(
        name="wordpress_comments",
        post=f"//*[self::article or self::div][{has_class('comment-body')}]"
        f" | //li[{has_class('comment')}][.//*[{has_class('wp-block-comment-content')}]]",
        content=f".//*[{has_class('comment-content', 'wp-block-comment-content')}]",
        date=".//time/@datetime",
        link=f".//*[{has_class('comment-metadata', 'comment-meta', 'wp-block-comment-date')}]//a/@href",
        comments=True,
    ),
    Layout(
        name="comment_box",
        post="//*["
        + has_class(
            *(
                "comment-item",
                "comment_item",
                "commentItem",
                "item-comment",
                "item_comment",
                "cmt-item",
                "cmt_item",
                "box-item-comment",
            ),
        )
        + "]",
        content=".//*["
        + has_class(
            *(
                "content-comment",
                "content_comment",
                "comment-content",
                "comment_content",
                "comment-text",
                "comment_text",
                "comment-body",
            ),
            *("cmt-content", "cmt_content", "cm-content", "full_content", "noi-dung"),
        )
        + "]",
        date=f".//time/@datetime | .//*[{has_class('time', 'date', 'time-com', 'comment-time', 'comment-date', 'thoi-gian')}]",
        link="@none",
        comments=True,
        loose=True,
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
    f"//a[{_NO_PREFIX}][ancestor::*[{has_class('structItem-title')}]]/@href",
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
    + has_class("quote", "quotebox", "quoteheader", "quote-title")
    + " or "
    + has_class("bbCodeBlock--quote", "bbcode_quote", "bbcode_container")
    + " or "
    + has_class("signature", "message-signature", "sig", "postsignature", "chu-ky", "b-post__signature")
    + " or "
    + has_class("message-lastEdit", "lastedited", "notice", "edited")
    + " or self::div[div[1][starts-with(normalize-space(), 'Trích') or starts-with(normalize-space(), 'Quote')]"
    "[string-length(normalize-space()) < 20]][table]"  # a quotation of vBulletin 3
)
_NESTED = has_class("comment-list", "children", "replies")
_MACHINERY = (
    "@class and ("
    + has_class(
        *("bbCodeQuote", "bbCodeBlock-expandLink", "quoteExpand", "chat-transcript"),  # quotations
        *(
            "bbCodeSpoiler-button",
            "bbCodeSpoilerButton",
        ),  # what is folded up behind it is public, and the writer's own
        *("attachment", "attachmentList", "attachedFiles"),
        *("lightbox-wrapper", "lbContainer", "bbMediaWrapper"),
        *("pstatus", "aimg_tip", "attnm", "tattl"),  # Discuz
        *("bbp-reply-revision-log", "bbp-topic-revision-log"),
        *("likesSummary", "reactionsBar", "reactions-list", "editDate", "userBanner", "messageNotice"),
        *("poll", "poll-info"),  # an option to tick is nothing the writer says
    )
    + ")"
)
NOT_OF_THE_POST = f".//*[{_ASIDE} or {_NESTED} or {_MACHINERY}]"
"""Inside a post, but not its own words: quotations, signatures, edit notes, nested replies, what the software adds."""

ASIDES = f"//*[{_ASIDE}]"
"""Such parts of a whole page: the content of a post does not lie inside one."""

APART = f"//*[{_ASIDE} or {_NESTED}]"
"""The same, and lists of replies: what lies in one below a post is not that post's, though whole posts lie in them."""

MENTIONS = (
    f".//a[{has_class('username', 'mention', 'user-mention', 'mention-group')} or @data-user-id"
    f" or starts-with(normalize-space(), '@')] | .//span[{has_class('mention')}]"
)

PREVIEWS = f".//*[@class and ({has_class('onebox', 'inline-onebox', 'bbCodeBlock--unfurl')})]"
"""Where the software shows a linked page's own title and words in place of the address the writer gave."""

PREVIEWED = ("data-onebox-src", "data-url", "href")
"""Where such a preview names the page."""
