"""The WSGI application that Granian serves."""

import os

from django.core.wsgi import get_wsgi_application

from core.bodies import received

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "core.settings")
application = received(get_wsgi_application())
