"""Experiments over HTTP: parse, call one action, show."""

from django.db.models import QuerySet
from rest_framework.generics import ListAPIView, RetrieveAPIView

from experiments.api.common import experiments_for, person
from experiments.models import Experiment
from experiments.serializers import ExperimentSerializer
from organizations.access import get_or_404, organization_or_404


class ExperimentList(ListAPIView):
    """The organisation's experiments, newest first."""

    serializer_class = ExperimentSerializer
    queryset = Experiment.objects.none()

    def get_queryset(self) -> QuerySet[Experiment]:
        organization = organization_or_404(person(self.request), slug=self.kwargs["slug"])
        return experiments_for(self.request.user).filter(organization=organization)


class ExperimentDetail(RetrieveAPIView):
    serializer_class = ExperimentSerializer
    queryset = Experiment.objects.none()

    def get_object(self) -> Experiment:
        return get_or_404(experiments_for(self.request.user), pk=self.kwargs["experiment_id"])
