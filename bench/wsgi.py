"""The service with the bench's routes, for Granian."""

import os
import sys

# What other libraries take along where it happens to be installed. Production has none of it (requirements.txt).
for name in ("jinja2", "pygments", "requests", "rich"):
    sys.modules[name] = None

from django.core.wsgi import get_wsgi_application  # noqa: E402

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
application = get_wsgi_application()
