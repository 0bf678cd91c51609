#include "http/inbound.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "http/target.h"

enum {
    /* What a chunked body may cost besides its data: sizes, line ends, extensions, trailers.  The
     * smallest chunks (one byte in six) pass; padding without end does not. */
    CHUNK_WASTE_MAX = 4096,
    CHUNK_WASTE_FACTOR = 8,
    EXTENSION_MAX = 16, /* bytes of one chunk extension's name or value */
};

static const char out_of_memory[] = "out of memory";

void inbound_refuse(struct inbound *in, int status, const char *reason)
{
    if (in->state == INBOUND_REFUSED) return; /* the first reason is the true one */
    in->state = INBOUND_REFUSED;
    in->status = status;
    in->reason = reason;
}

int inbound_begun(const struct inbound *in)
{
    return in->head_.len > 0;
}

/* ------------------------------------------------------------------------- llhttp's callbacks */

static int on_name(llhttp_t *p, const char *at, size_t n)
{
    struct inbound *in = p->data;
    if (in->state != INBOUND_HEAD) return 0; /* trailers are read and dropped */
    if (in->n_spans_ == INBOUND_HEADERS_MAX) {
        inbound_refuse(in, 431, "the request has more than 100 header fields");
        return -1;
    }
    if (in->n_spans_ == in->cap_spans_) {
        size_t cap = in->cap_spans_ ? 2 * in->cap_spans_ : 16;
        struct inbound_span *grown = realloc(in->spans_, cap * sizeof(*grown));
        if (!grown) {
            inbound_refuse(in, 503, out_of_memory);
            return -1;
        }
        in->spans_ = grown;
        in->cap_spans_ = cap;
    }
    char *name = in->head_.data + (at - in->head_.data); /* the same place, ours to change */
    in->spans_[in->n_spans_++] = (struct inbound_span){.name = name, .n_name = n};
    return 0;
}

static int on_value(llhttp_t *p, const char *at, size_t n)
{
    struct inbound *in = p->data;
    if (in->state != INBOUND_HEAD || !in->n_spans_) return 0;
    struct inbound_span *s = &in->spans_[in->n_spans_ - 1];
    s->value = in->head_.data + (at - in->head_.data);
    s->n_value = n;
    return 0;
}

static int on_head_complete(llhttp_t *p)
{
    struct inbound *in = p->data;
    in->keep_alive = llhttp_should_keep_alive(p);
    in->chunked_ = (p->flags & F_CHUNKED) != 0;
    in->length_ = p->flags & F_CONTENT_LENGTH ? p->content_length : 0;
    return 0;
}

static int on_body(llhttp_t *p, const char *at, size_t n)
{
    struct inbound *in = p->data;
    int code = buf_add(&in->body_, at, n);
    if (code == E_LIMIT) inbound_refuse(in, 413, "the request body is too large for this path");
    if (code == E_NOMEM) inbound_refuse(in, 503, out_of_memory);
    return code ? -1 : 0;
}

static int on_extension(llhttp_t *p, const char *at, size_t n)
{
    (void)at;
    if (n <= EXTENSION_MAX) return 0;
    inbound_refuse(p->data, 400, "a chunk extension is too long");
    return -1;
}

static int on_complete(llhttp_t *p)
{
    struct inbound *in = p->data;
    in->complete_ = 1;
    return HPE_PAUSED; /* what follows belongs to the next request */
}

static const llhttp_settings_t callbacks = {
    .on_header_field = on_name,
    .on_header_value = on_value,
    .on_headers_complete = on_head_complete,
    .on_body = on_body,
    .on_chunk_extension_name = on_extension,
    .on_chunk_extension_value = on_extension,
    .on_message_complete = on_complete,
};

/* Runs the parser; returns the bytes taken.  Refuses what it refuses. */
static size_t execute(struct inbound *in, const char *bytes, size_t n)
{
    llhttp_errno_t code = llhttp_execute(&in->parser_, bytes, n);
    if (code == HPE_OK) return n;
    if (in->complete_ && (code == HPE_PAUSED || code == HPE_PAUSED_UPGRADE))
        return (size_t)(llhttp_get_error_pos(&in->parser_) - bytes);
    const char *reason = llhttp_get_error_reason(&in->parser_);
    inbound_refuse(in, 400, reason && *reason ? reason : "the request is malformed");
    return n;
}

void inbound_init(struct inbound *in, size_t head_max)
{
    memset(in, 0, sizeof(*in));
    in->head_ = buf_make(head_max + 1); /* one byte more than allowed shows that it is too long */
    in->body_ = buf_make(0);
    llhttp_init(&in->parser_, HTTP_REQUEST, &callbacks);
    in->parser_.data = in;
}

void inbound_free(struct inbound *in)
{
    buf_free(&in->head_);
    buf_free(&in->body_);
    free(in->spans_);
    free(in->headers_);
}

