#include "text/zh/zh_lexicon.h"

#include <string.h>

#include "base/file.h"

static int damaged(struct err *e, const char *what)
{
    return err_set(e, E_CORRUPT, "%s: bad %s; run `utter import`", ZH_PACK_FILE, what);
}

static const void *section(const struct pack *p, const char *name, size_t item, uint32_t *n)
{
    size_t bytes = 0;
    const void *at = pack_find(p, name, &bytes);
    if (!at || bytes % item || bytes / item > UINT32_MAX / 4) return NULL;
    *n = (uint32_t)(bytes / item);
    return at;
}

static int check_chars(const struct zh_lexicon *lx, struct err *e)
{
    for (uint32_t i = 0; i < lx->n_chars; i++) {
        const struct zh_char *c = &lx->chars[i];
        if (i && c->cp <= c[-1].cp) return damaged(e, "order of characters");
        if (c->simple >= lx->n_chars || c->node >= lx->n_nodes) return damaged(e, "character");
        if (c->node && (c->node >= lx->child[1] || lx->label[c->node] != i))
            return damaged(e, "character's node");
        if (c->reading && !pinyin_valid(c->reading)) return damaged(e, "reading");
        if (c->cp < 65536 && lx->bmp[c->cp] != i + 1) return damaged(e, "index of characters");
    }
    for (uint32_t cp = 0; cp < 65536; cp++)
        if (lx->bmp[cp] && (lx->bmp[cp] > lx->n_chars || lx->chars[lx->bmp[cp] - 1].cp != cp))
            return damaged(e, "index of characters");
    return 0;
}

static int check_word(const struct zh_lexicon *lx, uint32_t node, uint32_t depth, struct err *e)
{
    uint32_t at = lx->word[node];
    if (!at) return 0;
    if (!depth || at >= lx->n_record || depth >= lx->n_record - at) return damaged(e, "word");
    for (uint32_t i = 1; i <= depth; i++)
        if (!pinyin_valid(lx->record[at + i])) return damaged(e, "word's reading");
    return 0;
}

/* Row by row: `row_end` is where the nodes of this depth end. */
static int check_trie(const struct zh_lexicon *lx, struct err *e)
{
    uint32_t depth = 0, row_end = 1;
    if (lx->child[0] != 1 || lx->child[lx->n_nodes] != lx->n_nodes) return damaged(e, "trie");
    for (uint32_t node = 0; node < lx->n_nodes; node++) {
        if (node == row_end) {
            depth++;
            row_end = lx->child[node];
        }
        uint32_t from = lx->child[node], to = lx->child[node + 1];
        if (from <= node || to < from || to > lx->n_nodes || depth > ZH_WORD_MAX)
            return damaged(e, "trie");
        for (uint32_t i = from; i < to; i++)
            if (lx->label[i] >= lx->n_chars || (i > from && lx->label[i] <= lx->label[i - 1]))
                return damaged(e, "trie");
        int code = check_word(lx, node, depth, e);
        if (code) return code;
    }
    return 0;
}

/* The check has read all; a text reads little. */
static void forget_checked(const struct zh_lexicon *lx)
{
    pack_forget(lx->pack_, lx->label, lx->n_nodes * sizeof *lx->label);
    pack_forget(lx->pack_, lx->child, lx->n_nodes * sizeof *lx->child);
    pack_forget(lx->pack_, lx->word, lx->n_nodes * sizeof *lx->word);
    pack_forget(lx->pack_, lx->record, lx->n_record * sizeof *lx->record);
}

int zh_lexicon_open(struct zh_lexicon *lx, const char *lexicon_dir, struct err *e)
{
    char path[PATH_MAX_BYTES];
    *lx = (struct zh_lexicon){0};
    int code = file_join(path, lexicon_dir, ZH_PACK_FILE);
    if (code) return err_set(e, code, "%s: path too long", lexicon_dir);
    code = pack_open(&lx->pack_, path, ZH_PACK_KIND, ZH_PACK_VERSION, e);
    if (code) return code;

    uint32_t n_bmp = 0, n_child = 0, n_word = 0;
    lx->bmp = section(lx->pack_, "bmp", sizeof *lx->bmp, &n_bmp);
    lx->chars = section(lx->pack_, "chars", sizeof *lx->chars, &lx->n_chars);
    lx->label = section(lx->pack_, "label", sizeof *lx->label, &lx->n_nodes);
    lx->child = section(lx->pack_, "child", sizeof *lx->child, &n_child);
    lx->word = section(lx->pack_, "word", sizeof *lx->word, &n_word);
    lx->record = section(lx->pack_, "record", sizeof *lx->record, &lx->n_record);
    if (!lx->bmp || !lx->chars || !lx->label || !lx->child || !lx->word || !lx->record ||
        n_bmp != 65536 || !lx->n_chars || lx->n_chars >= 65535 || !lx->n_nodes ||
        n_child != lx->n_nodes + 1 || n_word != lx->n_nodes)
        code = damaged(e, "sections");
    if (!code) code = check_trie(lx, e);
    if (!code) code = check_chars(lx, e);
    if (!code) forget_checked(lx);
    if (code) zh_lexicon_close(lx);
    return code;
}

void zh_lexicon_close(struct zh_lexicon *lx)
{
    pack_close(lx->pack_);
    *lx = (struct zh_lexicon){0};
}

uint32_t zh_lexicon_find(const struct zh_lexicon *lx, uint32_t cp)
{
    if (cp < 65536) return lx->bmp[cp];
    uint32_t lo = 0, hi = lx->n_chars;
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (lx->chars[mid].cp < cp)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < lx->n_chars && lx->chars[lo].cp == cp ? lo + 1 : 0;
}

uint32_t zh_lexicon_step(const struct zh_lexicon *lx, uint32_t node, uint16_t c)
{
    if (!node) return lx->chars[c].node;
    uint32_t lo = lx->child[node], hi = lx->child[node + 1], end = hi;
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (lx->label[mid] < c)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < end && lx->label[lo] == c ? lo : 0;
}

const pinyin *zh_lexicon_word(const struct zh_lexicon *lx, uint32_t node, uint32_t *cost)
{
    uint32_t at = lx->word[node];
    if (!at) return NULL;
    *cost = lx->record[at];
    return lx->record + at + 1;
}
