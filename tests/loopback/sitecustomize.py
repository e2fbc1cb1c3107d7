"""Found through PYTHONPATH by every Python process a test starts: see loopback_guard."""

import loopback_guard

loopback_guard.install()
