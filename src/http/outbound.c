#include "http/outbound.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/log.h"

/* ------------------------------------------------------------------------------------- blocks */

void block_append(struct block_list *l, struct block *b)
{
    b->next = NULL;
    if (l->first)
        *l->last = b;
    else
        l->first = b;
    l->last = &b->next;
}

void block_join(struct block_list *to, struct block_list *from)
{
    if (!from->first) return;
    if (to->first)
        *to->last = from->first;
    else
        to->first = from->first;
    to->last = from->last;
    *from = (struct block_list){0};
}

void block_free_all(struct block_list *l)
{
    while (l->first) {
        struct block *b = l->first;
        l->first = b->next;
        free(b);
    }
    l->last = NULL;
}

static void put(struct block *b, const void *bytes, size_t n)
{
    if (n) memcpy(b->bytes + b->n, bytes, n);
    b->n += n;
}

static struct block *block_make(const struct buf *prefix, const char *bytes, size_t n,
                                enum block_framing framing)
{
    char size[24] = "";
    int n_size = 0;
    if (framing == BLOCK_CHUNK && n) n_size = snprintf(size, sizeof(size), "%zx\r\n", n);
    struct block *b = malloc(sizeof(*b) + prefix->len + (size_t)n_size + n + 2);
    if (!b) return NULL;
    b->n = 0;
    b->n_body = n;
    put(b, prefix->data, prefix->len);
    put(b, size, (size_t)n_size);
    if (framing != BLOCK_COUNT_ONLY) put(b, bytes, n);
    if (n_size) put(b, "\r\n", 2);
    return b;
}

int block_pack(struct block_list *l, const struct buf *prefix, const void *bytes, size_t n,
               enum block_framing framing)
{
    struct block_list made = {0};
    struct buf none = buf_make(0);
    const char *p = bytes;
    do {
        size_t part = n < BLOCK_BYTES_MAX ? n : BLOCK_BYTES_MAX;
        struct block *b = block_make(made.first ? &none : prefix, p, part, framing);
        if (!b) {
            block_free_all(&made);
            return E_NOMEM;
        }
        block_append(&made, b);
        n -= part;
        if (part) p += part;
    } while (n);
    block_join(l, &made);
    return 0;
}

/* --------------------------------------------------------------------------------------- head */

const char *outbound_reason(int status)
{
    static const struct {
        int status;
        const char *reason;
    } table[] = {
        {100, "Continue"},
        {101, "Switching Protocols"},
        {200, "OK"},
        {201, "Created"},
        {202, "Accepted"},
        {204, "No Content"},
        {206, "Partial Content"},
        {301, "Moved Permanently"},
        {302, "Found"},
        {303, "See Other"},
        {304, "Not Modified"},
        {307, "Temporary Redirect"},
        {308, "Permanent Redirect"},
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {402, "Payment Required"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {406, "Not Acceptable"},
        {408, "Request Timeout"},
        {409, "Conflict"},
        {410, "Gone"},
        {411, "Length Required"},
        {412, "Precondition Failed"},
        {413, "Content Too Large"},
        {414, "URI Too Long"},
        {415, "Unsupported Media Type"},
        {416, "Range Not Satisfiable"},
        {417, "Expectation Failed"},
        {422, "Unprocessable Content"},
        {426, "Upgrade Required"},
        {429, "Too Many Requests"},
        {431, "Request Header Fields Too Large"},
        {500, "Internal Server Error"},
        {501, "Not Implemented"},
        {502, "Bad Gateway"},
        {503, "Service Unavailable"},
        {504, "Gateway Timeout"},
        {505, "HTTP Version Not Supported"},
    };
    for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
        if (table[i].status == status) return table[i].reason;
    return "Unknown";
}

/* The Date field's value, made once a second in each thread. */
static const char *date_now(void)
{
    static _Thread_local time_t made_at;
    static _Thread_local char text[40];
    static const char days[][4] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    time_t now = time(NULL);
    if (now != made_at) { /* strftime would ask the locale for the names */
        struct tm tm;
        gmtime_r(&now, &tm);
        snprintf(text, sizeof(text), "%s, %02d %s %d %02d:%02d:%02d GMT", days[tm.tm_wday],
                 tm.tm_mday, months[tm.tm_mon], tm.tm_year + 1900, tm.tm_hour, tm.tm_min,
                 tm.tm_sec);
        made_at = now;
    }
    return text;
}

static int is_clean(const char *s)
{
    for (; *s; s++)
        if (((unsigned char)*s < 0x20 && *s != '\t') || *s == 0x7f) return 0;
    return 1;
}

static void put_field(struct buf *out, const char *name, const char *value)
{
    if (!is_clean(name) || !is_clean(value)) {
        log_warn("http", "an answer's field with control characters was left out");
        return;
    }
    buf_puts(out, name);
    buf_puts(out, ": ");
    buf_puts(out, value);
    buf_puts(out, "\r\n");
}

void outbound_head(struct buf *out, const struct outbound_head *h)
{
    buf_printf(out, "HTTP/1.1 %d %s\r\nDate: %s\r\n", h->status, outbound_reason(h->status),
               date_now());
    if (h->content_type) put_field(out, "Content-Type", h->content_type);
    if (h->length >= 0) buf_printf(out, "Content-Length: %lld\r\n", (long long)h->length);
    if (h->chunked) buf_puts(out, "Transfer-Encoding: chunked\r\n");
    if (h->close)
        buf_puts(out, "Connection: close\r\n");
    else if (h->say_persist)
        buf_puts(out, "Connection: keep-alive\r\n");
    for (size_t i = 0; i < h->n_headers; i++)
        put_field(out, h->headers[i].name, h->headers[i].value);
    buf_puts(out, "\r\n");
}
