"""Addresses of the acts on a case, of looks that leave a trace, and of 待回填流程系统."""

from django.urls import path

from bailiwick.cases.views import acts, handing, looks

urlpatterns = [
    path("cases/register/", looks.case_register, name="case_register"),
    path("cases/paste/", looks.paste_find, name="paste_find"),
    path("people/<int:person_id>/cases/", handing.person_cases, name="person_cases"),
    path("cases/backfill/", looks.backfill_list, name="backfill_list"),
    path("cases/<int:case_id>/node/", acts.node_record, name="node_record"),
    path("cases/<int:case_id>/event/", acts.event_record, name="event_record"),
    path("cases/<int:case_id>/deduction/", acts.deduction_record, name="deduction_record"),
    path("cases/<int:case_id>/extension/", acts.extension_ask, name="extension_ask"),
    path("cases/<int:case_id>/measure/", acts.measure_impose, name="measure_impose"),
    path("cases/<int:case_id>/renew/", acts.measure_renew, name="measure_renew"),
    path("cases/<int:case_id>/release/", acts.measure_release, name="measure_release"),
    path("cases/<int:case_id>/payment/", acts.payment_record, name="payment_record"),
    path("cases/<int:case_id>/close/", acts.case_close, name="case_close"),
    path("cases/<int:case_id>/assign/", acts.officer_assign, name="officer_assign"),
    path("cases/<int:case_id>/party/", acts.party_add, name="party_add"),
    path("cases/<int:case_id>/label/", acts.label_set, name="label_set"),
    path("cases/<int:case_id>/upload/", acts.document_upload, name="document_upload"),
    path("cases/<int:case_id>/reveal/", looks.case_reveal, name="case_reveal"),
    path("facts/<int:fact_id>/correct/", acts.fact_correct, name="fact_correct"),
    path("facts/<int:fact_id>/void/", acts.fact_void, name="fact_void"),
    path("facts/<int:fact_id>/end/", acts.deduction_end, name="deduction_end"),
    path("parties/<int:party_id>/edit/", acts.party_edit, name="party_edit"),
    path("parties/<int:party_id>/remove/", acts.party_remove, name="party_remove"),
    path("parties/<int:party_id>/reveal/", looks.party_reveal, name="party_reveal"),
    path("documents/<int:document_id>/", looks.document_open, name="document_open"),
]
