"""The cadence of both feet: files count the steps of one foot or of both, and seldom say which."""

from __future__ import annotations

from itb_rules.diary.entries.run_facts import RunFacts
from itb_rules.diary.importing.raw_run import RawRun
from itb_rules.diary.importing.rules import import_rules
from itb_rules.diary.importing.track import Strides


def weigh_cadence(run: RawRun, written: float | None, *, one_foot: bool) -> None:
    """Tell the steps of both feet from what is written.

    The form of the file says what should be counted. If the steps that this makes do not fit the speed, and those of
    the other reading do, the other one is taken, and a note says so. If neither can be ruled out, it is unknown.

    Args:
        run: the run, with its time and distance where they are known.
        written: the average that the file has; None or 0 for none.
        one_foot: whether this form of file counts the steps of one foot.
    """
    if not written:
        run.note("cadence_spm", "no_cadence")
        return
    meant, other = (2 * written, written) if one_foot else (written, 2 * written)
    taken = _taken(meant, other, run.speed)
    if taken is None:
        low, high = _bounds()
        if low <= meant <= high:
            run.note("cadence_spm", "cadence_either", one=round(meant), other=round(other))
        else:
            run.note("cadence_spm", "cadence_out", found=round(meant), low=round(low), high=round(high))
        return
    run.cadence = taken
    if taken != meant:
        run.weighed("cadence_spm", "both_feet" if one_foot else "one_foot", found=round(written), other=round(meant))


def tell_strides(run: RawRun, steps: Strides) -> None:
    """Tell the cadence from what the points say of one foot."""
    if steps.mean is None:
        run.note("cadence_spm", steps.why)
    else:
        weigh_cadence(run, steps.mean, one_foot=True)


def weigh_by_strides(run: RawRun, written: float, stride: float | None) -> bool:
    """Whether length and number of the steps tell which cadence makes the distance; then it is taken."""
    if not (stride and run.metres and run.seconds):
        return False
    tolerance = import_rules().values["stride_pct"] / 100
    fitting = [
        steps
        for steps in (written, 2 * written)
        if _in_bounds(steps) and abs(steps * stride * run.seconds / 60 - run.metres) <= tolerance * run.metres
    ]
    if len(fitting) != 1:
        return False
    run.cadence = fitting[0]
    if fitting[0] != written:
        run.weighed("cadence_spm", "one_foot", found=round(written), other=round(written))
    return True


def _taken(meant: float, other: float, speed: float | None) -> float | None:
    values = import_rules().values
    usual = meant <= values["usual_cadence"]
    if speed is None:
        if _in_bounds(meant):
            return meant if usual else None
        return other if _in_bounds(other) and usual is False else None
    likely = values["least_usual_cadence"] <= meant and usual
    if _fits(meant, speed):
        return meant if usual or not _fits(other, speed) else None
    if _fits(other, speed):
        return None if likely else other
    # Rests make the speed of a whole run slower than its steps.
    return meant if likely else None


def _fits(steps: float, speed: float) -> bool:
    """Whether somebody may make so many steps a minute at this speed."""
    values = import_rules().values
    least = values["least_step_m" if steps <= values["usual_cadence"] else "least_quick_step_m"]
    return _in_bounds(steps) and least <= 60 * speed / steps <= values["most_step_m"] + values["most_step_s"] * speed


def _in_bounds(steps: float) -> bool:
    low, high = _bounds()
    return low <= round(steps) <= high


def _bounds() -> tuple[float, float]:
    return RunFacts.specs["cadence_spm"].low or 0, import_rules().values["most_cadence"]
