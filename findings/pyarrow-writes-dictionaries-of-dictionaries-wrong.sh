#!/usr/bin/env bash
# pyarrow 26.0.1: an array whose dictionary has dictionary-encoded values is valid (validate(full=True) agrees) and decodes
# to [80, 70]. Written as an IPC stream, its field has place for one encoding: the outer indices are written, the inner
# indices as if they were the values, and the inner values not at all. Reading the stream back gives
# dictionary<values=int64, indices=int32> and [1, 0], with no error on either side. A reader in another language gets the same
# bytes and cannot tell either, where the inner indices are as wide as the values.
# Fails where the round trip keeps the values, or refuses the type.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python=${PYTHON:-python3}
"$python" -m venv "$work/venv"
"$work/venv/bin/pip" install -q pyarrow==26.0.1
cat > "$work/round_trip.py" << 'PY'
import io

import pyarrow as pa

inner = pa.DictionaryArray.from_arrays(pa.array([1, 0], pa.int64()), pa.array([70, 80], pa.int64()))
outer = pa.DictionaryArray.from_arrays(pa.array([0, 1], pa.int32()), inner)
outer.validate(full=True)
sent = outer.dictionary_decode().dictionary_decode().to_pylist()

stream = io.BytesIO()
batch = pa.record_batch([outer], names=["column"])
with pa.ipc.new_stream(stream, batch.schema) as writer:
    writer.write_batch(batch)
read = pa.ipc.open_stream(stream.getvalue()).read_next_batch().column(0)
read.validate(full=True)

print(f"pyarrow {pa.__version__}")
print(f"written: {outer.type}, {sent}")
print(f"read:    {read.type}, {read.to_pylist()}")
assert sent == [80, 70]
assert read.type == pa.dictionary(pa.int32(), pa.int64())
assert read.to_pylist() == [1, 0]
PY
"$work/venv/bin/python" "$work/round_trip.py"
