"""What a user gets wrong: one message that says what was expected and what was found, exit 2, never a traceback."""

from pathlib import Path

import pytest

from tests.cli.doors import BOOK, book_file, call, rulebook_file
from tests.reports import closing

# command line; part of the message. {dir} is a folder, {book}, {rules}, {journal} are good files.
TABLE = [
    ("check {dir}/none.csv --rulebook made", "expected the name of a rulebook"),
    ("check {dir}/none.csv --rulebook {rules}", "found no such file"),
    ("check {dir} --rulebook {rules}", "found a directory"),
    ("check {dir}/empty.csv --rulebook {rules}", "found an empty file"),
    ("check {rules} --rulebook {rules}", "expected"),
    ("check {journal} --rulebook {rules}", "expected UTF-8"),
    ("check {book}", "expected --rulebook NAME, one of binance-coinm, binance-usdm, "),
    ("check {book} --rulebook teachin", "did you mean 'teaching'"),
    ("check {book} --rulebook {book}", "book.csv:1: expected TOML"),
    ("check {book} --rulebook {dir}/none.toml", "none.toml"),
    ("check {book} --rulebook {dir}/broken.toml", "broken.toml"),
    ("check {book} --rulebook {rules} --prices ATOM=abc", "expected a price above 0"),
    ("check {book} --rulebook {rules} --prices ATOM=-3", "expected a price above 0"),
    ("check {book} --rulebook {rules} --prices ATOM=nan", "ATOM"),
    ("check {book} --rulebook {rules} --prices XYZ=3", "expected a market of the book (ATOM), found 'XYZ'"),
    ("check {book} --rulebook {rules} --prices ATOM", "ATOM: expected a file"),
    ("check {book} --rulebook {rules} --prices ATOM=3 --prices {book}", "found both"),
    ("check {book} --rulebook {rules} --balances {dir}/none.csv", "found no such file"),
    ("check {book} --rulebook {rules} --limit -1", "--limit"),
    ("check {dir}/poor.csv --rulebook {rules}", "since its position in ATOM is cross margined"),
    ("check", "Missing argument 'BOOK'"),
    ("check {book} {book}", "unexpected extra argument"),
    ("check {book} --rulebok {rules}", "--rulebook"),
    ("whatif {book} --rulebook {rules}", "expected at least one --shock"),
    ("whatif {book} --rulebook {rules} --shock ATOM=30", "expected a change in % or bp such as -30%, found '30'"),
    ("whatif {book} --rulebook {rules} --shock ATOM=-100%", "expected a change above -100%"),
    ("whatif {book} --rulebook {rules} --shock XYZ=-10%", "expected a market of the book (ATOM), found 'XYZ'"),
    ("whatif {book} --rulebook {rules} --shock ATOM", "expected market=value"),
    ("whatif {dir}/none.csv --rulebook {rules} --shock *=-1%", "found no such file"),
    ("adl {dir}/none.csv --budget 5", "found no such file"),
    ("adl {book} --budget 5", "expected a column capacity (capacity or profit or pnl"),
    ("adl {winners}", "--budget"),
    ("adl {winners} --budget nan", "--budget: expected an amount that is finite, found 'nan'"),
    ("adl {winners} --budget 0", "--budget: expected an amount above 0, found '0'"),
    ("adl {winners} --budget 0.001", "--budget: expected hundredths at most, found '0.001'"),
    ("adl {winners} --budget 5 --deficit -1", "--deficit: expected an amount of 0 or more, found '-1'"),
    ("adl {winners} --budget 5 --policy queu", "'queu' is not one of 'queue'"),
    (
        "adl {winners} --budget 5 --policy capped-pro-rata",
        "expected the caps of every winner for the policy capped-pro",
    ),
    ("adl {dir}/twice.csv --budget 5", "expected each account once, found 'a' there and in twice.csv, line 2"),
    ("adl {dir}/losers.csv --budget 5", "expected at least one account with a profit above 0, found none"),
    ("adl {dir}/cap.csv --budget 5", "cap.csv, line 2, column cap: expected a share from 0 to 1, found '1.5'"),
    ("adl {dir}/half.csv --budget 5", "expected contracts and what closing one costs together"),
    ("explain {dir}/none.journal borrower", "none.journal"),
    ("explain {dir} borrower", "expected"),
    ("explain {book} borrower", "expected"),
    ("explain {journal} borower", "expected one of 3 accounts, found 'borower'; did you mean 'borrower'"),
    ("explain {journal} 0", "expected a step from 1 to 14, found 0"),
    ("explain {journal} 99999999999999999999999999", "expected a step from 1 to 14"),
    ("explain {journal} 7 --account", "expected one of 3 accounts, found '7'"),
    ("explain {journal}", "Missing argument 'ACCOUNT|SEQ'"),
    ("replay {dir}/none.journal", "none.journal"),
    ("replay {dir}", "expected"),
    ("replay {journal} --expect-head xyz", "expected a head of 64 hexadecimal digits, found 'xyz'"),
    ("run", "expected a case, one of "),
    ("run ten-tims", "did you mean 'ten-times'"),
    ("run {dir}/none.toml", "none.toml"),
    ("run ten-times --rulebook teachin", "did you mean 'teaching'"),
    ("run ten-times --rulebook teaching --rulebook teaching", "expected rulebooks of different names"),
    ("run ten-times --tape ATOM", "expected MARKET/ROLE=FILE"),
    ("run ten-times --tape XYZ/last={book}", "found XYZ/last"),
    ("run ten-times --seed x", "--seed"),
    ("calibrate", "Missing argument 'CASE'"),
    ("calibrate octber-10", "did you mean 'october-10'"),
    ("calibrate {dir}/none.toml", "none.toml"),
    ("calibrate ten-times", "expected a case with a [population], found one whose accounts are counted"),
    ("calibrate october-10 --predict cascade", "expected a case with a [population]"),
    ("calibrate october-10 --seeds 0", "expected from 1 to 10000 seeds, found 0"),
    ("calibrate october-10 --seeds x", "--seeds"),
    ("run ten-times --out {book}", "book.csv"),
    ("rulebooks show teachin", "did you mean 'teaching'"),
    ("rulebooks lint teachin", "did you mean 'teaching'"),
    ("rulebooks lint {dir}/none.toml", "none.toml"),
    ("rulebooks lint teaching --slippage=200%", "--slippage: expected a rate from 0 % to 100 %, found '200%'"),
    ("rulebooks lint teaching --slippage=nan%", "expected a rate"),
    ("rulebooks diff teaching {dir}/none.toml", "none.toml"),
    ("rulebooks diff teaching", "Missing argument 'NEW'"),
    ("rulebooks new teaching --extends teaching", "which is a shipped rulebook"),
    ("rulebooks new Mine! --extends teaching", "expected a name of small letters"),
    ("rulebooks new mine --extends teachin", "did you mean 'teaching'"),
    ("rulebooks new made --extends teaching --out {dir}", "expected a file that is not there yet"),
    ("rulebooks new mine", "--extends"),
    ("rulebooks sho", "expected a command among list, show, lint, diff, new, found 'sho'; did you mean 'show'"),
    (
        "chek",
        "expected a command among run, calibrate, check, whatif, loans, adl, price, explain, replay, rulebooks, found",
    ),
    ("--frobnicate", "No such option"),
]

