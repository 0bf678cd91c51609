/* log.h - one line a fact on stderr: `2026-11-22T14:05:09.123Z info serve: listening on ...`.
 *
 * Lines are written whole by one write(2), so that threads do not mix them.  Never log a secret. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/err.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR, LOG_NONE };

void log_set_level(enum log_level least); /* default LOG_INFO; call before threads start */
void log_line(enum log_level level, const char *room, const char *fmt, ...) PRINTF(3, 4);

#define log_info(room, ...)  log_line(LOG_INFO, room, __VA_ARGS__)
#define log_warn(room, ...)  log_line(LOG_WARN, room, __VA_ARGS__)
#define log_error(room, ...) log_line(LOG_ERROR, room, __VA_ARGS__)

#endif
