"""Two arms on one board, as the summary has them and as they are asked for."""

from rest_framework import serializers

from leaderboards.figure_serializers import FlagSerializer, IntervalSerializer, figure, interval

VERDICTS = ["a_better", "b_better", "indistinguishable", "no_data"]
OUTCOMES = ["a_better", "tie", "b_better"]


class RatioSerializer(serializers.Serializer):
    """The geometric mean of a / b over tasks."""

    estimate = figure()
    ci = IntervalSerializer(allow_null=True)


class PairSerializer(serializers.Serializer):
    """`a` and `b` by key, wins those of `a`, the margin a - b in the board's unit."""

    a = serializers.CharField()
    b = serializers.CharField()
    n_tasks = serializers.IntegerField(help_text="With data of both.")
    wins = serializers.IntegerField()
    ties = serializers.IntegerField()
    losses = serializers.IntegerField()
    win_rate = figure(help_text="A tie is half a win.")
    margin = figure()
    std_error = figure()
    ci = interval()
    p_value = figure()
    p_adjusted = figure(help_text="Corrected for all pairs of the board.")
    correction = serializers.CharField(help_text="`holm`.")
    family_size = serializers.IntegerField()
    test = serializers.CharField(
        allow_null=True, help_text="`exact_sign_flip`, `sign_flip`, `paired_t` or `paired_t_log`."
    )
    winner = serializers.CharField(allow_null=True)
    loser = serializers.CharField(allow_null=True)
    verdict = serializers.ChoiceField(choices=VERDICTS)
    mde_80 = figure(help_text="The smallest margin that is found with a power of 80%.")
    tasks_only_a = serializers.ListField(child=serializers.CharField())
    tasks_only_b = serializers.ListField(child=serializers.CharField())
    coverage = figure(help_text="Share of the tasks given to either that has data of both.")
    flags = FlagSerializer(many=True)


class RatioPairSerializer(PairSerializer):
    """On latency and cost."""

    ratio = RatioSerializer(allow_null=True, help_text="Null where a value is 0.")


class PairsSerializer(serializers.Serializer):
    """Every pair of arms on each board."""

    quality = PairSerializer(many=True)
    latency = RatioPairSerializer(many=True)
    cost = RatioPairSerializer(many=True)
    evaluator = PairSerializer(many=True)


class PairByBoardSerializer(serializers.Serializer):
    """Null where the run has no such board's pair."""

    quality = PairSerializer(allow_null=True)
    latency = RatioPairSerializer(allow_null=True)
    cost = RatioPairSerializer(allow_null=True)
    evaluator = PairSerializer(allow_null=True)


class TaskOutcomeSerializer(serializers.Serializer):
    task = serializers.CharField()
    value_a = figure()
    value_b = figure()
    difference = figure()
    outcome = serializers.ChoiceField(choices=OUTCOMES)


class TasksByBoardSerializer(serializers.Serializer):
    quality = TaskOutcomeSerializer(many=True)
    latency = TaskOutcomeSerializer(many=True)
    cost = TaskOutcomeSerializer(many=True)
    evaluator = TaskOutcomeSerializer(many=True)


class PairwiseSerializer(serializers.Serializer):
    """Two arms on each board, `a` being the one whose key sorts first."""

    run = serializers.UUIDField()
    a = serializers.CharField()
    b = serializers.CharField()
    pairwise = PairByBoardSerializer()
    tasks = TasksByBoardSerializer()
