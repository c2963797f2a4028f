"""Addresses of the case register; each topic keeps its own list."""

from bailiwick.cases.views import (
    acts_urls,
    explaining_urls,
    importing_urls,
    register_urls,
    workbench_urls,
)

app_name = "cases"
urlpatterns = [
    *register_urls.urlpatterns,
    *acts_urls.urlpatterns,
    *explaining_urls.urlpatterns,
    *workbench_urls.urlpatterns,
    *importing_urls.urlpatterns,
]
