#include "text/span.h"

#include <stdlib.h>
#include <string.h>

struct spans spans_make(void)
{
    return (struct spans){.strings_ = words_make()};
}

void spans_free(struct spans *s)
{
    free(s->list);
    words_free(&s->strings_);
    *s = spans_make();
}

static int room(struct spans *s)
{
    if (s->error_) return s->error_;
    if (s->n < s->cap_) return 0;
    if (s->n >= SPANS_MAX) return s->error_ = E_LIMIT;
    size_t cap = s->cap_ ? s->cap_ * 2 : 16;
    struct text_span *p = realloc(s->list, cap * sizeof(*p));
    if (!p) return s->error_ = E_NOMEM;
    s->list = p;
    s->cap_ = cap;
    return 0;
}

static const char *copy(struct spans *s, const char *string)
{
    return string ? words_string(&s->strings_, string, strlen(string)) : NULL;
}

void spans_add(struct spans *s, const struct text_span *span)
{
    if (room(s)) return;
    struct text_span to = *span;
    to.pinyin = copy(s, span->pinyin);
    to.phonemes = copy(s, span->phonemes);
    s->error_ = words_error(&s->strings_);
    if (!s->error_) s->list[s->n++] = to;
}

void spans_add_reading(struct spans *s, uint32_t from, uint32_t to, const struct reading *r,
                       const char *why)
{
    const struct text_span span = {.kind = SPAN_READING,
                                   .from = from,
                                   .to = to,
                                   .lang = r->lang,
                                   .pinyin = r->pinyin[0] ? r->pinyin : NULL,
                                   .phonemes = r->phonemes,
                                   .why = why};
    spans_add(s, &span);
}

int spans_error(const struct spans *s)
{
    return s->error_;
}
