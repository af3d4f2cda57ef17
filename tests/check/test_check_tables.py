"""Our tables against the engine's own: a kind of node that graphon has and we do not know would be called unknown."""

from typing import get_args

from graphon.enums import BUILT_IN_NODE_TYPES
from graphon.utils.condition.entities import SupportedComparisonOperator

from plugin_host.check.workflow.outputs import NODE_TYPES
from plugin_host.check.workflow.rules.nodes import OPERATORS


def test_every_node_type_of_the_engine_is_known():
    assert set(BUILT_IN_NODE_TYPES) <= NODE_TYPES


def test_comparisons_are_the_engines():
    assert set(get_args(SupportedComparisonOperator.__value__)) == set(OPERATORS)
