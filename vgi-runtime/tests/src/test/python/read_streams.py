"""Reads IPC streams with pyarrow and validates every value.

Each argument is a file, or two joined by '=': the second must then hold the same as the first, metadata included.
Prints the rows of each batch, one line for each argument.
"""

import sys

import pyarrow.ipc as ipc


def read(path):
    with open(path, "rb") as source:
        reader = ipc.open_stream(source)
        batches = []
        while True:
            try:
                batches.append(reader.read_next_batch_with_custom_metadata())
            except StopIteration:
                break
        assert source.read() == b"", f"{path} has bytes after its end"
    for batch, _ in batches:
        batch.validate(full=True)
    return reader.schema, batches


for argument in sys.argv[1:]:
    paths = argument.split("=")
    schema, batches = read(paths[0])
    if len(paths) == 2:
        other_schema, others = read(paths[1])
        assert schema.equals(other_schema, check_metadata=True), f"{schema}\n{other_schema}"
        assert len(batches) == len(others)
        for (batch, metadata), (other, other_metadata) in zip(batches, others):
            for name, one, two in zip(schema.names, batch.columns, other.columns):
                assert one.to_pylist() == two.to_pylist(), f"{name}: {one} {two}"
            assert (metadata or {}) == (other_metadata or {}), f"{metadata} {other_metadata}"
    print(*(batch.num_rows for batch, _ in batches))
