"""Random distributions of demand for the property tests."""

from __future__ import annotations

from hypothesis import strategies as st

from bullwhip.agents.theory import Discrete, Gamma, Normal

means = st.floats(0.2, 30.0)
costs = st.floats(0.1, 20.0)


@st.composite
def discretes(draw: st.DrawFn, most: int = 8) -> Discrete:
    """Any small distribution with some demand in it, never negative."""
    weights = draw(st.lists(st.integers(0, 9), min_size=2, max_size=most).filter(lambda row: sum(row[1:]) > 0))
    return Discrete([weight / sum(weights) for weight in weights], draw(st.integers(0, 3)))


@st.composite
def continuous(draw: st.DrawFn) -> Normal | Gamma:
    """A Normal or a gamma distribution."""
    mean = draw(means)
    sd = mean * draw(st.floats(0.1, 1.5))
    return Normal(mean, sd) if draw(st.booleans()) else Gamma(mean, sd)


distributions = st.one_of(discretes(), continuous(), st.builds(Discrete.poisson, means))
