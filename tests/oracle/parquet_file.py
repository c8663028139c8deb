"""Writes Parquet by the bytes, from its specification: for make_layout_files.py and bench/formats. python3-snappy 0.5."""
import gzip, struct

import snappy

# Thrift's compact protocol
def var(n):
    out = b''
    while n > 127:
        out += bytes([n & 127 | 128]); n >>= 7
    return out + bytes([n])
def zig(n): return var(n << 1 if n >= 0 else (-n << 1) - 1)
def struct_of(*fields):
    out, last = b'', 0
    for i, kind, value in fields:
        out += bytes([(i - last) << 4 | kind]) + value
        last = i
    return out + b'\0'
def i32(i, n): return (i, 5, zig(n))
def i64(i, n): return (i, 6, zig(n))
def text(i, s): return (i, 8, var(len(s)) + s)
def items(kind, values): return (bytes([len(values) << 4 | kind]) if len(values) < 15 else bytes([0xF0 | kind]) + var(len(values))) + b''.join(values)

def plain(kind, v): return struct.pack('<q', v) if kind == 2 else struct.pack('<I', len(v)) + v
def packed(codec, body): return gzip.compress(body) if codec == 2 else snappy.compress(body) if codec == 1 else body
def parquet(path, columns, rows, notes, group_rows, dictionary=False):
    """columns: (names, type, values, codec); every column optional, one level a name. dictionary: all of them are encoded with one, as pyarrow does by default."""
    out, groups = bytearray(b'PAR1'), []
    for start in range(0, rows, group_rows):
        chunks, n = [], min(group_rows, rows - start)
        for names, kind, values, codec in columns:
            part, depth = values[start:start + n], len(names)
            width = 1 if depth == 1 else 2
            levels = b''.join(var(1 << 1) + bytes([depth if v is not None else depth - 1]) for v in part)
            body = struct.pack('<I', len(levels)) + levels
            there = [v for v in part if v is not None]
            entries, page, lengths, offset = list(dict.fromkeys(there)), b'', 0, len(out)
            if dictionary:
                plains = b''.join(plain(kind, v) for v in entries)
                page = struct_of(i32(1, 2), i32(2, len(plains)), i32(3, len(packed(codec, plains))), (7, 12, struct_of(i32(1, len(entries)), i32(2, 0)))) + packed(codec, plains)
                lengths = len(page) - len(packed(codec, plains)) + len(plains)
                body += b'\x08' + b''.join(var(1 << 1) + bytes([entries.index(v)]) for v in there)
            else: body += b''.join(plain(kind, v) for v in there)
            stored = packed(codec, body)
            header = struct_of(i32(1, 0), i32(2, len(body)), i32(3, len(stored)), (5, 12, struct_of(i32(1, n), i32(2, 8 if dictionary else 0), i32(3, 3), i32(4, 3))))
            out += page + header + stored
            meta = struct_of(i32(1, kind), (2, 9, items(5, [zig(0), zig(3)] + [zig(8)] * dictionary)), (3, 9, items(8, [var(len(x)) + x for x in names])), i32(4, codec), i64(5, n),
                i64(6, lengths + len(header) + len(body)), i64(7, len(page) + len(header) + len(stored)), i64(9, offset + len(page)), *([i64(11, offset)] * dictionary))
            chunks.append(struct_of(i64(2, offset), (3, 12, meta)))
        groups.append(struct_of((1, 9, items(12, chunks)), i64(2, 1000), i64(3, n)))
    schema = [struct_of(text(4, b'schema'), i32(5, len({c[0][0] for c in columns})))]
    seen = set()
    for names, kind, _, _ in columns:
        if len(names) > 1 and names[0] not in seen:
            seen.add(names[0]); schema.append(struct_of(i32(3, 1), text(4, names[0]), i32(5, sum(c[0][0] == names[0] for c in columns))))
        fields = [i32(1, kind), i32(3, 1), text(4, names[-1])]
        if kind == 6 and names[-1] != b'bytes': fields.append(i32(6, 0))
        schema.append(struct_of(*fields))
    footer = struct_of(i32(1, 1), (2, 9, items(12, schema)), i64(3, rows), (4, 9, items(12, groups)), (5, 9, items(12, [struct_of(text(1, k), text(2, v)) for k, v in notes])), text(6, b'by hand'))
    out += footer + struct.pack('<I', len(footer)) + b'PAR1'
    open(path, 'wb').write(out)
