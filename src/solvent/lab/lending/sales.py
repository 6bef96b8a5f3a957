"""Auctions of one run, counted as they are told."""

from solvent import events as e
from solvent.fixed import mul_div_down
from solvent.lending.scales import RAD
from solvent.units import PPM


class Sales:
    """How many began and ended, and how many were won for next to nothing."""

    def __init__(self) -> None:
        self.lots: dict[int, int] = {}
        self.begun = self.ended = self.for_nothing = self.given_away = 0

    def hear(self, event: e.Event) -> None:
        """A lot as it is begun and bid for, and what an ended auction brought."""
        if isinstance(event, e.AuctionStarted):
            self.begun += 1
            self.lots[event.auction] = int(event.lot)
        elif isinstance(event, e.AuctionBid):
            self.lots[event.auction] = int(event.lot)
        elif isinstance(event, e.AuctionEnded):
            self.ended += 1
            if int(event.raised) < RAD:
                self.for_nothing += 1
                self.given_away += self.lots[event.auction]

    def found(self) -> dict[str, int]:
        """The counts, units of collateral given away, and their share of what ended, ppm; nothing without auctions."""
        if not self.begun:
            return {}
        share = mul_div_down(self.for_nothing, PPM, self.ended) if self.ended else 0
        return {
            "begun": self.begun, "ended": self.ended, "for nothing": self.for_nothing, "given away": self.given_away,
            "share for nothing": share,
        }  # fmt: skip
