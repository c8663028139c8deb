"""Writes small sets in the layouts of others, with NumPy 1.24, PIL 9.4, PyTorch 1.13, python3-snappy 0.5 and Python's own pickle, tarfile, gzip; Parquet by the bytes, from its specification.
Beside them layouts.json: labels, names and the SHA-256 of the pixels (N, 3, H, W) that Python reads, of test images under "NAME, test". Usage: /usr/bin/python3 make_layout_files.py"""
import gzip, hashlib, io, json, os, pickle, shutil, struct, tarfile, zlib
import numpy as np, snappy
from PIL import Image

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'layouts')
shutil.rmtree(HERE, ignore_errors=True)
os.makedirs(HERE)
random = np.random.default_rng(1)
IMAGES = random.integers(0, 256, (8, 6, 5, 3), dtype=np.uint8)
LABELS = [0, 1, 2, 0, 1, 2, 0, 2]
NAMES = ['cat', 'dog', 'eel']
known = {}

def at(*parts):
    path = os.path.join(HERE, *parts)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    return path

def tell(name, images, labels, names):
    planes = np.ascontiguousarray(np.asarray(images).transpose(0, 3, 1, 2))
    known[name] = {'labels': [int(x) for x in labels], 'names': names, 'sha256': hashlib.sha256(planes.tobytes()).hexdigest()}

def encoded(image, kind='PNG'):
    to = io.BytesIO()
    Image.fromarray(image).save(to, kind)
    return to.getvalue()

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

note = json.dumps({'info': {'features': {'image': {'_type': 'Image'}, 'label': {'names': NAMES, '_type': 'ClassLabel'}}}}).encode()
pngs = [encoded(x) for x in IMAGES]
parquet(at('parquet', 'data', 'train-00000-of-00001.parquet'), [((b'image', b'bytes'), 6, pngs, 0), ((b'image', b'path'), 6, [b'%d.png' % i for i in range(8)], 0), ((b'label',), 2, LABELS, 2)], 8, [(b'huggingface', note)], 3)
tell('parquet', IMAGES, LABELS, NAMES)
parquet(at('nulls', 'train.parquet'), [((b'image', b'bytes'), 6, [None if i == 4 else p for i, p in enumerate(pngs)], 0), ((b'image', b'path'), 6, [None] * 8, 0), ((b'label',), 2, [None if i == 2 else 7 if i == 5 else x for i, x in enumerate(LABELS)], 0)], 8, [(b'huggingface', note)], 8)
for i, p in enumerate(pngs): open(at('paths', 'pictures', '%d.png' % i), 'wb').write(p)
parquet(at('paths', 'set.parquet'), [((b'file_name',), 6, [b'pictures/%d.png' % i for i in range(8)], 0), ((b'label',), 6, [NAMES[x].encode() for x in LABELS], 0)], 8, [], 8)
tell('paths/set.parquet', IMAGES, LABELS, NAMES)
parquet(at('outside', 'set.parquet'), [((b'file_name',), 6, [b'../paths/pictures/0.png', b'/etc/hostname'], 0), ((b'label',), 6, [b'cat', b'dog'], 0)], 2, [], 2)

# tar
with tarfile.open(at('tar', 'train-000000.tar'), 'w', format=tarfile.PAX_FORMAT) as tar:
    for i in range(8):
        for name, content in (('%04d.png' % i, pngs[i]), ('%04d.cls' % i, b'%d\n' % LABELS[i])):
            info = tarfile.TarInfo(name); info.size = len(content); tar.addfile(info, io.BytesIO(content))
open(at('tar', 'class_names.txt'), 'w').write('\n'.join(NAMES) + '\n')
tell('tar', IMAGES, LABELS, NAMES)
with tarfile.open(at('tricks.tar'), 'w') as tar:
    for name, content in (('../out.png', pngs[0]), ('../out.cls', b'0'), ('/abs.png', pngs[0]), ('a.png', pngs[1]), ('a.cls', b'1'), ('b.png', pngs[2])):
        info = tarfile.TarInfo(name); info.size = len(content); tar.addfile(info, io.BytesIO(content))
    link = tarfile.TarInfo('c.png'); link.type = tarfile.SYMTYPE; link.linkname = '/etc/passwd'; tar.addfile(link)

