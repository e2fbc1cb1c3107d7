"""A site of Django with one product on it, in the product's own templates: ``django_site.py PRODUCT PORT HOME``.

Run by ``tests.crawler.django_server`` in a process that has ``.venv/servers`` on its path. Sets up what an administrator
would before the first visitor comes: tables, one administrator, and for forums a board that everybody may read.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any
from wsgiref.simple_server import make_server

import django
from django.conf import settings
from django.core.management import call_command
from django.urls import include, path

PRODUCT, PORT, HOME = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
ADMINISTRATOR = "buoi_mang_1975"
"""A name that must not be found anywhere later, so it is one of those planted."""

APPS = {
    "machina": [
        "mptt",
        "haystack",
        "widget_tweaks",
        "machina",
        *(
            f"machina.apps.{name}"
            for name in (
                *("forum", "forum_conversation", "forum_conversation.forum_attachments"),
                *("forum_conversation.forum_polls", "forum_feeds", "forum_moderation", "forum_search"),
                *("forum_tracking", "forum_member", "forum_permission"),
            )
        ),
    ],
    "djpress": ["djpress", "django.contrib.sitemaps"],
}[PRODUCT]
MIDDLEWARE = [
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
CONTEXT = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
]
TEMPLATES: list[Any] = []
if PRODUCT == "machina":
    from machina import MACHINA_MAIN_TEMPLATE_DIR

    MIDDLEWARE.append("machina.apps.forum_permission.middleware.ForumPermissionMiddleware")
    CONTEXT.append("machina.core.context_processors.metadata")
    TEMPLATES = [MACHINA_MAIN_TEMPLATE_DIR]


class Quick:
    """Migrations of nothing: the tables are made as they are today, in a second instead of ten."""

    def __contains__(self, _app: str) -> bool:
        return True

    def __getitem__(self, _app: str) -> None:
        return None


settings.configure(
    DEBUG=False,
    SECRET_KEY="for-tests-only",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    LANGUAGE_CODE="vi",
    TIME_ZONE="Asia/Ho_Chi_Minh",
    USE_TZ=True,
    STATIC_URL="/static/",
    INSTALLED_APPS=[
        "django.contrib.admin",
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
        "django.contrib.staticfiles",
        *APPS,
    ],
    MIDDLEWARE=MIDDLEWARE,
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": TEMPLATES,
            "APP_DIRS": True,
            "OPTIONS": {"context_processors": CONTEXT},
        }
    ],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": HOME / "site.sqlite3"}},
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    MIGRATION_MODULES=Quick(),
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    CACHES={
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
        "machina_attachments": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "a"},
    },
    HAYSTACK_CONNECTIONS={"default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}},
    DJPRESS_SETTINGS={"SITE_TITLE": "Bản tin xã", "RECENT_PUBLISHED_POSTS_COUNT": 3},
    LOGGING_CONFIG=None,
)
django.setup()

from django.contrib import admin  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402

urlpatterns: list[Any] = [path("admin/", admin.site.urls)]
if PRODUCT == "machina":
    from machina import urls as forum_urls

    urlpatterns.append(path("dien-dan/", include(forum_urls)))
else:
    from django.contrib.sitemaps.views import sitemap
    from djpress.sitemaps import PostSitemap

    PostSitemap.protocol = "http"
    urlpatterns += [
        path("sitemap.xml", sitemap, {"sitemaps": {"posts": PostSitemap}}, name="sitemap"),
        path("", include("djpress.urls")),
    ]


def a_board_for_everybody() -> None:
    """A forum that guests may read and write in, as an administrator sets it up in machina's own pages."""
    from machina.core.db.models import get_model

    forum = get_model("forum", "Forum").objects.create(name="Hỏi đáp", slug="hoi-dap", type=0)
    rights = get_model("forum_permission", "ForumPermission").objects
    held = get_model("forum_permission", "UserForumPermission").objects
    for name in (
        *("can_see_forum", "can_read_forum", "can_start_new_topics", "can_reply_to_topics"),
        "can_post_without_approval",
    ):
        held.create(permission=rights.get(codename=name), forum=forum, anonymous_user=True, has_perm=True)


def main() -> None:
    """Set up and serve until the process is ended."""
    if not (HOME / "site.sqlite3").exists():
        call_command("migrate", run_syncdb=True, verbosity=0)
        get_user_model().objects.create_superuser(ADMINISTRATOR, "buoi.mang@anson.example", "mật khẩu")
        if PRODUCT == "machina":
            a_board_for_everybody()
    make_server("127.0.0.1", PORT, get_wsgi_application()).serve_forever()


if __name__ == "__main__":
    main()
