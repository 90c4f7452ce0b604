"""The site as a WSGI application: `plait serve` runs it, and any WSGI server can."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "plait.config.settings")
application = get_wsgi_application()