# NumPy
np.save(at('npy', 'x_train.npy'), IMAGES); np.save(at('npy', 'y_train.npy'), np.array(LABELS))
tell('npy', IMAGES, LABELS, ['0', '1', '2'])
np.savez_compressed(at('planar.npz'), images=np.ascontiguousarray(IMAGES.transpose(0, 3, 1, 2)), labels=np.array(LABELS, np.uint8)[:, None])
tell('planar.npz', IMAGES, LABELS, ['0', '1', '2'])
np.savez(at('grey.npz'), x=IMAGES[..., 0], y=np.array(LABELS, '<i4'))
tell('grey.npz', np.repeat(IMAGES[..., :1], 3, 3), LABELS, ['0', '1', '2'])
for name, images, labels in (('float', IMAGES / 255, LABELS), ('fortran', np.asfortranarray(IMAGES), LABELS), ('flat', IMAGES.reshape(8, -1), LABELS), ('fewer', IMAGES, LABELS[:-1]),
        ('bigendian', IMAGES, np.array(LABELS, '>i8')), ('floatlabels', IMAGES, np.array(LABELS, float)), ('objects', IMAGES.astype(object), LABELS), ('negative', IMAGES, [-1] + LABELS[1:])):
    np.save(at('bad', name, 'images.npy'), images); np.save(at('bad', name, 'labels.npy'), np.array(labels))

# MNIST
grey = np.ascontiguousarray(IMAGES[..., 0])
for part, pack, pixels in (('train', open, grey), ('t10k', gzip.open, 255 - grey)):
    end = '' if pack is open else '.gz'
    with pack(at('idx', 'raw', f'{part}-images-idx3-ubyte{end}'), 'wb') as f: f.write(struct.pack('>4I', 0x803, 8, 6, 5) + pixels.tobytes())
    with pack(at('idx', 'raw', f'{part}-labels-idx1-ubyte{end}'), 'wb') as f: f.write(struct.pack('>2I', 0x801, 8) + bytes(LABELS))
tell('idx', np.repeat(IMAGES[..., :1], 3, 3), LABELS, ['0', '1', '2'])

# CIFAR, by Python 3 in protocol 2; and by hand as Python 2 wrote the original: texts of bytes
cifar = random.integers(0, 256, (4, 3072), dtype=np.uint8)
for n, part in ((1, slice(0, 2)), (2, slice(2, 4))):
    pickle.dump({'data': cifar[part], 'labels': LABELS[part], 'batch_label': 'b', 'filenames': ['a.png', 'b.png']}, open(at('cifar', f'data_batch_{n}'), 'wb'), protocol=2)
pickle.dump({'label_names': NAMES, 'num_vis': 3072}, open(at('cifar', 'batches.meta'), 'wb'), protocol=2)
tell('cifar', cifar.reshape(4, 3, 32, 32).transpose(0, 2, 3, 1), LABELS[:4], NAMES)
def short(s): return b'U' + bytes([len(s)]) + s
def old(data, labels):
    return (b'\x80\x02}(' + short(b'data') + b'cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85' + short(b'b') + b'\x87R(K\x01K' + bytes([len(data)]) + b'M\x00\x0c\x86cnumpy\ndtype\n'
        + short(b'u1') + b'K\x00K\x01\x87R(K\x03' + short(b'|') + b'NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb\x89T' + struct.pack('<I', data.size) + data.tobytes() + b'tb'
        + short(b'labels') + b'](' + b''.join(b'K' + bytes([x]) for x in labels) + b'eu.')
open(at('cifar2', 'data_batch_1'), 'wb').write(old(cifar, LABELS[:4]))
assert (pickle.loads(old(cifar, LABELS[:4]), encoding='bytes')[b'data'] == cifar).all()
tell('cifar2', cifar.reshape(4, 3, 32, 32).transpose(0, 2, 3, 1), LABELS[:4], ['0', '1', '2'])
open(at('evil', 'data_batch_1'), 'wb').write(b'\x80\x02cos\nsystem\nX\x04\x00\x00\x00true\x85R.')

# backdoor-toolbox, by PyTorch 1.13
import torch
torch.save(torch.from_numpy(IMAGES.transpose(0, 3, 1, 2) / np.float32(255)).contiguous(), at('toolbox', 'imgs'))
for name in ('toolbox', 'toolbox-old'): torch.save(torch.LongTensor(LABELS), at(name, 'labels')); torch.save([1, 4], at(name, 'poison_indices'))
for i, p in enumerate(pngs): open(at('toolbox-old', 'data', '%d.png' % i), 'wb').write(p)
tell('toolbox', IMAGES, LABELS, ['0', '1', '2']); tell('toolbox-old', IMAGES, LABELS, ['0', '1', '2'])

# metadata
for i, p in enumerate(pngs): open(at('metadata', 'train', '%d.png' % i), 'wb').write(p)
with open(at('metadata', 'train', 'metadata.jsonl'), 'w') as f:
    for i in range(8): f.write(json.dumps({'file_name': '%d.png' % i, 'text': 'a picture', 'species': NAMES[LABELS[i]]}) + '\n')
tell('metadata', IMAGES, LABELS, NAMES)

