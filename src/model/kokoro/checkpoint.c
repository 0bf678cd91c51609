#include "model/kokoro/checkpoint.h"

#include "model/kokoro/safetensors.h"
#include "model/kokoro/torch_arrays.h"

int checkpoint_read(struct checkpoint *c, const void *bytes, size_t n, struct err *e)
{
    int code;
    *c = (struct checkpoint){.format = "PyTorch"};
    if (torch_arrays_is(bytes, n)) {
        code = torch_arrays_read(&c->arrays, bytes, n, e);
    } else if (safetensors_is(bytes, n)) {
        c->format = "safetensors";
        code = safetensors_read(&c->arrays, bytes, n, e);
    } else {
        code = err_set(e, E_FORMAT, "neither a file of torch.save nor a whole safetensors file");
    }
    if (!code) code = arrays_sort(&c->arrays, e);
    if (code) checkpoint_close(c);
    return code;
}

int checkpoint_open(struct checkpoint *c, const char *path, struct err *e)
{
    struct file_map map;
    struct err why = {0};
    *c = (struct checkpoint){.format = ""};
    int code = file_map(&map, path, e);
    if (code) return code;
    code = checkpoint_read(c, map.data, map.size, &why);
    if (code) {
        file_unmap(&map);
        return err_set(e, code, "%.150s: %s", path, why.msg);
    }
    c->map = map;
    return 0;
}

void checkpoint_close(struct checkpoint *c)
{
    arrays_free(&c->arrays);
    file_unmap(&c->map);
    *c = (struct checkpoint){.format = ""};
}
