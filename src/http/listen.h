/* listen.h - the listening sockets: one a loop, all on one address, opened by hand because libuv
 * 1.44 cannot set SO_REUSEPORT. */
#ifndef HTTP_LISTEN_H
#define HTTP_LISTEN_H

#include "base/err.h"

/* Fills fds with n bound sockets (not yet listening); *port 0 becomes the port taken.  shared: a
 * server already listening there is no error (a hand-over). */
NODISCARD int listen_open(int *fds, int n, const char *host, int *port, int shared, struct err *e);

/* Before a server closes its n sockets, of which fd is one: lets the kernel give new connections to
 * the server that has joined the port since (SO_ATTACH_REUSEPORT_CBPF, socket(7)).  Else one that
 * comes between the last accept and close would be reset.  Sockets of a port are numbered as they
 * came, so number n is the newcomer's first; where there is none the kernel goes on spreading them
 * as before.  What it cannot do is not needed: no errors. */
void listen_hand_over(int fd, int n);

#endif