/* ------------------------------------------------------------------------------- request line */

static const char *const methods[] = {"GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH"};

static const char *known_method(const char *s, size_t n)
{
    for (size_t i = 0; i < sizeof(methods) / sizeof(*methods); i++)
        if (strlen(methods[i]) == n && memcmp(methods[i], s, n) == 0) return methods[i];
    return NULL;
}

static int is_token(const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!isalnum((unsigned char)s[i]) && !(s[i] && strchr("!#$%&'*+-.^_`|~", s[i]))) return 0;
    return n > 0;
}

/* "METHOD SP target SP HTTP/1.x", exactly.  Looked at as soon as the line is there, so that junk is
 * refused without waiting for a head that never ends, and with the status that says what is wrong
 * (llhttp knows only "invalid"). */
static void check_request_line(struct inbound *in)
{
    const char *line = in->head_.data + in->start_;
    size_t n = in->line_;
    const char *sp1 = memchr(line, ' ', n);
    const char *sp2 = sp1 ? memchr(sp1 + 1, ' ', n - (size_t)(sp1 + 1 - line)) : NULL;
    if (!sp2 || sp2 == sp1 + 1 || !is_token(line, (size_t)(sp1 - line))) {
        inbound_refuse(in, 400, "the request line is malformed");
        return;
    }
    const char *version = sp2 + 1;
    size_t n_version = n - (size_t)(version - line);
    if (n_version != 8 || memcmp(version, "HTTP/", 5) != 0 || !isdigit((unsigned char)version[5]) ||
        version[6] != '.' || !isdigit((unsigned char)version[7])) {
        inbound_refuse(in, 400, "the request line is malformed");
    } else if (version[5] != '1' || version[7] > '1') {
        inbound_refuse(in, 505, "only HTTP/1.0 and HTTP/1.1 are spoken here");
    } else if (!(in->req.method = known_method(line, (size_t)(sp1 - line)))) {
        inbound_refuse(in, 501, "the request method is not implemented");
    }
    in->req.http_minor = version[7] - '0';
}

/* ------------------------------------------------------------------------------------- fields */

static const struct http_header *find(const struct inbound *in, const char *name, size_t *count)
{
    const struct http_header *found = NULL;
    *count = 0;
    for (size_t i = 0; i < in->req.n_headers; i++)
        if (strcmp(in->headers_[i].name, name) == 0) {
            if (!found) found = &in->headers_[i];
            ++*count;
        }
    return found;
}

/* Cuts the spans out of the head block: NUL-terminated, names in lower case, values trimmed. */
static int make_headers(struct inbound *in)
{
    in->headers_ = calloc(in->n_spans_ + 1, sizeof(*in->headers_));
    if (!in->headers_) {
        inbound_refuse(in, 503, out_of_memory);
        return E_NOMEM;
    }
    for (size_t i = 0; i < in->n_spans_; i++) {
        struct inbound_span *s = &in->spans_[i];
        for (size_t k = 0; k < s->n_name; k++)
            s->name[k] = (char)tolower((unsigned char)s->name[k]);
        while (s->n_value && (s->value[s->n_value - 1] == ' ' || s->value[s->n_value - 1] == '\t'))
            s->n_value--;
        s->name[s->n_name] = 0;
        if (s->n_value) s->value[s->n_value] = 0;
        in->headers_[i] = (struct http_header){s->name, s->n_value ? s->value : ""};
    }
    in->req.headers = in->headers_;
    in->req.n_headers = in->n_spans_;
    free(in->spans_);
    in->spans_ = NULL;
    return 0;
}

static void check_host(struct inbound *in)
{
    size_t count;
    const struct http_header *host = find(in, "host", &count);
    if (count > 1) {
        inbound_refuse(in, 400, "the request has more than one Host field");
    } else if (!host && in->req.http_minor == 1) {
        inbound_refuse(in, 400, "the request has no Host field");
    } else if (host) {
        for (const char *p = host->value; *p; p++)
            if (!isalnum((unsigned char)*p) && !strchr(".-_:[]%", *p)) {
                inbound_refuse(in, 400, "the Host field is malformed");
                return;
            }
    }
}

static void check_framing(struct inbound *in)
{
    size_t count;
    size_t lengths;
    const struct http_header *te = find(in, "transfer-encoding", &count);
    find(in, "content-length", &lengths);
    if (te && lengths)
        inbound_refuse(in, 400, "both Content-Length and Transfer-Encoding are given");
    else if (te && in->req.http_minor == 0)
        inbound_refuse(in, 400, "HTTP/1.0 has no Transfer-Encoding");
    else if (count > 1 || lengths > 1)
        inbound_refuse(in, 400, "the length of the body is given twice");
    else if (te && strcasecmp(te->value, "chunked") != 0)
        inbound_refuse(in, 501, "the only transfer coding understood is chunked");
}

