"""Writes the golden streams of src/test/resources/dev/vgi/arrow with pyarrow.

Run from the module's folder: python src/test/python/golden_streams.py
"""

import datetime as dt
import decimal
import pathlib
import uuid

import pyarrow as pa
import pyarrow.ipc as ipc

FOLDER = pathlib.Path(__file__).parents[1] / "resources" / "dev" / "vgi" / "arrow"


def write(name, schema, batches, **options):
    """One stream; each batch may be a pair of a batch and its metadata."""
    with pa.OSFile(str(FOLDER / f"{name}.arrow"), "wb") as sink:
        with ipc.new_stream(sink, schema, options=ipc.IpcWriteOptions(**options)) as writer:
            for batch in batches:
                if isinstance(batch, tuple):
                    writer.write_batch(batch[0], custom_metadata=batch[1])
                else:
                    writer.write_batch(batch)


def columns(rows):
    """Four values of each type: the given ones of a value, a null, another value, a null."""
    day = dt.date(2024, 2, 29)
    moment = dt.datetime(2024, 2, 29, 12, 34, 56)
    simple = {
        "bool": (pa.bool_(), [True, None, False, None]),
        "int8": (pa.int8(), [-128, None, 127, None]),
        "int16": (pa.int16(), [-(2**15), None, 2**15 - 1, None]),
        "int32": (pa.int32(), [-(2**31), None, 2**31 - 1, None]),
        "int64": (pa.int64(), [-(2**63), None, 2**63 - 1, None]),
        "uint8": (pa.uint8(), [0, None, 255, None]),
        "uint16": (pa.uint16(), [0, None, 2**16 - 1, None]),
        "uint32": (pa.uint32(), [0, None, 2**32 - 1, None]),
        "uint64": (pa.uint64(), [0, None, 2**64 - 1, None]),
        "float16": (pa.float16(), [1.5, None, -2.0, None]),
        "float32": (pa.float32(), [1.5, None, -2.0, None]),
        "float64": (pa.float64(), [1.5, None, -2.0, None]),
        "decimal128": (pa.decimal128(20, 3), [decimal.Decimal("1.250"), None, decimal.Decimal("-7.000"), None]),
        "decimal256": (pa.decimal256(50, 5), [decimal.Decimal("1.25000"), None, decimal.Decimal("-7.00000"), None]),
        "date32": (pa.date32(), [day, None, day, None]),
        "date64": (pa.date64(), [day, None, day, None]),
        "time32_s": (pa.time32("s"), [dt.time(1, 2, 3), None, dt.time(23, 59, 59), None]),
        "time32_ms": (pa.time32("ms"), [dt.time(1, 2, 3), None, dt.time(23, 59, 59), None]),
        "time64_us": (pa.time64("us"), [dt.time(1, 2, 3, 4), None, dt.time(23, 59, 59), None]),
        "time64_ns": (pa.time64("ns"), [dt.time(1, 2, 3, 4), None, dt.time(23, 59, 59), None]),
        "interval": (pa.month_day_nano_interval(), [(1, 2, 3), None, (-1, -2, -3), None]),
        "binary": (pa.binary(), [b"\x00\xff", None, b"", None]),
        "string": (pa.string(), ["text", None, "g\u00e4ste \U0001f41f", None]),
        "large_binary": (pa.large_binary(), [b"\x00\xff", None, b"", None]),
        "large_string": (pa.large_string(), ["text", None, "g\u00e4ste \U0001f41f", None]),
        "binary_view": (pa.binary_view(), [b"inline", None, b"longer than twelve bytes", None]),
        "string_view": (pa.string_view(), ["inline", None, "l\u00e4nger als zw\u00f6lf Bytes", None]),
        "string_view_inline": (pa.string_view(), ["inline", None, "", None]),
        "fixed_size_binary": (pa.binary(3), [b"abc", None, b"xyz", None]),
        "list": (pa.list_(pa.int32()), [[1, None, 3], None, [], None]),
        "large_list": (pa.large_list(pa.string()), [["a", None], None, [], None]),
        "list_view": (pa.list_view(pa.int32()), [[1, None, 3], None, [], None]),
        "large_list_view": (pa.large_list_view(pa.int32()), [[1, None, 3], None, [], None]),
        "fixed_size_list": (pa.list_(pa.int16(), 2), [[1, 2], None, [3, None], None]),
        "struct": (
            pa.struct([("x", pa.int32()), ("y", pa.string())]),
            [{"x": 1, "y": "a"}, None, {"x": None, "y": "c"}, None],
        ),
        "map": (pa.map_(pa.string(), pa.int32()), [[("a", 1), ("b", None)], None, [], None]),
        "list_of_struct": (
            pa.list_(pa.struct([("x", pa.int32()), ("tags", pa.list_(pa.string()))])),
            [[{"x": 1, "tags": ["a", "b"]}, None], None, [{"x": 2, "tags": []}], None],
        ),
        "dictionary": (pa.dictionary(pa.int8(), pa.string()), ["red", None, "green", None]),
        "dictionary_uint16": (pa.dictionary(pa.uint16(), pa.int64()), [7, None, 8, None]),
        "list_of_dictionary": (
            pa.list_(pa.dictionary(pa.int16(), pa.string())),
            [["x", "y"], None, ["x", None], None],
        ),
        "uuid": (pa.uuid(), [uuid.UUID(int=1).bytes, None, uuid.UUID(int=2).bytes, None]),
    }
    for unit in ("s", "ms", "us", "ns"):
        simple[f"timestamp_{unit}"] = (pa.timestamp(unit), [moment, None, moment, None])
        simple[f"timestamp_{unit}_utc"] = (pa.timestamp(unit, "UTC"), [moment, None, moment, None])
        simple[f"duration_{unit}"] = (pa.duration(unit), [dt.timedelta(seconds=90), None, dt.timedelta(0), None])
    arrays = {name: pa.array([values[row] for row in rows], type_) for name, (type_, values) in simple.items()}
    arrays["null"] = pa.nulls(4)
    numbers = pa.array([(1, None, 3, None)[row] for row in rows], pa.int32())
    texts = pa.array([("a", "b", "c", None)[row] for row in rows])
    kinds = pa.array([0, 5, 0, 5], pa.int8())
    arrays["sparse_union"] = pa.UnionArray.from_sparse(kinds, [numbers, texts], ["n", "t"], [0, 5])
    arrays["dense_union"] = pa.UnionArray.from_dense(
        kinds, pa.array([0, 0, 2, 3], pa.int32()), [numbers, texts], ["n", "t"], [0, 5]
    )
    arrays["run_end_encoded"] = pa.RunEndEncodedArray.from_arrays(
        pa.array([2, 4], pa.int32()), pa.array(["run", None if 1 in rows else "other"])
    )
    arrays["run_end_encoded_int16"] = pa.RunEndEncodedArray.from_arrays(
        pa.array([1, 3, 4], pa.int16()), pa.array([1.5, None if 1 in rows else 0.5, 2.5])
    )
    return arrays


