import pytest

from bullwhip.network.scenario import read, read_text, shipped
from bullwhip.network.scenario.written import written


@pytest.mark.parametrize("name", sorted(shipped()))
def test_a_shipped_scenario_written_out_reads_as_the_same(name: str) -> None:
    scenario = read(name)
    again = read_text(written(scenario))
    assert again == scenario
    assert again.document() == scenario.document()


def test_what_was_changed_is_in_the_text() -> None:
    scenario = read("beer-game", settings={"share": '["demand"]', "site.retailer.stock": "37", "periods": "20"})
    text = written(scenario)
    again = read_text(text)
    assert again.sites["retailer"].stock == 37
    assert again.periods == 20
    assert again.shares("demand") == frozenset(again.sites)
    assert "\\n" not in text, "a long text stays readable"


def test_names_and_texts_that_toml_has_signs_for_survive() -> None:
    awkward = "a \"b\" 'c' [d] = {e} \\ # \u202e\U0001f37a"
    site = {"name": awkward, "role": "retailer", "demand": {"type": "constant", "value": 1}, "rule": "pass-on"}
    scenario = read({"name": awkward, "periods": 3, "site": [site], "lane": [{"to": awkward, "lead_time": 1}]})
    assert read_text(written(scenario)) == scenario
