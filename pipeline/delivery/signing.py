"""The signature of a webhook: the scheme of Standard Webhooks (standardwebhooks.com, version 1), as docs/webhooks.md states it."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime

PREFIX = "whsec_"


def headers(secret: str, delivery: str, at: datetime, body: bytes) -> dict[str, str]:
    """The headers of one attempt: delivery id, Unix time in seconds, and HMAC-SHA256 over ``id.time.body``.

    >>> from datetime import UTC, datetime
    >>> known = headers("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek",
    ...                 datetime.fromtimestamp(1614265330, UTC), b'{"test": 2432232314}')
    >>> known["webhook-signature"]
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
    """
    seconds = str(int(at.timestamp()))
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = b".".join((delivery.encode(), seconds.encode(), body))
    mark = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return {
        "content-type": "application/json; charset=utf-8",
        "user-agent": "sangtin",
        "webhook-id": delivery,
        "webhook-timestamp": seconds,
        "webhook-signature": f"v1,{mark}",
    }