def types():
    arrays = columns([0, 1, 2, 3])
    schema = pa.schema(
        [pa.field(name, array.type, metadata={"about": name}) for name, array in arrays.items()],
        metadata={"about": "every type"},
    )
    with_nulls = pa.record_batch(list(arrays.values()), schema=schema)
    without_nulls = pa.record_batch(list(columns([0, 2, 2, 0]).values()), schema=schema)
    return schema, [with_nulls, with_nulls.slice(0, 0), without_nulls, with_nulls.slice(1, 2), with_nulls.slice(3)]


def dictionaries():
    colours = pa.dictionary(pa.int8(), pa.string())
    places = pa.struct([("city", pa.dictionary(pa.int16(), pa.string())), ("n", pa.int32())])
    outer = pa.dictionary(pa.int32(), places)
    schema = pa.schema([("colour", colours), ("place", outer)])

    def batch(colour_values, colour_indices, cities, city_indices, place_indices):
        inner = pa.DictionaryArray.from_arrays(pa.array(city_indices, pa.int16()), pa.array(cities))
        values = pa.StructArray.from_arrays([inner, pa.array(range(len(city_indices)), pa.int32())], ["city", "n"])
        return pa.record_batch(
            [
                pa.DictionaryArray.from_arrays(pa.array(colour_indices, pa.int8()), pa.array(colour_values)),
                pa.DictionaryArray.from_arrays(pa.array(place_indices, pa.int32()), values),
            ],
            schema=schema,
        )

    return schema, [
        batch([], [], [], [], []),
        batch(["red", "green"], [0, 1, None], ["Ulm", "Bonn"], [0, 1, 0], [2, 1, 0]),
        batch(["red", "green", "blue"], [2, 2, 0], ["Ulm", "Bonn"], [0, 1, 0], [0, 0, None]),
        batch(["white"], [0, 0], ["Rom"], [0], [0, 0]),
    ]


