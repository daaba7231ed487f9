"""The comparison of two judges, schema 1.0, key by key. It is made in `comparing`, and sealed."""

from rest_framework import serializers

from leaderboards.figure_serializers import FigureSerializer, FlagSerializer, figure, interval, two
from leaderboards.pair_serializers import VERDICTS


class ProfileTextSnapshotSerializer(serializers.Serializer):
    version = serializers.CharField()
    digest = serializers.CharField()
    text = serializers.CharField()


class JudgeSerializer(serializers.Serializer):
    """All that a judge was made of. Of one whose scores were imported, only a name is known."""

    name = serializers.CharField(allow_null=True)
    version = serializers.IntegerField(allow_null=True)
    digest = serializers.CharField(allow_null=True)
    provider = serializers.CharField(allow_null=True)
    model = serializers.CharField(allow_null=True)
    parameters = serializers.DictField(allow_null=True)
    parser_version = serializers.CharField(allow_null=True)
    rubric = ProfileTextSnapshotSerializer(allow_null=True)
    prompt_template = ProfileTextSnapshotSerializer(allow_null=True)


class ErrorsByJudgeSerializer(serializers.Serializer):
    old = serializers.DictField(child=serializers.IntegerField())
    new = serializers.DictField(child=serializers.IntegerField())


class LimitsSerializer(serializers.Serializer):
    low = figure()
    high = figure()


class AgreementSerializer(serializers.Serializer):
    """One attribute of both judges; shifts are new - old."""

    mean_shift = figure()
    std_error = figure()
    ci = interval()
    sd = figure()
    limits_of_agreement = LimitsSerializer(allow_null=True)
    exact_agreement = figure()
    kappa = figure()
    krippendorff_alpha = figure()
    spearman = figure()
    concordance = figure()


class AgreementsSerializer(serializers.Serializer):
    quality = AgreementSerializer()
    risk = AgreementSerializer()
    confidence = AgreementSerializer()


class FlippedAttemptSerializer(serializers.Serializer):
    attempt = serializers.UUIDField()
    arm = serializers.CharField()
    task = serializers.CharField()
    repeat = serializers.IntegerField()
    old = serializers.FloatField()
    new = serializers.FloatField()
    direction = serializers.ChoiceField(choices=["up", "down"])
    outcome = figure(help_text="What its validation came to.")


class FlipsSerializer(serializers.Serializer):
    up = serializers.IntegerField()
    down = serializers.IntegerField()
    mcnemar_p = figure()
    attempts = FlippedAttemptSerializer(many=True)


class JudgeValiditySerializer(serializers.Serializer):
    auc = FigureSerializer(allow_null=True, help_text="Null: all passed, or all failed.")
    brier = FigureSerializer()
    ece = serializers.FloatField()


class JudgesValiditySerializer(serializers.Serializer):
    """Which judge foretells the validations of the same patches better."""

    n = serializers.IntegerField()
    n_tasks = serializers.IntegerField()
    n_passed = serializers.IntegerField()
    old = JudgeValiditySerializer()
    new = JudgeValiditySerializer()
    brier_shift = FigureSerializer(help_text="New - old.")


class StandingSerializer(serializers.Serializer):
    rank = serializers.IntegerField(allow_null=True)
    rank_interval = two(serializers.IntegerField(), allow_null=True)


class JudgedArmSideSerializer(StandingSerializer):
    estimate = figure()
    ci = interval()
    risk = figure()


class JudgedArmSerializer(serializers.Serializer):
    arm = serializers.CharField()
    n_tasks = serializers.IntegerField()
    n_paired = serializers.IntegerField()
    old = JudgedArmSideSerializer()
    new = JudgedArmSideSerializer()


class PairVerdictSerializer(serializers.Serializer):
    verdict = serializers.ChoiceField(choices=VERDICTS)
    margin = figure()
    p_adjusted = figure()


class PairChangeSerializer(serializers.Serializer):
    a = serializers.CharField()
    b = serializers.CharField()
    old = PairVerdictSerializer()
    new = PairVerdictSerializer()


