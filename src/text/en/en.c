#include "text/en/en.h"

#include <stdlib.h>

#include "base/file.h"
#include "text/en/en_internal.h"

int en_open(struct en **out, const char *lexicon_dir, struct err *e)
{
    *out = NULL;
    char path[PATH_MAX_BYTES];
    if (file_join(path, lexicon_dir, "en.pack")) return err_set(e, E_LIMIT, "path too long");
    struct en *en = calloc(1, sizeof(*en));
    if (!en) return err_set(e, E_NOMEM, "%s: out of memory", path);
    int code = pack_open(&en->pack, path, "en", EN_PACK_VERSION, e);
    if (!code) code = lexicon_open(&en->lexicon, en->pack, e);
    if (!code) code = lts_open(&en->lts, en->pack, e);
    if (code)
        en_close(en);
    else
        *out = en;
    return code;
}

void en_close(struct en *en)
{
    if (!en) return;
    pack_close(en->pack);
    free(en);
}