static void check_fields(struct inbound *in)
{
    size_t count;
    check_host(in);
    check_framing(in);
    const struct http_header *coding = find(in, "content-encoding", &count);
    if (coding && (count > 1 || strcasecmp(coding->value, "identity") != 0))
        inbound_refuse(in, 415, "request bodies must not be compressed (Content-Encoding)");
    const struct http_header *expect = find(in, "expect", &count);
    if (!expect) return;
    if (count > 1 || strcasecmp(expect->value, "100-continue") != 0)
        inbound_refuse(in, 417, "the only expectation understood is 100-continue");
    in->expects_100 = in->req.http_minor == 1;
}

/* --------------------------------------------------------------------------------------- head */

/* The head is complete: [start_, head_.len). */
static void parse_head(struct inbound *in)
{
    char *head = in->head_.data + in->start_;
    execute(in, head, in->head_.len - in->start_);
    if (in->state == INBOUND_REFUSED || make_headers(in)) return;
    char *target = strchr(head, ' ') + 1; /* check_request_line saw both blanks */
    *strchr(target, ' ') = 0;
    const char *why = target_split(target, &in->req.path, &in->req.query);
    if (why) inbound_refuse(in, 400, why);
    check_fields(in);
    in->req.body = "";
    if (in->state == INBOUND_HEAD) in->state = INBOUND_READY;
}

/* The end of a line at head_[i].  1: it was the empty line that ends the head. */
static int end_line(struct inbound *in, size_t i)
{
    int empty = in->line_ == 0;
    if (empty && in->lines_ > 0) return 1;
    if (empty) { /* before the request line: RFC 9112, 2.2 */
        in->start_ = i + 1;
    } else if (in->lines_++ == 0) {
        check_request_line(in);
    }
    in->line_ = 0;
    return 0;
}

/* Looks at the bytes not yet looked at; returns the head's length when its end is there, else 0. */
static size_t scan_head(struct inbound *in)
{
    const char *s = in->head_.data;
    for (size_t i = in->scanned_; i < in->head_.len && in->state == INBOUND_HEAD; i++) {
        int after_cr = i > in->start_ && s[i - 1] == '\r';
        if (s[i] == '\n') {
            if (!after_cr)
                inbound_refuse(in, 400, "a line of the head ends with a bare LF");
            else if (end_line(in, i))
                return i + 1;
        } else if (after_cr || !s[i]) {
            inbound_refuse(in, 400, "the head contains a bare CR or a NUL");
        } else if (!in->line_ && strchr(" \t:", s[i])) {
            inbound_refuse(in, 400,
                           "a line of the head begins with a blank (folded lines are "
                           "refused) or a colon");
        } else if (s[i] != '\r') {
            in->line_++;
        }
    }
    in->scanned_ = in->head_.len;
    return 0;
}

static size_t feed_head(struct inbound *in, const char *bytes, size_t n)
{
    size_t old = in->head_.len;
    size_t take = in->head_.max - old < n ? in->head_.max - old : n;
    if (buf_add(&in->head_, bytes, take)) {
        inbound_refuse(in, 503, out_of_memory);
        return n;
    }
    size_t end = scan_head(in);
    if (end && end < in->head_.max) {
        in->head_.len = end; /* what came after it belongs to the body or the next request */
        parse_head(in);
        return end - old;
    }
    if (in->head_.len == in->head_.max && in->lines_ == 0)
        inbound_refuse(in, 414, "the request line is too long");
    else if (in->head_.len == in->head_.max)
        inbound_refuse(in, 431, "the head of the request is too long");
    return take;
}

/* --------------------------------------------------------------------------------------- body */

void inbound_accept(struct inbound *in, size_t body_max)
{
    if (in->length_ > body_max || (in->chunked_ && !body_max)) {
        inbound_refuse(in, 413, "the request body is too large for this path");
        return;
    }
    in->body_.max = body_max;
    in->state = in->complete_ ? INBOUND_DONE : INBOUND_BODY;
    if (in->complete_) in->expects_100 = 0;
}

static size_t feed_body(struct inbound *in, const char *bytes, size_t n)
{
    size_t used = execute(in, bytes, n);
    in->raw_ += used;
    if (in->raw_ > CHUNK_WASTE_MAX + (uint64_t)CHUNK_WASTE_FACTOR * in->body_.len)
        inbound_refuse(in, 400, "the chunks of the body are mostly padding");
    if (in->state == INBOUND_REFUSED || !in->complete_) return used;
    in->req.body = in->body_.data;
    in->req.n_body = in->body_.len;
    in->state = INBOUND_DONE;
    return used;
}

size_t inbound_feed(struct inbound *in, const char *bytes, size_t n)
{
    return in->state == INBOUND_HEAD ? feed_head(in, bytes, n) : feed_body(in, bytes, n);
}
