"""The runs of a counterfactual: the rulebook as it was leaves a trail for each strength; everyone is played on it."""

from collections.abc import Sequence
from itertools import islice

from solvent.errors import BadInput
from solvent.fixed import mul_div_down
from solvent.journal import MemoryJournal
from solvent.lab.case import Case
from solvent.lab.case_tape import tape_of
from solvent.lab.counterfactual import Net, NetPool, Trail
from solvent.lab.impact.market import Impact
from solvent.lab.liquidity import TapeLiquidity
from solvent.lab.stream import commands
from solvent.lab.tape import LAST
from solvent.policy import Policy
from solvent.reports.result import Run
from solvent.reports.views import AS_IT_WAS, STRENGTH
from solvent.runtime import Runtime
from solvent.units import PPM, plain

TOGETHER = 256  # commands that are made durable together while a trail is left


def strength_name(strength: int) -> str:
    """The name of a variant: 500000 ppm is "impact x 0.5"."""
    return f"{STRENGTH}{plain(strength)}"


class CounterStage:
    """What all runs of one counterfactual case share.

    variants   name: strength in ppm, the stated one first; None for the printed tape
    """

    def __init__(self, case: Case, rulebooks: Sequence[tuple[Policy, str]]) -> None:
        terms = case.counterfactual
        assert terms is not None
        self.case, self.terms, self.tape = case, terms, tape_of(case)
        found = [pair for pair in rulebooks if pair[0].name == terms.as_was]
        if not found:
            known = ", ".join(policy.name for policy, _ in rulebooks)
            raise BadInput(f"expected the rulebook as it was, {terms.as_was}, among those played, found {known}")
        self.rules = found[0]
        low, middle, high = terms.strengths
        self.variants = {strength_name(one): one for one in (middle, low, high)} | {AS_IT_WAS: None}
        self._trails: dict[int, Trail] = {}

    def market(self, variant: str) -> Net | None:
        """A new venue for one run of a variant; None where the printed tape is played."""
        strength = self.variants[variant]
        if strength is None:
            return None
        if strength not in self._trails:
            self._trails[strength] = self._left(strength)
        return self._net(strength, self._trails[strength])

    def measured(self, _: Policy, __: Impact, run: Run) -> Run:
        """The run as it is: what it did to prices is in them."""
        return run

    def _net(self, strength: int, trail: Trail | None) -> Net:
        case, terms, pools = self.case, self.terms.at(strength), {}
        for one in case.markets:
            ticks = self.tape.of(one.name, LAST).at(case.entry.time_ns) or 1
            pools[one.name] = NetPool(
                terms.shape(one, ticks), half_life_ns=terms.half_life_ns, permanent=terms.permanent,
                pass_through=terms.pass_through[0], calm=mul_div_down(ticks, terms.calm, PPM),
                window_ns=terms.window_ns, floor=terms.floor, printed=trail is None,
            )  # fmt: skip
        liquidity = TapeLiquidity(case.liquidity.slippage, case.liquidity.available)
        return Net(pools, liquidity, trail, case.entry.time_ns)

    def _left(self, strength: int) -> Trail:
        """The trail of the rulebook as it was over the printed tape."""
        net = self._net(strength, None)
        runtime = Runtime(MemoryJournal(), net)
        policy, text = self.rules
        feed = commands(self.case, policy, text=text, tape=self.tape)
        while batch := list(islice(feed, TOGETHER)):
            runtime.submit(net.through(batch))
        return net.left


def staged(case: Case, rulebooks: Sequence[tuple[Policy, str]]) -> CounterStage | None:
    """The stage of a counterfactual, None for a case that asks for none."""
    return CounterStage(case, rulebooks) if case.counterfactual else None