def texts():
    """About 200 KB that compress well: several LZ4 blocks."""
    rows = [f"row {row * row % 97} of " + "abcdefghij" * (row % 9) for row in range(3000)]
    return pa.record_batch([pa.array(rows), pa.array([len(row) for row in rows], pa.int64())], ["text", "length"])


def shapes(values):
    """Four values by themselves, and in everything that has children; the last column is an ordinary one."""
    null = pa.array([False, True, False, False])
    runs = pa.RunEndEncodedArray.from_arrays(pa.array([1, 2, 3, 4], pa.int32()), values)
    entries = pa.array(["a", "b", "c", "d"])
    return {
        "plain": values,
        "struct": pa.StructArray.from_arrays([values, entries], ["v", "t"], mask=null),
        "list": pa.ListArray.from_arrays(pa.array([0, 2, 3, 3, 4], pa.int32()), values),
        "fixed": pa.FixedSizeListArray.from_arrays(values, 1),
        "map": pa.MapArray.from_arrays(pa.array([0, 1, 2, 3, 4], pa.int32()), entries, values),
        "dictionary": pa.DictionaryArray.from_arrays(pa.array([3, None, 0, 2], pa.int8()), values),
        "runs": runs,
        "text": entries,
    }


def decimals(type_, largest):
    values = [decimal.Decimal("-1.25"), None, decimal.Decimal(largest), -decimal.Decimal(largest)]
    return shapes(pa.array(values, type_))


def no_bytes():
    return shapes(pa.array([b"", None, b"", b""], pa.binary(0)))


def main():
    schema, batches = types()
    write("types", schema, batches)
    write("types-lz4", schema, batches, compression="lz4")
    write("types-zstd", schema, batches, compression="zstd")

    schema, batches = dictionaries()
    write("dictionaries", schema, batches)
    write("dictionary-deltas", pa.schema([schema[0]]), [b.select([0]) for b in batches[:3]], emit_dictionary_deltas=True)

    row = pa.record_batch([pa.array([1, 2], pa.int64()), pa.array(["a", None])], ["n", "s"])
    write(
        "metadata",
        row.schema,
        [(row, {"key": "value", "vgi_rpc.method": "f\u00fcr"}), row, (row.slice(0, 0), {"empty": ""})],
    )
    for codec in ("lz4", "zstd"):
        write(f"small-{codec}", row.schema, [row], compression=codec)
    write("legacy", row.schema, [row, row], use_legacy_format=True, metadata_version=ipc.MetadataVersion.V4)

    nothing = pa.RecordBatch.from_struct_array(pa.array([{}, {}, {}], pa.struct([])))
    write("no-columns", nothing.schema, [nothing, nothing.slice(0, 0), nothing.slice(2)])

    text = texts()
    write("texts-lz4", text.schema, [text], compression="lz4")
    write("texts-zstd", text.schema, [text], compression="zstd")

    for name, arrays in (("decimal32", decimals(pa.decimal32(5, 2), "999.99")), ("no-bytes", no_bytes())):
        batch = pa.record_batch(list(arrays.values()), list(arrays))
        write(name, batch.schema, [batch, batch.slice(0, 0), batch.slice(2), batch.slice(1, 2)])
        write(name + "-lz4", batch.schema, [batch], compression="lz4")
    inner = pa.DictionaryArray.from_arrays(pa.array([0, 1, 1, 0], pa.int8()), pa.array(["a", "b"]))
    numbers = pa.DictionaryArray.from_arrays(pa.array([0, 1, 1, 0], pa.int8()), pa.array([70, 80]))
    rows = pa.array([3, 2, None, 0], pa.int32())
    nested = pa.record_batch(
        [
            pa.DictionaryArray.from_arrays(rows, inner),
            pa.DictionaryArray.from_arrays(rows, numbers),
            pa.array(["x", "y", None, "z"]),
        ],
        ["texts", "numbers", "plain"],
    )
    write("dictionary-of-dictionary", nested.schema, [nested])
    wide = decimals(pa.decimal64(18, 2), "9999999999999999.99")
    batch = pa.record_batch(list(wide.values()), list(wide))
    write("decimal64", batch.schema, [batch, batch.slice(0, 0), batch.slice(2), batch.slice(1, 2)])


main()
