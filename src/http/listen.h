/* listen.h - the listening sockets: one a loop, all on one address, opened by hand because libuv
 * 1.44 cannot set SO_REUSEPORT. */
#ifndef HTTP_LISTEN_H
#define HTTP_LISTEN_H

#include "base/err.h"

/* Fills fds with n bound sockets (not yet listening); *port 0 becomes the port taken.  shared: a
 * server already listening there is no error (a hand-over). */
NODISCARD int listen_open(int *fds, int n, const char *host, int *port, int shared, struct err *e);

#endif
