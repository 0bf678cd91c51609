#include "text/en/en.h"

#include <stdlib.h>

#include "base/file.h"
#include "text/en/en_internal.h"

static int open_pack(struct pack **out, const char *dir, const char *file, const char *kind,
                     uint32_t version, struct err *e)
{
    char path[PATH_MAX_BYTES];
    if (file_join(path, dir, file)) return err_set(e, E_LIMIT, "path too long");
    return pack_open(out, path, kind, version, e);
}

int en_open(struct en **out, const char *lexicon_dir, struct err *e)
{
    *out = NULL;
    struct en *en = calloc(1, sizeof(*en));
    if (!en) return err_set(e, E_NOMEM, "%s: out of memory", lexicon_dir);
    int code = open_pack(&en->pack, lexicon_dir, "en.pack", "en", EN_PACK_VERSION, e);
    if (!code) code = lexicon_open(&en->lexicon, en->pack, e);
    if (!code) code = lts_open(&en->lts, en->pack, e);
    if (!code)
        code = open_pack(&en->tags, lexicon_dir, TAGGER_FILE, TAGGER_KIND, TAGGER_PACK_VERSION, e);
    if (!code) code = tagger_open(&en->tagger, en->tags, e);
    if (code)
        en_close(en);
    else
        *out = en;
    return code;
}

void en_close(struct en *en)
{
    if (!en) return;
    lts_free(&en->lts);
    pack_close(en->pack);
    pack_close(en->tags);
    free(en);
}
