"""Preparing data for fine-tuning language models: the core, which knows nothing of Dify."""
