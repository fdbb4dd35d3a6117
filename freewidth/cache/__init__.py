"""What one run sampled or solved, for others to take: arrays, found by what they mean.

The environment variable FREEWIDTH_CACHE names a folder, or a bucket as ``s3://BUCKET/FOLDER``;
unset, nothing is kept. :func:`taken` is the way in. An entry is found by the digest of all that
determines its numbers (what is computed, with what settings and seed, by which code, by which
linear algebra on which kind of processor), so that a run with a cache has the bytes of one without.
Its name has the digest of its bytes, too: what was cut off or changed is not used, and two entries
for one meaning are an error that :meth:`Cache.verify` names.

A cache is as good as those who can write to it. It guards against accidents, not against them.
"""

from freewidth.cache._cache import Cache, Entry, current, machine, opened, taken
from freewidth.cache._places import Bucket, Folder, Item
from freewidth.cache._sizes import bytes_of, duration_of, size

__all__ = [
    "Bucket",
    "Cache",
    "Entry",
    "Folder",
    "Item",
    "bytes_of",
    "current",
    "duration_of",
    "machine",
    "opened",
    "size",
    "taken",
]
