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
from plugin_host.workflows.documents import document_to_qa, novel_to_roleplay, web_to_sft
from plugin_host.workflows.large_batch import large_batch
from plugin_host.workflows.main_job import clean_only, data_preparation
from plugin_host.workflows.review import quality_review, quality_review_plain


def all_flows() -> list[Flow]:
    return [
        clean_only(),
        data_preparation(),
        quality_review(),
        quality_review_plain(),
        rewrite_answers(),
        roleplay_augmentation(),
        back_translation(),
        judge_and_select(),
        large_dataset_augmentation(),
        document_to_qa(),
        web_to_sft(),
        large_batch(),
        novel_to_roleplay(),
    ]
