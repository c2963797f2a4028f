"""What others may hear of imports. Receivers run inside the transaction that ends the import."""

from __future__ import annotations

from django.dispatch import Signal

#: An import (no check) has come to its end. Argument: ``batch``.
import_done = Signal()
