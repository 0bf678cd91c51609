#include "http/target.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

static int hex_value(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/* Decodes in place (the result is never longer). */
static const char *decode(char *s)
{
    char *out = s;
    for (const char *p = s; *p; p++) {
        int c = (unsigned char)*p;
        if (c == '%') {
            int hi = hex_value(p[1]);
            int lo = hi < 0 ? -1 : hex_value(p[2]);
            if (lo < 0) return "a percent sign in the path is not followed by two hex digits";
            c = hi * 16 + lo;
            p += 2;
        }
        if (c < 0x20 || c == 0x7f) return "the path contains a control character";
        *out++ = (char)c;
    }
    *out = 0;
    return NULL;
}

static int has_dot_dot(const char *path)
{
    for (const char *p = path; (p = strstr(p, "..")); p += 2) {
        int starts = p[-1] == '/'; /* a path starts with '/', so there is a byte before */
        int ends = p[2] == '/' || p[2] == 0;
        if (starts && ends) return 1;
    }
    return 0;
}

/* Past the authority of an absolute-form target; that form must be taken (RFC 9112, 3.2.2). */
static char *skip_authority(char *target)
{
    size_t n = strncasecmp(target, "http://", 7) == 0    ? 7
               : strncasecmp(target, "https://", 8) == 0 ? 8
                                                         : 0;
    if (!n || target[n] == '/' || !target[n]) return NULL;
    return strchr(target + n, '/');
}

const char *target_split(char *target, const char **path, const char **query)
{
    if (strchr(target, '#')) return "the request target contains a fragment";
    if (*target != '/') target = skip_authority(target);
    if (!target) return "the request target is not a path";
    char *mark = strchr(target, '?');
    if (mark) *mark = 0;
    const char *why = decode(target);
    if (why) return why;
    if (has_dot_dot(target)) return "the path contains '..'";
    *path = target;
    *query = mark ? mark + 1 : "";
    return NULL;
}
