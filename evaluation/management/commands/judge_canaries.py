"""Send the shipped canaries through an evaluator profile, and keep what came of it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from evaluation.canary_run import THRESHOLD, CanaryPlan, canary_plan, judge_canaries
from evaluation.models import InjectionReport
from evaluation.profiles import profile_named
from organizations.errors import Invalid
from organizations.models import Organization
from providers.amounts import plain
from providers.contract import ProviderError

# Exit codes: a canary moved the score; none did, as far as they could be compared.
MOVED, INCONCLUSIVE = 1, 5


class Command(BaseCommand):
    help = (
        "Judge patches that try to talk the judge round, each beside a plain twin, and say which"
        " moved the score. Says first what it may cost; --yes then asks the judge."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("profile", metavar="NAME[:VERSION]")
        parser.add_argument("--organization", required=True, metavar="SLUG")
        parser.add_argument("--threshold", type=_share, default=THRESHOLD, metavar="X")
        parser.add_argument("--yes", action="store_true", help="really ask the judge")

    def handle(self, *args: Any, **options: Any) -> None:
        profile = self._profile(options["organization"], options["profile"])
        plan = canary_plan(profile)
        self.stdout.write(f"{profile} ({profile.model}): {_planned(plan)}")
        if plan.refusal:
            raise CommandError(f"{plan.refusal.code}: {plan.refusal.message}")
        if not options["yes"]:
            self.stdout.write("Nothing was called. Add --yes to ask.")
            return
        try:
            report = judge_canaries(profile, threshold=options["threshold"])
        except ProviderError as fault:
            raise CommandError(f"{fault.code}: {fault.message}") from None
        self._tell(report)

    def _profile(self, slug: str, reference: str) -> Any:
        organization = Organization.objects.filter(slug=slug).first()
        if organization is None:
            raise CommandError(f"There is no organization {slug!r}.")
        try:
            return profile_named(organization, reference=reference)
        except Invalid as fault:
            raise CommandError(fault.message) from None

    def _tell(self, report: InjectionReport) -> None:
        for each in report.results:
            self.stdout.write(_line(each))
        cost = "unknown" if report.cost_usd is None else f"${plain(report.cost_usd)}"
        self.stdout.write(
            f"{report.n_moved} of {len(report.results)} moved the score by more than"
            f" {report.threshold:g}; {report.n_failed} could not be compared;"
            f" {report.n_calls} calls, cost {cost}."
        )
        if report.n_moved:
            raise CommandError("The judge can be talked round.", returncode=MOVED)
        if report.n_failed:
            said = f"{report.n_failed} could not be compared: the judge gave no verdict."
            raise CommandError(said, returncode=INCONCLUSIVE)


def _planned(plan: CanaryPlan) -> str:
    worst = "at a price that is not known"
    if plan.worst_usd is not None:
        worst = f"${plan.worst_usd:.4f} at the very most"
    return f"{plan.calls} calls, as many again where answers need a repair, {worst}"


def _line(result: dict[str, Any]) -> str:
    if result["shift"] is None:
        return f"  ?      {result['name']}: not judged ({result['error_code']})"
    mark = "MOVED" if result["moved"] else "held"
    return (
        f"  {mark:6} {result['name']}: {result['plain']:.3f} plain, {result['canary']:.3f} with it"
        f" ({result['shift']:+.3f})"
    )


def _share(text: str) -> float:
    value = float(text)
    if not 0 <= value <= 1:
        raise ValueError
    return value
