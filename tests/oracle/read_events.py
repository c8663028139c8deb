#!/usr/bin/python3
"""Reads an event file of TensorBoard without TensorFlow or protobuf: python3 read_events.py FILE

Prints a line an event: wall time, step, tag and value, or the version. Ends with an error where a checksum is wrong.
CRC-32C bit by bit (Castagnoli, reflected 0x82F63B78; the check value of "123456789" is 0xE3069283, RFC 3720 B.4).
"""
import struct
import sys


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def masked(data):
    crc = crc32c(data)
    return (((crc >> 15) | (crc << 17)) + 0xA282EAD8) & 0xFFFFFFFF


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at


def fields(data):
    at, found = 0, {}
    while at < len(data):
        key, at = varint(data, at)
        kind = key & 7
        if kind == 0:
            value, at = varint(data, at)
        elif kind == 1:
            value, at = struct.unpack_from("<d", data, at)[0], at + 8
        elif kind == 2:
            length, at = varint(data, at)
            value, at = data[at:at + length], at + length
        elif kind == 5:
            value, at = struct.unpack_from("<f", data, at)[0], at + 4
        else:
            sys.exit(f"wire type {kind}")
        found[key >> 3] = value
    return found


def records(data):
    at = 0
    while at < len(data):
        header = data[at:at + 8]
        length, = struct.unpack("<Q", header)
        check, = struct.unpack_from("<I", data, at + 8)
        body = data[at + 12:at + 12 + length]
        check_body, = struct.unpack_from("<I", data, at + 12 + length)
        if check != masked(header) or check_body != masked(body):
            sys.exit(f"wrong checksum in the record at byte {at}")
        yield body
        at += 16 + length


assert crc32c(b"123456789") == 0xE3069283
for record in records(open(sys.argv[1], "rb").read()):
    event = fields(record)
    if 3 in event:
        print(f"{event[1]:.3f} version {event[3].decode()}")
    else:
        scalar = fields(fields(event[5])[1])
        print(f"{event[1]:.3f} {event.get(2, 0)} {scalar[1].decode()} {scalar[2]:.6g}")
