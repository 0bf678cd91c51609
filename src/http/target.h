/* target.h - the request target (RFC 9112, 3.2) made safe: split at '?', the path percent-decoded
 * exactly once.  Pure functions on the caller's bytes. */
#ifndef HTTP_TARGET_H
#define HTTP_TARGET_H

/* Splits and decodes `target` (NUL-terminated, changed in place) into *path and *query, which point
 * into it.  Returns NULL, or why it is refused: neither "/..." nor "http://host/...", a bad escape,
 * a control character (NUL too) however written, a ".." segment, a fragment. */
const char *target_split(char *target, const char **path, const char **query);

#endif
