"""Lead times and yields that are laws: what they are read as, how they are drawn, and every fault of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

import bullwhip as bw
from bullwhip.network.arrays import Array
from bullwhip.network.demand.law import LAST, Law
from bullwhip.network.scenario import Scenario, read
from bullwhip.network.scenario.laws import LAWS
from tests.network.scenario.files import said, write
from tests.network.scenario.plants import plant, said_of

Table = dict[str, Any]
LANE = "lane 'mill -> plant (bolt)'"
PERIODS = "give whole periods, 1 or more"
SHARES = "give shares between 0 and 1"
KINDS: list[Table] = [
    {"type": "constant", "value": 4},
    {"type": "empirical", "values": [2, 5, 2, 9]},
    {"type": "discrete", "values": [3, 1, 8], "weights": [2, 1, 0.5]},
    {"type": "poisson", "mean": 3},
    {"type": "negative-binomial", "mean": 3, "variance": 7},
    {"type": "gamma", "mean": 4, "sd": 2.5},
    {"type": "gamma", "mean": 4000, "sd": 1},
    {"type": "normal", "mean": 4, "sd": 2},
]


def lane_with(**keys: Any) -> Scenario:
    return read(plant({"bolts": keys}))


def law_of(table: Table, key: str = "lead_time") -> Law:
    law = getattr(lane_with(**{key: table}).lane[2], "yield_" if key == "yield" else key)
    assert isinstance(law, Law)
    return law


def test_a_number_stays_a_number() -> None:
    outline = read(plant()).outline
    assert (outline.lead_time.tolist(), outline.lead_laws) == ([1, 2, 3, 4], {})
    assert set(outline.of_ways.of_some("yield_").values()) <= {1.0}
    assert not outline.of_ways.flags("crossing", True).any()
    assert read(plant()).lane[0].yield_ == 1


def test_laws_are_columns_of_the_lanes_that_have_some() -> None:
    scenario = read(
        plant({
            "bolts": {"lead_time": {"type": "empirical", "values": [2, 9, 2]}, "crossing": True, "yield": 0.75},
            "make": {"yield": {"type": "discrete", "values": [0.5, 1], "weights": [1, 3]}},
            "seats": {"yield": 1},
        })
    )  # fmt: skip
    outline = scenario.outline
    assert outline.lead_time.tolist() == [1, 2, 9, 4], "of a law the longest"
    assert list(outline.lead_laws) == [2]
    assert outline.lead_laws[2].mean == pytest.approx(13 / 3, rel=1e-15)
    assert outline.of_ways.flags("crossing", True).tolist() == [False, False, True, False]
    yields = outline.of_ways.of_some("yield_")
    assert list(yields) == [1, 2, 3]
    assert yields[3] == 1
    assert yields[2] == 0.75
    drawn = yields[1]
    assert isinstance(drawn, Law)
    assert (drawn.mean, drawn.largest) == (0.875, 1)
    assert drawn.quantile(np.array([0.1, 0.25, 0.26, 0.9])).tolist() == [0.5, 0.5, 1, 1]


@pytest.mark.parametrize("table", KINDS, ids=str)
def test_a_law_survives_being_written_and_changed(table: Table) -> None:
    scenario = lane_with(lead_time=table)
    assert read(scenario.document()) == scenario == scenario.with_()
    assert bw.load(scenario.document()).to_toml() == scenario.to_toml()
    law = scenario.lane[2].lead_time
    assert isinstance(law, Law)
    assert law.kind.model_dump(mode="json", exclude_unset=True) == table
    if "mean" in table:
        made = scenario.with_({"lane.mill>plant.lead_time": 2, "lane.>plant.lead_time": table | {"mean": 3.5}})
        longer = made.lane[1].lead_time
        assert isinstance(longer, Law)
        assert longer.kind.model_dump()["mean"] == 3.5
        assert made.lane[2].lead_time == 2


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ({"type": "constant", "value": 4}, {4: 1}),
        ({"type": "empirical", "values": [2, 5, 2, 9]}, {2: 0.5, 5: 0.25, 9: 0.25}),
        ({"type": "discrete", "values": [3, 1, 3], "weights": [2, 1, 1]}, {1: 0.25, 3: 0.75}),
        ({"type": "discrete", "values": [3, 1], "weights": [2, 0]}, {3: 1}),
        (
            {"type": "poisson", "mean": 0.5},
            {1: stats.poisson(0.5).cdf(1)} | {k: stats.poisson(0.5).pmf(k) for k in range(2, 9)},
        ),
        ({"type": "gamma", "mean": 2, "sd": 2}, {k: np.exp(-(k - 0.5) / 2) - np.exp(-(k + 0.5) / 2) for k in (2, 9)}),
        ({"type": "normal", "mean": 2, "sd": 1}, {1: stats.norm.cdf(-0.5), 2: 1 - 2 * stats.norm.cdf(-0.5)}),
        ({"type": "normal", "mean": 2.5, "sd": 0}, {3: 1}),
    ],
)  # fmt: skip
def test_what_is_drawn_are_whole_periods_by_their_probabilities(table: Table, expected: dict[int, float]) -> None:
    law = law_of(table)
    assert law.table is not None
    values, cdf = law.table.values, np.minimum(law.table.cdf, 1)
    drawn = dict(zip(values.tolist(), np.diff(cdf, prepend=0).tolist(), strict=True))
    for periods, probability in expected.items():
        assert drawn[periods] == pytest.approx(probability, rel=1e-12, abs=2e-9)
    assert (values >= 1).all()
    assert (values % 1 == 0).all()
    assert law.mean == pytest.approx(sum(periods * chance for periods, chance in drawn.items()), rel=1e-14)


@pytest.mark.parametrize("table", KINDS, ids=str)
def test_quantiles_are_those_of_the_kind_cut_at_its_end(table: Table) -> None:
    law = law_of(table)
    uniforms = np.array([[2.0**-53, 0.001, 0.2, 0.5], [0.7, 0.999, LAST, 1 - 2.0**-53]])
    drawn = law.quantile(uniforms)
    assert drawn.shape == uniforms.shape
    assert (np.diff(drawn.ravel()) >= 0).all()
    assert drawn[1, 3] == drawn[1, 2] == law.largest
    exact: dict[str, Callable[[Array], Array]] = {
        "poisson": lambda u: stats.poisson(3).ppf(u),
        "gamma": lambda u: np.floor(stats.gamma((law.kind.means(1) / vars(law.kind)["sd"]) ** 2,
                                                scale=vars(law.kind)["sd"] ** 2 / law.kind.means(1)).ppf(u) + 0.5),
        "normal": lambda u: np.floor(stats.norm(4, 2).ppf(u) + 0.5),
    }  # fmt: skip
    if table["type"] in exact:
        wanted = np.maximum(exact[table["type"]](uniforms.ravel()[1:6]), 1)
        assert drawn.ravel()[1:6].tolist() == wanted.tolist()


def test_what_is_cut_is_one_draw_in_a_billion() -> None:
    law = law_of({"type": "poisson", "mean": 3})
    assert law.largest == stats.poisson(3).ppf(LAST) == 18
    assert law.mean == pytest.approx(3 + np.exp(-3), rel=1e-8)


class Beta(bw.Demand):
    """A yield of one's own: the square root of a uniform, the beta distribution with 2 and 1."""

    def means(self, periods: int) -> float:
        return 2 / 3

    def error_variance(self) -> float:
        return 1 / 18

    def quantile(self, uniforms: Any) -> Any:
        return np.sqrt(uniforms)


