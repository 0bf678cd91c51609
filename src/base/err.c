#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>

const char *err_text(int code)
{
    switch (code) {
#define X(name, text)                                                                              \
    case name:                                                                                     \
        return text;
        ERR_LIST(X)
#undef X
    }
    return code == 0 ? "ok" : "unknown error";
}

int err_set(struct err *e, int code, const char *fmt, ...)
{
    if (!e) return code;
    va_list ap;
    va_start(ap, fmt);
    e->code = code;
    vsnprintf(e->msg, sizeof(e->msg), fmt, ap);
    va_end(ap);
    return code;
}
