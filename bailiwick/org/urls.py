"""Addresses of the door, of people, accounts, posts and calendar."""

from django.urls import path

from bailiwick.org.views import account, accounts, calendar, importing, people, signing_in

app_name = "org"
urlpatterns = [
    path("login/", signing_in.login_page, name="login"),
    path("logout/", signing_in.logout_page, name="logout"),
    path("password/", signing_in.password_change, name="password_change"),
    path("session/left", signing_in.session_left, name="session_left"),
    path("account/", account.account, name="account"),
    path("account/sessions/", account.my_sessions, name="my_sessions"),
    path("account/sessions/end", account.my_sessions_end_all, name="my_sessions_end_all"),
    path("account/sessions/<int:session_id>/end", account.my_session_end, name="my_session_end"),
    path("organisation/", people.organisation, name="organisation"),
    path("people/new", people.person_add, name="person_add"),
    path("people/<int:person_id>/", people.person_detail, name="person_detail"),
    path("people/<int:person_id>/change", people.person_change, name="person_change"),
    path("people/<int:person_id>/leave", people.person_leave, name="person_leave"),
    path("people/<int:person_id>/posts/new", people.post_assign, name="post_assign"),
    path("people/<int:person_id>/reassign", people.person_reassign, name="person_reassign"),
    path("people/<int:person_id>/absences/new", people.absence_record, name="absence_record"),
    path("posts/waiting/", people.post_list_waiting, name="post_list_waiting"),
    path("posts/<int:post_id>/end", people.post_end, name="post_end"),
    path("posts/<int:post_id>/sensitive", people.post_sensitive_set, name="post_sensitive_set"),
    path("rights/", people.rights_table, name="rights_table"),
    path("accounts/", accounts.account_list, name="account_list"),
    path("accounts/new", accounts.account_create, name="account_create"),
    path("accounts/<int:account_id>/disable", accounts.account_disable, name="account_disable"),
    path("accounts/<int:account_id>/unlock", accounts.account_unlock, name="account_unlock"),
    path("accounts/<int:account_id>/reset", accounts.account_reset, name="account_reset"),
    path("sessions/", accounts.session_list, name="session_list"),
    path("sessions/<int:session_id>/end", accounts.session_end, name="session_end"),
    path("calendar/", calendar.year_detail, name="calendar"),
    path("calendar/day", calendar.day_edit, name="day_edit"),
    path("calendar/<int:year>/confirm", calendar.year_confirm, name="year_confirm"),
    path("calendar/<int:year>/open", calendar.year_open, name="year_open"),
    path("courts/<int:court_id>/", calendar.court_detail, name="court_detail"),
    path("courts/<int:court_id>/go-live", calendar.court_go_live, name="court_go_live"),
    path("courts/<int:court_id>/sources/new", calendar.source_declare, name="source_declare"),
    path(
        "courts/<int:court_id>/sources/<str:source>/withdraw",
        calendar.source_withdraw,
        name="source_withdraw",
    ),
    path("staff-import/", importing.staff_import, name="staff_import"),
    path("staff-import/template", importing.staff_template, name="staff_template"),
]
