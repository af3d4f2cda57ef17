"""Speed, as ratios against peers measured in the same run: `make bench`, or `python -m bench SUBJECT …`."""
