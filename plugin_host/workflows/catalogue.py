"""Every shipped workflow."""

from __future__ import annotations

from plugin_host.workflows.augmentation import (
    back_translation,
    judge_and_select,
    large_dataset_augmentation,
    rewrite_answers,
    roleplay_augmentation,
)
from plugin_host.workflows.builder import Flow
from plugin_host.workflows.main_job import clean_only, data_preparation


def all_flows() -> list[Flow]:
    return [
        clean_only(),
        data_preparation(),
        rewrite_answers(),
        roleplay_augmentation(),
        back_translation(),
        judge_and_select(),
        large_dataset_augmentation(),
    ]
