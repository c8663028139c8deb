"""Reads the Parquet that DeepDefense writes, from the format's specification and without its code: flat and nested optional columns, plain, not packed."""
import json
import struct

BYTES, INT64, PLAIN, OPTIONAL = 6, 2, 0, 1


class Compact:
    """Thrift's compact protocol: structs become dictionaries by field number."""

    def __init__(self, data, at=0):
        self.data, self.at = data, at

    def number(self):
        value = shift = 0
        while True:
            byte = self.data[self.at]
            self.at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    def signed(self):
        value = self.number()
        return value >> 1 ^ -(value & 1)

    def value(self, kind):
        if kind in (1, 2):
            return kind == 1
        if kind == 3:
            self.at += 1
            return self.data[self.at - 1]
        if kind in (4, 5, 6):
            return self.signed()
        if kind == 8:
            size = self.number()
            self.at += size
            return self.data[self.at - size:self.at]
        if kind == 9:
            head = self.data[self.at]
            self.at += 1
            size = head >> 4 if head < 0xF0 else self.number()
            return [self.value(head & 15) for _ in range(size)]
        assert kind == 12, kind
        fields, last = {}, 0
        while head := self.data[self.at]:
            self.at += 1
            last = last + (head >> 4) if head >> 4 else self.signed()
            fields[last] = self.value(head & 15)
        self.at += 1
        return fields


def levels(data, width, count):
    """Runs of one value, and groups of eight that are packed bit by bit."""
    runs, found = Compact(data), []
    while len(found) < count:
        head = runs.number()
        size = (head >> 1) * width if head & 1 else (width + 7) // 8
        value = int.from_bytes(data[runs.at:runs.at + size], "little")
        runs.at += size
        found += [value >> i * width & (1 << width) - 1 for i in range(8 * (head >> 1))] if head & 1 else [value] * (head >> 1)
    return found[:count]


def read(path):
    """Columns by dotted name, and the notes of the file."""
    data = path.read_bytes()
    assert data[:4] == data[-4:] == b"PAR1"
    footer = Compact(data, len(data) - 8 - struct.unpack("<I", data[-8:-4])[0]).value(12)
    optional = {element[4]: element.get(3) == OPTIONAL for element in footer[2]}
    columns = {}
    for chunk in (chunk[3] for group in footer[4] for chunk in group[1]):
        assert chunk[4] == 0, "packed"
        into, pages = columns.setdefault(b".".join(chunk[3]).decode(), []), Compact(data, chunk[9])
        end, deepest = len(into) + chunk[5], sum(optional[name] for name in chunk[3])
        while len(into) < end:
            page = pages.value(12)
            assert page[1] == 0 and page[5][2] == PLAIN, page
            count, at = page[5][1], pages.at
            pages.at += page[3]
            size = struct.unpack_from("<I", data, at)[0]
            defined = levels(data[at + 4:at + 4 + size], deepest.bit_length(), count)
            at += 4 + size
            for level in defined:
                size, start = (8, at) if chunk[1] == INT64 else (struct.unpack_from("<I", data, at)[0], at + 4)
                assert level == deepest, "null"
                into.append(struct.unpack_from("<q", data, at)[0] if chunk[1] == INT64 else data[start:start + size])
                at = start + size
    return columns, {note[1].decode(): json.loads(note[2]) for note in footer.get(5, [])}
