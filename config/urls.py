"""All addresses. Each view behind them declares its policy."""

from django.urls import include, path

urlpatterns = [
    path("", include("bailiwick.web.urls")),
    path("", include("bailiwick.org.urls")),
    path("", include("bailiwick.cases.urls")),
    path("", include("bailiwick.supervision.urls")),
    path("audit/", include("bailiwick.audit.urls")),
    path("approvals/", include("bailiwick.approvals.urls")),
    path("", include("bailiwick.notices.urls")),
]

handler500 = "bailiwick.web.faults.server_error"
