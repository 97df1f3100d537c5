"""The WSGI application that servers load."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vlavirgem.settings.base")
_application = get_wsgi_application()

from vlavirgem_graphql.gateway.short_way import ShortWay as ShortWayOfReads  # noqa: E402 - these need the app registry
from vlavirgem_graphql.schema.root import gateway_schema  # noqa: E402
from vlavirgem_sandbox.tryouts.serving.short_way import ShortWay as ShortWayOfCalls  # noqa: E402

# Now, and not while somebody waits for the first answer: it takes a second of CPU.
gateway_schema()
# Reads go first: what follows them makes the process look anew at its try-outs after each write.
application = ShortWayOfReads(ShortWayOfCalls(_application))

# What is loaded by now stays: the collector need not walk through it again and again, a tenth of a request's CPU.
gc.collect()
gc.freeze()