class Late(Beta):
    """A lead time of one's own."""

    most: float

    def quantile(self, uniforms: Any) -> Any:
        return self.most * uniforms


def test_a_law_of_ones_own() -> None:
    law = law_of({"type": f"{__name__}:Beta"}, "yield")
    assert law.table is None
    assert law.mean == 2 / 3
    assert law.quantile(np.array([0.25, 0.81])).tolist() == [0.5, 0.9]
    assert law.largest == np.sqrt(LAST)
    late = law_of({"type": f"{__name__}:Late", "most": 4})
    assert late.quantile(np.array([0.1, 0.37, 0.38, 0.62, 0.63, 0.99])).tolist() == [1, 1, 2, 2, 3, 4]
    with pytest.raises(bw.ScenarioError, match="not trusted with code"):
        read(plant({"bolts": {"yield": {"type": f"{__name__}:Beta"}}}), trusted=False)


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (0, "lead_time: found 0; give 1 or more periods"),
        (2.5, "lead_time: found 2.5, which is not a whole number; give a whole number of periods"),
        ("poisson", "lead_time: found 'poisson', which is not a whole number; give a whole number of periods"),
        ({"type": "poison"}, "lead_time.type: found 'poison', which is unknown; did you mean 'poisson'?"),
        ({"mean": 3}, "lead_time.type: found no type; add type, the kind of lead_time"),
        ({"type": "poisson"}, "lead_time.mean: found nothing; add mean (mean demand per period)"),
        ({"type": "poisson", "meen": 3}, "lead_time.meen: found an unknown key; did you mean 'mean'?"),
        ({"type": "poisson", "mean": -3}, "lead_time.mean: found -3; give 0 or more units"),
        ({"type": "constant", "value": 0}, f"lead_time.value: found 0; {PERIODS}"),
        ({"type": "empirical", "values": [3, 0]}, f"lead_time.values[2]: found 0; {PERIODS}"),
        ({"type": "empirical", "values": [2.5]}, f"lead_time.values[1]: found 2.5; {PERIODS}"),
        ({"type": "empirical", "values": [-1]}, "lead_time.values[1]: found -1; give 0 or more units"),
        ({"type": "empirical"}, "lead_time.values: found no values; give one or more, or a file that has them"),
        ({"type": "discrete", "values": [0.5], "weights": [1]}, f"lead_time.values[1]: found 0.5; {PERIODS}"),
        (
            {"type": "discrete", "values": [1, 2], "weights": [1]},
            "lead_time.weights: found a list of 1, and 2 in values; give each value a weight",
        ),
        (
            {"type": "discrete", "values": [1, 2], "weights": [0, 0]},
            "lead_time.weights: found no weight above 0; give one to each value that may be drawn",
        ),
        (
            {"type": "series", "values": [1, 2]},
            f"lead_time.type: found 'series', whose draws depend on the period; give one of {', '.join(LAWS)}",
        ),
        (
            {"type": "ar1", "mean": 4, "rho": 0.5, "sd": 1},
            f"lead_time.type: found 'ar1', whose draws depend on the period; give one of {', '.join(LAWS)}",
        ),
        (
            {"type": "poisson", "mean": 3, "season": [1, 2]},
            "lead_time.season: found a season, which is of demand alone; remove it",
        ),
        (
            {"type": "normal", "mean": 3, "sd": 1, "clip": False},
            "lead_time.clip: found a clip, which is of demand alone; remove it",
        ),
        (
            {"type": "poisson", "mean": 9_900},
            "lead_time: found draws up to 10,503 periods; give a law whose draws are at most 10,000 periods",
        ),
        (
            {"type": "gamma", "mean": 9_900, "sd": 500},
            "lead_time: found draws up to 13,199 periods; give a law whose draws are at most 10,000 periods",
        ),
    ],
)  # fmt: skip
def test_faults_of_lead_times(table: Any, expected: str) -> None:
    assert said_of({"bolts": {"lead_time": table}}) == [f"{LANE}, {expected}"]


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (1.5, "yield: found 1.5; give at most 1"),
        (-0.5, "yield: found -0.5; give 0 or more"),
        ("most", "yield: found 'most', which is not a number; give a number"),
        ({"type": "constant", "value": 1.5}, f"yield.value: found 1.5; {SHARES}"),
        ({"type": "empirical", "values": [0.5, 2]}, f"yield.values[2]: found 2; {SHARES}"),
        ({"type": "discrete", "values": [7], "weights": [1]}, f"yield.values[1]: found 7; {SHARES}"),
        *(
            (table, (f"yield.type: found {table['type']!r}, which has no upper end; give one of constant, empirical,"
             " discrete"))
            for table in KINDS[3:]
        ),
        ({"type": f"{__name__}:Late", "most": 1.5}, f"yield: found draws from 1.5e-09 to 1.5; {SHARES}"),
        ({"type": f"{__name__}:Late", "most": float("1e400")}, ("yield.most: found inf, which is not a finite number;"
         " give a number")),
    ],
)  # fmt: skip
def test_faults_of_yields(table: Any, expected: str) -> None:
    assert said_of({"bolts": {"yield": table}}) == [f"{LANE}, {expected}"]


