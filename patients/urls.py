from django.urls import path

from patients.views import people, red_flags, restrictions, rules, safety

app_name = "patients"
urlpatterns = [
    path("patients/", people.search, name="search"),
    path("patients/new/", people.new, name="new"),
    path("patients/lookup/", people.lookup, name="lookup"),
    path("patients/<int:pk>/details/", people.details, name="details"),
    path("patients/<int:pk>/edit/", people.edit, name="edit"),
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
