"""Runs the machine so often, with a seed that takes the same steps again."""

import logging
import traceback

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from trials.exactly_once.machine import ExactlyOnce
from trials.exactly_once.world import ground

HEALTHY = (
    HealthCheck.too_slow,
    HealthCheck.data_too_large,
    HealthCheck.filter_too_much,
    HealthCheck.large_base_example,
)


def run(examples: int, steps: int, begin_with: int, *, shrink: bool) -> str:
    """What the machine found, with the steps that lead there; "" for nothing."""
    phases = (Phase.generate, Phase.shrink) if shrink else (Phase.generate,)
    chosen = settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, database=None, phases=phases,
        report_multiple_bugs=False, suppress_health_check=HEALTHY, print_blob=False,
    )  # fmt: skip
    logging.disable(logging.CRITICAL)
    with ground() as made:
        machine = type("Seeded", (ExactlyOnce,), {"ground": made})
        try:
            run_state_machine_as_test(seed(begin_with)(machine), settings=chosen)
        except AssertionError as fault:
            return "".join(traceback.format_exception(fault))
        finally:
            logging.disable(logging.NOTSET)
    return ""