def test_many_bad_values_are_counted() -> None:
    found = said_of({"bolts": {"lead_time": {"type": "empirical", "values": [0.5] * 9}}})
    assert len(found) == 6
    assert found[5] == f"{LANE}, lead_time.values: found 4 more values like these; {PERIODS}"


def test_what_is_under_way_arrives_within_the_longest_lead_time() -> None:
    law = {"type": "empirical", "values": [2, 3]}
    assert said_of({"bolts": {"lead_time": law, "in_transit": [1, 1, 1]}}) == []
    assert said_of({"bolts": {"lead_time": law, "in_transit": [1, 1, 1, 1]}}) == [
        f"{LANE}, in_transit: found 4 entries; give at most 3, the longest lead_time: one for each period to come"
    ]


RECORD = "day,days,share\n2024-01-01,3,0.5\n2024-01-01,5,1\n2024-01-03,,\n2024-01-02,3,0.75\n"
DRAWN = """\
name = "x"
periods = 3
[[site]]
name = "shop"
role = "retailer"
rule = "pass-on"
[[lane]]
to = "shop"
lead_time = { type = "empirical", file = "record.csv", column = "days" }
yield = { type = "empirical", file = "record.csv", column = "share" }
"""


def test_recorded_lead_times_are_one_of_each_row_whatever_its_date(tmp_path: Path) -> None:
    scenario = read(write(tmp_path, DRAWN, {"record.csv": RECORD}))
    [lane] = scenario.document()["lane"]
    assert lane["lead_time"] == {"type": "empirical", "values": [3, 5, 3]}
    assert lane["yield"] == {"type": "empirical", "values": [0.5, 1, 0.75]}
    assert scenario.outline.lead_laws[0].mean == pytest.approx(11 / 3, rel=1e-15)
    assert scenario.with_(periods=4).lane == scenario.lane


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("3,0.5", "0,0.5"), [f"record.csv:2: column 'days': found 0; {PERIODS}"]),
        (("3,0.5", "-2,1.5"), [f"record.csv:2: column 'days': found -2; {PERIODS}",
                               f"record.csv:2: column 'share': found 1.5; {SHARES}"]),
        (("5,1", "2.5,1"), [f"record.csv:3: column 'days': found 2.5; {PERIODS}"]),
        (("5,1", "late,1"), [f"record.csv:3: column 'days': found 'late', which is not a number; {PERIODS}"]),
        (("5,1\n", "5,1\n" + "2024-01-01,0,1\n" * 8), [
            *(f"record.csv:{line}: column 'days': found 0; {PERIODS}" for line in range(4, 9)),
            f"record.csv: column 'days': found 3 more cells like these; {PERIODS}",
        ]),
        (("days", "dys"), [("shop.toml: lane 'outside -> shop', lead_time.column: found 'days', which is no column of"
                           " record.csv; did you mean 'dys'?")]),
        ((RECORD, "days,share\n,1\n"), ["record.csv: column 'days': found no values; give one or more"]),
    ],
)  # fmt: skip
def test_faults_in_recorded_lead_times(change: tuple[str, str], expected: list[str], tmp_path: Path) -> None:
    assert change[0] in RECORD
    found = said(tmp_path, DRAWN, {"record.csv": RECORD.replace(*change)})
    assert sorted(found) == sorted(expected)


