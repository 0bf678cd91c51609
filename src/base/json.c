#include "base/json.h"

#include "base/utf8.h"

json_t *json_parse(const char *text, size_t n, struct err *e)
{
    json_error_t je;
    json_t *v = json_loadb(text, n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &je);
    if (!v) err_set(e, E_FORMAT, "line %d, column %d: %s", je.line, je.column, je.text);
    return v;
}

int json_put_string(struct buf *b, const char *s, size_t n)
{
    buf_putc(b, '"');
    for (size_t i = 0; i < n;) {
        uint32_t c = utf8_next(s, n, &i);
        char u[4];
        if (c == '"' || c == '\\')
            buf_printf(b, "\\%c", (char)c);
        else if (c == '\n')
            buf_puts(b, "\\n");
        else if (c < 0x20 || c == 0x7F)
            buf_printf(b, "\\u%04x", c);
        else
            buf_add(b, u, utf8_put(u, c));
    }
    return buf_putc(b, '"');
}

static int add(const char *bytes, size_t n, void *b)
{
    return buf_add(b, bytes, n) ? -1 : 0;
}

int json_put(struct buf *b, const json_t *value)
{
    json_dump_callback(value, add, b, JSON_COMPACT | JSON_ENCODE_ANY);
    return buf_error(b);
}
