"""Rate and time left."""

from __future__ import annotations

import pytest

from workbench.app.jobs import Meter


class Clock:
    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_rate_and_time_left_are_right_when_work_is_steady(clock: Clock) -> None:
    meter = Meter("j", "Read", 100, clock=clock)
    for _ in range(49):
        clock.now_s += 0.5
        meter.advance()
    clock.now_s += 0.5
    progress = meter.advance(message="page 50")
    assert (progress.job_id, progress.label, progress.done, progress.total) == (
        "j",
        "Read",
        50,
        100,
    )
    assert progress.rate_per_s == pytest.approx(2.0)
    assert progress.seconds_left == pytest.approx(25.0)


def test_rate_is_unknown_when_nothing_is_done_yet(clock: Clock) -> None:
    progress = Meter("j", "Read", 10, clock=clock).now()
    assert progress.rate_per_s is None
    assert progress.seconds_left is None


def test_time_left_is_unknown_when_the_total_is(clock: Clock) -> None:
    meter = Meter("j", "Read", clock=clock)
    clock.now_s += 1
    progress = meter.advance()
    assert progress.rate_per_s == pytest.approx(1.0)
    assert progress.seconds_left is None


def test_rate_forgets_the_past_when_work_became_slower(clock: Clock) -> None:
    meter = Meter("j", "Read", 1000, clock=clock)
    for _ in range(100):
        clock.now_s += 0.1
        meter.advance()
    for _ in range(60):
        clock.now_s += 1.0
        meter.advance()
    assert meter.now().rate_per_s == pytest.approx(1.0, rel=0.1)


def test_rate_hardly_jumps_when_two_results_come_together(clock: Clock) -> None:
    meter = Meter("j", "Read", 1000, clock=clock)
    rates = []
    for _ in range(40):
        clock.now_s += 1.0
        meter.advance()
        rates.append(meter.advance().rate_per_s or 0.0)
    assert max(rates[5:]) - min(rates[5:]) < 0.6


def test_rate_goes_down_when_nothing_gets_done(clock: Clock) -> None:
    meter = Meter("j", "Read", 10, clock=clock)
    clock.now_s += 1
    before = meter.advance().rate_per_s or 0.0
    clock.now_s += 9
    assert meter.now().rate_per_s == pytest.approx(before / 10)
