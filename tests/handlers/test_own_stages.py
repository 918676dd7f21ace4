"""A stage that the firm made itself is called by the firm's words wherever it is shown."""

from pathlib import Path

from bot.rulebook import SHIPPED, shipped_tables
from tests.world import world


async def test_it_has_its_name_on_cards_and_in_lines(tmp_path: Path) -> None:
    rules = tmp_path / "own.toml"
    rows = list(shipped_tables(SHIPPED)["stage"])
    rows.insert(5, {"key": "mould_trial", "words": ["mould trial", "试模"]})
    rules.write_text("".join(f"[[stage]]\nkey = {row['key']!r}\nwords = {row['words']!r}\n" for row in rows))
    async with world(tmp_path, rules_file=rules) as firm:
        anna = firm.slack_user("U0ANNA", "Anna", "C1")
        firm.slack.add_channel("C1", "sales", "U0ANNA")
        await anna.command("/customer", 'new "ABC GmbH" country:DE')
        logged = (await anna.command("/log", 'ABC email Cavity 2 is short stage:"mould trial"')).raw
        assert "mould trial" in logged and "mould_trial" not in logged
        await anna.command("/order", "new PI20260517-A ABC USD 900")
        changed = (await anna.command("/order", "PI20260517-A stage:试模")).raw
        assert "mould trial" in changed
        assert "mould trial" in (await anna.command("/customer", "ABC")).raw
        trail = (await anna.command("/trail", "ABC")).json["text"]
        assert "Stage: contract → mould trial" in trail and "Stage: mould trial" in trail, trail
        assert "mould_trial" not in trail
