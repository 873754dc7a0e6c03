"""Python reads this first: what other libraries take along where it happens to be installed, but production has not.

It would count as memory of the service (requirements.txt has none of it).
"""

import sys

for name in ("greenlet", "jinja2", "pygments", "requests", "rich"):
    sys.modules[name] = None
