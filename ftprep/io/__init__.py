"""Bytes or a path ↔ records. The content decides what a file is; its extension is only a hint."""

from ftprep.io.dataset import Dataset
from ftprep.io.files import base_stem, is_companion
from ftprep.io.finish import finish_file
from ftprep.io.rejects import Rejects
from ftprep.io.write import DatasetWriter, JsonlWriter

__all__ = ["Dataset", "DatasetWriter", "JsonlWriter", "Rejects", "base_stem", "finish_file", "is_companion"]
