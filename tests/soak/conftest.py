"""Long runs use the desk of the desk's own tests, where one asks for it."""

from tests.triage_api.conftest import db as db
from tests.triage_api.conftest import desk as desk
from tests.triage_api.conftest import furnished as furnished
