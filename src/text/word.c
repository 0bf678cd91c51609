/* word.c - the list grows by doubling, its strings fill blocks that never move:
 *
 *     blocks_ -> [ next | used | strings ......... ] -> [ next | used | ... ]
 */
#include "text/word.h"

#include <stdlib.h>
#include <string.h>

enum { BLOCK_BYTES = 16 << 10 };

struct word_block {
    struct word_block *next;
    size_t used, size;
    char bytes[];
};

struct words words_make(void)
{
    return (struct words){0};
}

void words_free(struct words *w)
{
    for (struct word_block *b = w->blocks_, *next; b; b = next) {
        next = b->next;
        free(b);
    }
    free(w->list);
    *w = words_make();
}

static char *block_room(struct words *w, size_t n)
{
    struct word_block *b = w->blocks_;
    if (b && n <= b->size - b->used) {
        b->used += n;
        return b->bytes + b->used - n;
    }
    size_t size = n > BLOCK_BYTES ? n : BLOCK_BYTES;
    b = size < SIZE_MAX - sizeof *b ? malloc(sizeof *b + size) : NULL;
    if (!b) {
        w->error_ = E_NOMEM;
        return NULL;
    }
    *b = (struct word_block){.next = w->blocks_, .used = n, .size = size};
    w->blocks_ = b;
    return b->bytes;
}

const char *words_string(struct words *w, const char *s, size_t n)
{
    if (w->error_) return NULL;
    char *p = n < SIZE_MAX ? block_room(w, n + 1) : NULL;
    if (!p) {
        w->error_ = E_NOMEM;
        return NULL;
    }
    memcpy(p, s, n);
    p[n] = 0;
    return p;
}

static int list_room(struct words *w)
{
    if (w->n < w->cap_) return 0;
    if (w->n >= WORDS_MAX) return w->error_ = E_LIMIT;
    size_t cap = w->cap_ ? w->cap_ * 2 : 64;
    struct word *list = realloc(w->list, cap * sizeof *list);
    if (!list) return w->error_ = E_NOMEM;
    w->list = list;
    w->cap_ = cap;
    return 0;
}

struct word *words_add(struct words *w, const struct word *word)
{
    if (w->error_ || list_room(w)) return NULL;
    struct word copy = *word;
    const char **strings[] = {&copy.norm, &copy.citation, &copy.pinyin, &copy.phonemes};
    for (size_t i = 0; i < sizeof strings / sizeof *strings; i++)
        if (*strings[i]) *strings[i] = words_string(w, *strings[i], strlen(*strings[i]));
    if (w->error_) return NULL;
    w->list[w->n] = copy;
    return &w->list[w->n++];
}

int words_error(const struct words *w)
{
    return w->error_;
}
