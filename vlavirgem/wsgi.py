"""The WSGI application that servers load."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vlavirgem.settings.base")
_application = get_wsgi_application()

from vlavirgem_graphql.gateway.short_way import ShortWay  # noqa: E402 - it needs the app registry

application = ShortWay(_application)
