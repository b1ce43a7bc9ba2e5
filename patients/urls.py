from django.urls import path

from patients.views import answering, intake, people, red_flags, restrictions, rules, safety

app_name = "patients"
urlpatterns = [
    path("patients/", people.search, name="search"),
    path("patients/new/", people.new, name="new"),
    path("patients/lookup/", people.lookup, name="lookup"),
    path("patients/intake.pdf", intake.blank, name="intake-blank"),
    path("patients/<int:pk>/details/", people.details, name="details"),
    path("patients/<int:pk>/edit/", people.edit, name="edit"),
    path("patients/<int:pk>/intake/", intake.of_patient, name="intake"),
    path("patients/<int:pk>/intake/send/", intake.send, name="intake-send"),
    path("patients/<int:pk>/intake/link/", intake.copy, name="intake-copy"),
    path("patients/<int:pk>/intake/void/", intake.revoke, name="intake-revoke"),
    path("patients/<int:pk>/intake/tablet/", intake.tablet, name="intake-tablet"),
    path("patients/<int:pk>/intake/paper/", intake.paper, name="intake-paper"),
    path("intakes/<int:pk>/", intake.intake, name="intake-answers"),
    path("intakes/<int:pk>.pdf", intake.as_pdf, name="intake-pdf"),
    # The patient's own pages: the first address holds the key, the others do not.
    path("intake/<str:token>/", answering.open_link, name="intake-open"),
    path("intake/<int:pk>/start/", answering.start, name="intake-start"),
    path("intake/<int:pk>/questions/<slug:step>/", answering.step, name="intake-step"),
    path("intake/<int:pk>/help/", answering.get_help, name="intake-help"),
    path("intake/<int:pk>/check/", answering.check, name="intake-check"),
    path("intake/<int:pk>/done/", answering.done, name="intake-done"),
    path("intake/<int:pk>/leave/", answering.leave, name="intake-leave"),
    path("patients/<int:pk>/safety/", safety.overview, name="safety"),
    path("patients/<int:pk>/safety/questions/", safety.take, name="safety-questions"),
    path("patients/<int:pk>/safety/confirm/", safety.confirm, name="safety-confirm"),
    path("patients/<int:pk>/restrict/", restrictions.restrict, name="restrict"),
    path("restricted/", restrictions.say_why, name="say-why"),
    path("red-flags/<int:pk>/", red_flags.red_flag, name="red-flag"),
    path("safety/rules/", rules.rules, name="rules"),
    path("safety/rules/new/", rules.new, name="rule-new"),
    path("safety/rules/<slug:rule_id>/switch/", rules.switch, name="rule-switch"),
]