def test_faults_of_the_file_of_a_law(tmp_path: Path) -> None:
    assert said(tmp_path, DRAWN.replace("record.csv", "recrd.csv"), {"record.csv": RECORD}) == [
        f"shop.toml: lane 'outside -> shop', {key}.file: found 'recrd.csv', and there is no such file; did you mean"
        " 'record.csv'?"
        for key in ("lead_time", "yield")
    ]  # fmt: skip
    both = DRAWN.replace('column = "days"', "values = [1]").replace('column = "share", by', "by")
    assert said(tmp_path, both, {"record.csv": RECORD}) == [
        "shop.toml: lane 'outside -> shop', lead_time.file: found a file besides values; give one or the other"
    ]
    dated = DRAWN.replace('column = "days"', 'column = "days", by = "date", start = "2024-01-01"')
    assert said(tmp_path, dated, {"record.csv": RECORD}) == [
        f"shop.toml: lane 'outside -> shop', lead_time.{key}: found a {key}, which is of demand alone; remove it"
        for key in ("by", "start")
    ]
    alone = DRAWN.replace('file = "record.csv", column = "share"', 'values = [1], column = "share"')
    assert said(tmp_path, alone, {"record.csv": RECORD}) == [
        "shop.toml: lane 'outside -> shop', yield.column: found a column without a file; remove it, or give the file"
    ]


def test_in_a_table_of_lanes(tmp_path: Path) -> None:
    lanes = (
        "to,lead_time.type,lead_time.mean,lead_time.file,lead_time.column,lead_time.values,lead_time.weights,yield"
        ",crossing\n"
        "a,poisson,3,,,,,0.9,true\nb,empirical,,record.csv,days,,,,\nc,discrete,,,,1;4,3;1,,\n"
    )
    sites = "name,role,rule\n" + "".join(f"{name},retailer,pass-on\n" for name in "abc")
    text = 'name = "x"\nperiods = 3\nsites = "sites.csv"\nlanes = "lanes.csv"\n'
    files = {"sites.csv": sites, "lanes.csv": lanes, "record.csv": RECORD}
    scenario = read(write(tmp_path, text, files))
    assert [lane.mean_lead_time for lane in scenario.lane] == pytest.approx([3.0498, 11 / 3, 1.75], rel=1e-4)
    assert [(lane.yield_, lane.crossing) for lane in scenario.lane] == [(0.9, True), (1, False), (1, False)]
    wrong = lanes.replace("poisson,3", "poisson,-3").replace("lead_time.weights", "lead_time.weight")
    assert said(tmp_path, text, files | {"lanes.csv": wrong}) == [
        "lanes.csv:1: column 'lead_time.weight': found an unknown column; did you mean 'lead_time.weights'?",
        "lanes.csv:2: lane 'outside -> a', lead_time.mean: found -3; give 0 or more units",
    ]
    assert said(tmp_path, text, files | {"lanes.csv": "to,yield\na,1\n"})[0] == (
        "lanes.csv:1: column 'lead_time': found no such column; add a column 'lead_time'"
    )
