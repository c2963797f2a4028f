"""Addresses of this context."""

from django.urls import path

from bailiwick.approvals import views

app_name = "approvals"
urlpatterns = [
    path("", views.approval_list, name="approval_list"),
    path("<int:approval_id>/", views.approval_detail, name="approval_detail"),
    path("<int:approval_id>/steps/<int:step_id>/", views.step_decide, name="step_decide"),
    path("<int:approval_id>/withdraw/", views.approval_withdraw, name="approval_withdraw"),
    path("<int:approval_id>/send-again/", views.approval_send_again, name="approval_send_again"),
]