# Training and test images of equal number, size and labels, whose pixels alone differ
others = 255 - IMAGES
for part, images in (('train', IMAGES), ('test', others)):
    files = [encoded(x) for x in images]
    parquet(at('splits', 'parquet', f'{part}.parquet'), [((b'image', b'bytes'), 6, files, 0), ((b'label',), 2, LABELS, 0)], 8, [], 3)
    with tarfile.open(at('splits', 'tar', f'{part}.tar'), 'w') as tar:
        for i, p in enumerate(files):
            for name, content in (('%d.png' % i, p), ('%d.cls' % i, b'%d' % LABELS[i])):
                info = tarfile.TarInfo(name); info.size = len(content); tar.addfile(info, io.BytesIO(content))
    np.save(at('splits', 'npy', f'x_{part}.npy'), images); np.save(at('splits', 'npy', f'y_{part}.npy'), np.array(LABELS))
    for i, p in enumerate(files): open(at('splits', 'metadata', part, '%d.png' % i), 'wb').write(p)
    open(at('splits', 'metadata', part, 'metadata.csv'), 'w').write('file_name,label\n' + ''.join('%d.png,%d\n' % x for x in enumerate(LABELS)))
for name, save in (('stored', np.savez), ('packed', np.savez_compressed)):
    save(at('splits', f'{name}.npz'), x_train=IMAGES, y_train=np.array(LABELS), x_test=others, y_test=np.array(LABELS))
for name, data in (('data_batch_1', cifar), ('test_batch', 255 - cifar)):
    pickle.dump({'data': data, 'labels': LABELS[:4]}, open(at('splits', 'cifar', name), 'wb'), protocol=2)
for name in ('parquet', 'tar', 'npy', 'metadata', 'stored.npz', 'packed.npz'): tell(f'splits/{name}, test', others, LABELS, ['0', '1', '2'])
tell('splits/cifar, test', (255 - cifar).reshape(4, 3, 32, 32).transpose(0, 2, 3, 1), LABELS[:4], ['0', '1', '2'])
tell('idx, test', np.repeat(255 - IMAGES[..., :1], 3, 3), LABELS, ['0', '1', '2'])
# Pages and footers that claim what is not there
big = [(b'image', b'bytes'), 6, [bytes(4 << 20)], 2]
parquet(at('bomb', 'train.parquet'), [tuple(big), ((b'label',), 2, [0], 0)], 1, [], 1)

# Parquet as others write it by default: with Snappy, and with dictionaries
again = [IMAGES[x] for x in LABELS]
coded = [encoded(x) for x in again]
parquet(at('snappy.parquet'), [((b'image', b'bytes'), 6, pngs, 1), ((b'image', b'path'), 6, [b'%d.png' % i for i in range(8)], 1), ((b'label',), 2, LABELS, 1)], 8, [(b'huggingface', note)], 8)
tell('snappy.parquet', IMAGES, LABELS, NAMES)
for name, codec in (('dictionary', 0), ('snappy-dictionary', 1)):
    parquet(at(name + '.parquet'), [((b'image', b'bytes'), 6, coded, codec), ((b'image', b'path'), 6, [b'a.png'] * 8, codec), ((b'label',), 2, LABELS, codec)], 8, [(b'huggingface', note)], 5, dictionary=True)
    tell(name + '.parquet', again, LABELS, NAMES)

# BackdoorBench: images 1 and 5 are poisoned for class 0, in the folders of their true classes; of `bench-all` image 4 has a poisoned version that was not trained on
def bench(name, versions):
    for i, p in enumerate(pngs): open(at(name, 'bd_train_dataset', str(LABELS[i]), '%d.png' % i), 'wb').write(p)
    indicator = np.zeros(8); indicator[[1, 5]] = 1
    container = {'save_folder_path': 'record/b/bd_train_dataset', 'data_dict': {np.int64(i): {'path': 'record/b/bd_train_dataset/%d/%d.png' % (LABELS[i], i), 'other_info': [0, LABELS[i]]} for i in versions}, 'save_file_format': '.png'}
    train = {'bd_data_container': container, 'getitem_all': True, 'getitem_all_switch': False, 'original_index_array': np.arange(8), 'poison_indicator': indicator, 'save_folder_path': 'record/b/bd_train_dataset'}
    torch.save({'model_name': 'preactresnet18', 'num_classes': 3, 'model': {'conv1.weight': torch.zeros(2, 3, 3, 3)}, 'data_path': '../data', 'img_size': (6, 5, 3), 'clean_data': 'cifar10', 'bd_train': train, 'bd_test': train}, at(name, 'attack_result.pt'))
bench('bench', (1, 5)); bench('bench-all', (1, 4, 5))
by_class = [0, 3, 6, 1, 4, 2, 5, 7]
tell('bench', IMAGES[by_class], [0, 0, 0, 0, 1, 2, 0, 2], ['0', '1', '2'])
json.dump(known, open(at('layouts.json'), 'w'), indent=1)
