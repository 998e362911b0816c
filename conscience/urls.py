from django.urls import path

from conscience.views import choosing, elections, questions

urlpatterns = [
    path("bodies/<slug:slug>/choosing/", choosing.choosing, name="choosing"),
    path("bodies/<slug:slug>/choosing/vote/", choosing.new_question, name="question_new"),
    path("bodies/<slug:slug>/choosing/election/", choosing.new_election, name="election_new"),
    path("questions/<slug:address>/", questions.question, name="question"),
    path("questions/<slug:address>/ballots.json", questions.ballots, name="question_ballots"),
    path("elections/<slug:address>/", elections.election, name="election"),
    path("elections/<slug:address>/ballots.json", elections.ballots, name="election_ballots"),
]