class RankChangeSerializer(serializers.Serializer):
    arm = serializers.CharField()
    old = StandingSerializer()
    new = StandingSerializer()


class DecisionImpactSerializer(serializers.Serializer):
    kendall_tau_b = figure()
    pairs_flipped = serializers.IntegerField()
    pairs_gained = serializers.IntegerField()
    pairs_lost = serializers.IntegerField()
    pair_changes = PairChangeSerializer(many=True)
    rank_changes = RankChangeSerializer(many=True)


class RepeatsSerializer(serializers.Serializer):
    least = serializers.IntegerField()
    most = serializers.IntegerField()


class RepeatedSerializer(serializers.Serializer):
    sd = serializers.FloatField()
    mean_difference = serializers.FloatField()
    exact_agreement = serializers.FloatField()
    krippendorff_alpha = figure()


class SelfAgreementSerializer(serializers.Serializer):
    n_artifacts = serializers.IntegerField()
    n_judgements = serializers.IntegerField()
    k = RepeatsSerializer()
    quality = RepeatedSerializer()
    risk = RepeatedSerializer()
    confidence = RepeatedSerializer()


class NoiseSerializer(serializers.Serializer):
    quality = serializers.FloatField()
    risk = serializers.FloatField()
    confidence = serializers.FloatField()


class SelfAgreementsSerializer(serializers.Serializer):
    """Null where nothing was judged twice."""

    old = SelfAgreementSerializer(allow_null=True)
    new = SelfAgreementSerializer(allow_null=True)
    noise_sd = NoiseSerializer(allow_null=True)


class OriginalsSerializer(serializers.Serializer):
    """The digest of the run's own judgements."""

    digest_before = serializers.CharField()
    digest_after = serializers.CharField()
    unchanged = serializers.BooleanField()


class ComparisonMethodsSerializer(serializers.Serializer):
    statistics = serializers.CharField()
    prices = serializers.CharField()
    numpy = serializers.CharField()
    scipy = serializers.CharField()


class FollowedSerializer(serializers.Serializer):
    number = serializers.IntegerField()
    digest = serializers.CharField()


class SealSerializer(serializers.Serializer):
    """Its place in the organisation's chain of comparisons."""

    number = serializers.IntegerField()
    previous_digest = serializers.CharField(allow_null=True)
    digest = serializers.CharField()


class ComparisonSerializer(serializers.Serializer):
    """The same attempts under two judges, schema 1.0."""

    schema_version = serializers.CharField(help_text="`1.` and what was added since.")
    replay = serializers.UUIDField()
    organization = serializers.CharField()
    experiment = serializers.CharField()
    run = serializers.UUIDField()
    imported = serializers.BooleanField()
    actor = serializers.CharField(allow_null=True)
    reason = serializers.CharField(allow_null=True)
    started_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    old_profile = JudgeSerializer(allow_null=True)
    new_profile = JudgeSerializer(allow_null=True)
    attempt_set_digest = serializers.CharField()
    n_attempts = serializers.IntegerField()
    errors = serializers.IntegerField()  # type: ignore[assignment]
    errors_by_code = ErrorsByJudgeSerializer()
    n_paired = serializers.IntegerField()
    only_old = serializers.IntegerField()
    only_new = serializers.IntegerField()
    n_tasks = serializers.IntegerField()
    per_attribute = AgreementsSerializer()
    flips = FlipsSerializer()
    validity = JudgesValiditySerializer(allow_null=True, help_text="Null: no validation is known.")
    arms = JudgedArmSerializer(many=True)
    decision_impact = DecisionImpactSerializer()
    self_agreement = SelfAgreementsSerializer()
    originals = OriginalsSerializer()
    cost_usd = serializers.CharField(allow_null=True, help_text="An exact decimal.")
    flags = FlagSerializer(many=True)
    methods = ComparisonMethodsSerializer()
    seed = serializers.IntegerField()
    input_digest = serializers.CharField()
    follows = FollowedSerializer(
        allow_null=True, help_text="What the replay ended in before its failures were tried again."
    )
    seal = SealSerializer()
