"""What is done at a credit desk: one table."""

from collections.abc import Callable
from typing import Any

from solvent import commands as c
from solvent.book import Book
from solvent.engine.credit import actions, adopting, easing, prices, selling
from solvent.engine.refusal import Stages

DESK: dict[type[c.Command], Callable[[Book, Any], Stages]] = {
    c.AdoptAgreement: adopting.adopt_agreement,
    c.FundDesk: adopting.fund_desk,
    c.ObserveCollateral: prices.observe_collateral,
    c.FollowCollateral: prices.follow_collateral,
    c.OpenCredit: actions.open_credit,
    c.LoadCredit: actions.load_credit,
    c.PostCollateral: actions.post_collateral,
    c.ReturnCollateral: actions.return_collateral,
    c.DrawCredit: actions.draw_credit,
    c.RepayCredit: actions.repay_credit,
    c.ReportSale: selling.report_sale,
    c.WaiveCall: easing.waive_call,
    c.ExtendCall: easing.extend_call,
}