WINNERS = {
    "winners.csv": "account,profit\na,10\n",
    "twice.csv": "account,profit\na,10\na,5\n",
    "losers.csv": "account,profit\na,-10\n",
    "cap.csv": "account,profit,cap\na,10,1.5\n",
    "half.csv": "account,profit,cost\na,10,2\n",
}


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("given")
    (folder / "empty.csv").write_text("")
    (folder / "broken.toml").write_text('name = "broken"\ntitle = ')
    (folder / "poor.csv").write_text("\n".join(line.replace(",800,", ",,") for line in BOOK.splitlines()))
    for name, text in WINNERS.items():
        (folder / name).write_text(text)
    closing.write(folder / "story.journal").close()  # type: ignore[attr-defined]
    return {
        "dir": str(folder),
        "book": str(book_file(folder)),
        "rules": str(rulebook_file(folder)),
        "journal": str(folder / "story.journal"),
        "winners": str(folder / "winners.csv"),
    }


@pytest.mark.parametrize(("line", "message"), TABLE, ids=[line for line, _ in TABLE])
def test_bad_input_is_refused_in_words(
    places: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str, message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = call(*(word.format(**places) for word in line.split()))
    assert result.exit_code == 2, result.output
    assert message in result.stderr
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) <= 5
    assert list(tmp_path.rglob("*.*")) == []  # nothing is left behind
