"""Our pack files from Python: reading and writing sections, unpacking the stored layouts (src/base/pack.h, tensors.h)."""
import hashlib, struct
import numpy as np

HEADER, ENTRY, ALIGN, NAME, PANEL = 128, 96, 64, 80, 16


def read(path):
    """{section: bytes} of a pack file, in file order of names."""
    data = open(path, "rb").read()
    magic, kind, version, n, size = struct.unpack_from("<8s16sIIQ", data)
    assert magic == b"UTTERPK1" and size == len(data), path
    sections = {}
    for i in range(n):
        name, offset, length = struct.unpack_from(f"<{NAME}sQQ", data, HEADER + i * ENTRY)
        sections[name.rstrip(b"\0").decode()] = data[offset:offset + length]
    return sections


def write(path, kind, version, sections):
    names = sorted(sections)
    at, body, entries = HEADER + len(names) * ENTRY, b"", b""
    for name in names:
        pad = -at % ALIGN
        entries += struct.pack(f"<{NAME}sQQ", name.encode(), at + pad, len(sections[name]))
        body += b"\0" * pad + sections[name]
        at += pad + len(sections[name])
    head = lambda contents: struct.pack("<8s16sIIQ32s32s24s", b"UTTERPK1", kind.encode(), version, len(names), at, contents,
                                        hashlib.sha256(body).digest(), b"")
    with open(path, "wb") as f:
        f.write(head(hashlib.sha256(head(b"") + entries).digest()) + entries + body)


def conv(raw, co, ci, k=1):
    """[ceil(co/16)][k][ci][16] -> [co, ci, k]; what pads the last panel must be zero."""
    panels = np.frombuffer(raw, "<f4").reshape(-1, k, ci, PANEL)
    w = panels.transpose(0, 3, 2, 1).reshape(-1, ci, k)
    assert not w[co:].any() and len(w) - co < PANEL
    return w[:co]


def transposed(raw, ci, co, k, stride):
    """[stride][ceil(co/16)][k/stride][ci][16] -> [ci, co, k]; phase r, tap m holds index r + (k/stride - 1 - m) stride."""
    taps = k // stride
    p = np.frombuffer(raw, "<f4").reshape(stride, -1, taps, ci, PANEL)
    w = np.zeros((ci, p.shape[1] * PANEL, k), np.float32)
    for r in range(stride):
        for m in range(taps):
            w[:, :, r + (taps - 1 - m) * stride] = p[r, :, m].transpose(1, 0, 2).reshape(ci, -1)
    assert not w[:, co:].any()
    return w[:, :co]
