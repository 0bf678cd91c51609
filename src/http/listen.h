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
 * came, so number n is one of the newcomer's, and stays so while the older ones are closed and the
 * last ones take their numbers (a number drawn from n ... 2n - 1 would not).  Where there is no
 * number n the kernel goes on spreading them as before.
 * The filter stays with the port: a newcomer with more than n loops has all new connections on one
 * of them until it is started again; hand over with the same number.  What the kernel cannot do is
 * not needed: no errors. */
void listen_hand_over(int fd, int n);

#endif
