#!/usr/bin/env python3
"""Checkpoints like the author's: made by PyTorch, by the safetensors library, or by this file from Python's own pickle and zip.

    official_file.py ARRAYS.npz OUT       by torch.save: OUT.pth with all arrays, or a folder with NAME.pt of each; by safetensors:
                                          OUT.safetensors.  Run by a Python that has them

ARRAYS.npz has flat names ("bert.module.pooler.weight"); in a .pth the first part is a dictionary of its own, as in
kokoro-v1_0.pth. save_torch() and save_alone() write what torch.save writes, by Python's own pickle, for machines without PyTorch.
"""
import collections, io, os, pickle, sys, types, zipfile
import numpy as np


def nested(arrays, wrap):
    modules = {}
    for name, array in arrays.items():
        module, rest = name.split(".", 1)
        modules.setdefault(module, collections.OrderedDict())[rest] = wrap(array)
    return modules


class FloatStorage: pass


class Tensor:
    def __init__(self, array): self.array = array
    def __reduce__(self):
        strides = tuple(s // 4 for s in self.array.strides)
        return _rebuild_tensor_v2, (Storage(self.array), 0, self.array.shape, strides, False, collections.OrderedDict())


class Storage:
    def __init__(self, array): self.array = array


def _rebuild_tensor_v2(): raise NotImplementedError


def save_torch(arrays, path): write_zip(nested(arrays, Tensor), path)


def save_alone(array, path): write_zip(Tensor(array), path)


def write_zip(content, path):
    """A zip as torch.save makes it, of float32 arrays in dictionaries."""
    for thing, module in ((FloatStorage, "torch"), (_rebuild_tensor_v2, "torch._utils")):  # pickle looks names up
        thing.__module__ = module
        setattr(sys.modules.setdefault(module, types.ModuleType(module)), thing.__name__, thing)
    storages = []

    class Pickler(pickle.Pickler):
        def persistent_id(self, thing):
            if not isinstance(thing, Storage): return None
            storages.append(thing.array)
            return "storage", FloatStorage, str(len(storages) - 1), "cpu", thing.array.size

    data = io.BytesIO()
    Pickler(data, protocol=2).dump(content)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as z:
        z.writestr("kokoro/data.pkl", data.getvalue())
        z.writestr("kokoro/byteorder", "little")
        for i, array in enumerate(storages): z.writestr(f"kokoro/data/{i}", np.ascontiguousarray(array, "<f4").tobytes())
        z.writestr("kokoro/version", "3\n")


def main():
    arrays, out = dict(np.load(sys.argv[1])), sys.argv[2]
    if out.endswith(".safetensors"):
        from safetensors.numpy import save_file
        save_file(arrays, out)
        print("safetensors")
    else:
        import torch
        if os.path.isdir(out):
            for name, array in arrays.items(): torch.save(torch.from_numpy(array), os.path.join(out, name + ".pt"))
        else: torch.save(nested(arrays, torch.from_numpy), out)
        print(f"torch {torch.__version__}")


if __name__ == "__main__":
    main()
