from django.urls import path

from library.views import evidence, giving, handouts, public

app_name = "library"
urlpatterns = [
    path("library/", public.index, name="index"),
    path("library/find", public.find, name="find"),
    path("library/evidence/", evidence.claims, name="evidence"),
    path("library/evidence/works/", evidence.works, name="evidence-works"),
    path("library/evidence/works.json", evidence.works_as_csl, name="evidence-works-csl"),
    path("library/evidence/<slug:slug>/", evidence.claim, name="evidence-claim"),
    path("library/evidence/<slug:slug>/settle/", evidence.settle, name="evidence-settle"),
    path("library/<slug:slug>/", public.sheet, name="sheet"),
    path("library/<slug:slug>.pdf", public.pdf, name="sheet-pdf"),
    path("library/<slug:slug>/give/", giving.give_sheet, name="give-sheet"),
    path("patients/<int:pk>/handouts/", handouts.patient_handouts, name="patient-handouts"),
    path("patients/<int:pk>/handouts/give/", handouts.give, name="give"),
    path("handouts/<int:pk>.pdf", handouts.handout, name="handout-pdf"),
]
