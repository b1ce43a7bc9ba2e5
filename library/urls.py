from django.urls import path

from library.views import editing, evidence, giving, handouts, public, publishing, recall

app_name = "library"
urlpatterns = [
    path("library/", public.index, name="index"),
    path("library/find", public.find, name="find"),
    path("library/evidence/", evidence.claims, name="evidence"),
    path("library/evidence/works/", evidence.works, name="evidence-works"),
    path("library/evidence/works.json", evidence.works_as_csl, name="evidence-works-csl"),
    path("library/evidence/<slug:slug>/", evidence.claim, name="evidence-claim"),
    path("library/evidence/<slug:slug>/settle/", evidence.settle, name="evidence-settle"),
    path("library/edit/", editing.index, name="edit"),
    path("library/edit/<int:pk>/", editing.sheet, name="edit-sheet"),
    path("library/edit/claims/", editing.claims, name="edit-claims"),
    path("library/edit/versions/<int:pk>/start/", editing.start, name="edit-start"),
    path("library/edit/versions/<int:pk>/withdraw/", publishing.withdraw, name="withdraw"),
    path("library/edit/drafts/<int:pk>/", editing.draft, name="edit-draft"),
    path("library/edit/drafts/<int:pk>/preview/", editing.preview, name="edit-preview"),
    path("library/edit/drafts/<int:pk>/discard/", editing.discard, name="edit-discard"),
    path("library/edit/drafts/<int:pk>/review/", publishing.review, name="edit-review"),
    path("library/edit/drafts/<int:pk>/publish/", publishing.publish, name="edit-publish"),
    path("library/edit/withdrawals/<int:pk>/", recall.recall, name="recall"),
    path("library/edit/withdrawals/<int:pk>/recall.csv", recall.recall_csv, name="recall-csv"),
    path("library/edit/withdrawals/<int:pk>/recall.pdf", recall.recall_list_pdf, name="recall-pdf"),
    path("library/edit/withdrawals/<int:pk>/contacted/", recall.contacted, name="recall-contacted"),
    path("library/<slug:slug>/", public.sheet, name="sheet"),
    path("library/<slug:slug>.pdf", public.pdf, name="sheet-pdf"),
    path("library/<slug:slug>/give/", giving.give_sheet, name="give-sheet"),
    path("patients/<int:pk>/handouts/", handouts.patient_handouts, name="patient-handouts"),
    path("patients/<int:pk>/handouts/give/", handouts.give, name="give"),
    path("handouts/<int:pk>.pdf", handouts.handout, name="handout-pdf"),
]
