"""The WSGI entry point that gunicorn serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")
application = get_wsgi_application()

# What is loaded by now stays for the life of the process: the collector need not walk it again during requests.
gc.collect()
gc.freeze()
