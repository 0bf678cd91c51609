#include "http/listen.h"

#include <errno.h>
#include <linux/filter.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* A stalled reader then holds 16 KB in the kernel that were never sent, instead of megabytes. */
enum { NOTSENT_LOWAT = 16384 };

static int set(int fd, int level, int name, int value)
{
    return setsockopt(fd, level, name, &value, sizeof(value));
}

/* A socket bound to `a`, or -1 and errno.  Accepted sockets inherit the TCP options. */
static int bind_one(const struct addrinfo *a, int reuse_port)
{
    int fd = socket(a->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) return -1;
    if (set(fd, SOL_SOCKET, SO_REUSEADDR, 1) ||
        (reuse_port && set(fd, SOL_SOCKET, SO_REUSEPORT, 1)) ||
        set(fd, IPPROTO_TCP, TCP_NODELAY, 1) ||
        set(fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, NOTSENT_LOWAT) ||
        bind(fd, a->ai_addr, a->ai_addrlen)) {
        int why = errno;
        close(fd);
        errno = why;
        return -1;
    }
    return fd;
}

static void set_port(struct addrinfo *a, int port)
{
    if (a->ai_family == AF_INET6)
        ((struct sockaddr_in6 *)(void *)a->ai_addr)->sin6_port = htons((uint16_t)port);
    else
        ((struct sockaddr_in *)(void *)a->ai_addr)->sin_port = htons((uint16_t)port);
}

static int port_of(int fd)
{
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } a = {0};
    socklen_t n = sizeof(a);
    if (getsockname(fd, &a.any, &n)) return 0;
    return ntohs(a.any.sa_family == AF_INET6 ? a.v6.sin6_port : a.v4.sin_port);
}

/* With SO_REUSEPORT a second server started by mistake would silently take half of the clients:
 * a socket without it finds out whether somebody is there. */
static int taken(const struct addrinfo *a)
{
    int fd = bind_one(a, 0);
    if (fd < 0) return errno;
    close(fd);
    return 0;
}

static int bind_all(int *fds, int n, struct addrinfo *a, int *port, int shared)
{
    if (*port && !shared) {
        int why = taken(a);
        if (why) return why;
    }
    for (int i = 0; i < n; i++) {
        fds[i] = bind_one(a, 1);
        if (fds[i] < 0) {
            int why = errno;
            while (i-- > 0)
                close(fds[i]);
            return why;
        }
        if (!*port) {
            *port = port_of(fds[i]);
            set_port(a, *port);
        }
    }
    return 0;
}

int listen_open(int *fds, int n, const char *host, int *port, int shared, struct err *e)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV};
    struct addrinfo *found;
    char service[16];
    snprintf(service, sizeof(service), "%d", *port);
    if (*port < 0 || *port > 65535) return err_set(e, E_ARG, "%d is not a port", *port);
    int r = getaddrinfo(host, service, &hints, &found);
    if (r) return err_set(e, E_ARG, "cannot find the address '%s': %s", host, gai_strerror(r));
    r = bind_all(fds, n, found, port, shared);
    freeaddrinfo(found);
    if (r == EADDRINUSE)
        return err_set(e, E_CONFLICT, "port %d of %s is in use by another program", *port, host);
    return r ? err_set(e, E_IO, "cannot listen on %s port %d: %s", host, *port, strerror(r)) : 0;
}

void listen_hand_over(int fd, int n)
{
    struct sock_filter number_n = BPF_STMT(BPF_RET | BPF_K, (uint32_t)n);
    struct sock_fprog program = {.len = 1, .filter = &number_n};
    (void)setsockopt(fd, SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, &program, sizeof(program));
}
