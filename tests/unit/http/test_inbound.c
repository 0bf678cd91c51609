/* Requests from bytes, without sockets: every cut into pieces gives the same result, exactly the
 * request's own bytes are taken, and random bytes never do harm. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/rng.h"
#include "http/inbound.h"

enum { HEAD_MAX = 1000, BODY_MAX = 100 };

/* Feeds at most `cut` bytes at a time from memory of exactly that size (a sanitizer sees any read
 * past it); returns how many were taken. */
static size_t feed_all(struct inbound *in, const char *bytes, size_t n, size_t cut)
{
    size_t at = 0;
    while (at < n && in->state != INBOUND_DONE && in->state != INBOUND_REFUSED) {
        size_t part = n - at < cut ? n - at : cut;
        char *copy = malloc(part);
        assert_non_null(copy);
        memcpy(copy, bytes + at, part);
        at += inbound_feed(in, copy, part);
        free(copy);
        if (in->state == INBOUND_READY) inbound_accept(in, BODY_MAX);
    }
    return at;
}

static const char *field(const struct inbound *in, const char *name)
{
    return http_request_header(&in->req, name);
}

static void test_parts_of_a_request(void **state)
{
    (void)state;
    static const char bytes[] = "POST /a%20b?c=d HTTP/1.1\r\nHost: h:1\r\nX-Y:  z w \t\r\nE:\r\n"
                                "Content-Length: 5\r\n\r\nhelloGET / HTTP/1.1\r\n";
    for (size_t cut = 1; cut < sizeof(bytes); cut++) {
        struct inbound in;
        inbound_init(&in, HEAD_MAX);
        size_t used = feed_all(&in, bytes, sizeof(bytes) - 1, cut);
        assert_int_equal(in.state, INBOUND_DONE);
        assert_int_equal(used, strstr(bytes, "GET") - bytes);
        assert_string_equal(in.req.method, "POST");
        assert_string_equal(in.req.path, "/a b");
        assert_string_equal(in.req.query, "c=d");
        assert_int_equal(in.req.http_minor, 1);
        assert_int_equal(in.req.n_headers, 4);
        assert_string_equal(field(&in, "host"), "h:1");
        assert_string_equal(field(&in, "x-y"), "z w");
        assert_string_equal(field(&in, "e"), "");
        assert_null(field(&in, "X-Y"));
        assert_null(field(&in, "absent"));
        assert_int_equal(in.req.n_body, 5);
        assert_string_equal(in.req.body, "hello");
        assert_int_equal(in.keep_alive, 1);
        inbound_free(&in);
    }
}

static void test_chunks(void **state)
{
    (void)state;
    static const char bytes[] = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                                "5\r\nhello\r\n0;x=y\r\nHost: other\r\nT: u\r\n\r\nNEXT";
    for (size_t cut = 1; cut < sizeof(bytes); cut++) {
        struct inbound in;
        inbound_init(&in, HEAD_MAX);
        size_t used = feed_all(&in, bytes, sizeof(bytes) - 1, cut);
        assert_int_equal(in.state, INBOUND_DONE);
        assert_int_equal(used, strstr(bytes, "NEXT") - bytes);
        assert_string_equal(in.req.body, "hello");
        assert_string_equal(field(&in, "host"), "h"); /* trailers are dropped */
        assert_null(field(&in, "t"));
        inbound_free(&in);
    }
}

static void expect_status(const char *bytes, size_t n, int status)
{
    for (size_t cut = 1; cut <= n; cut = cut < 40 ? cut + 1 : cut * 2) {
        struct inbound in;
        inbound_init(&in, HEAD_MAX);
        feed_all(&in, bytes, n, cut);
        if (in.state != INBOUND_REFUSED || in.status != status)
            fail_msg("status %d instead of %d, in pieces of %zu, for: %.60s", in.status, status,
                     cut, bytes);
        assert_non_null(in.reason);
        inbound_free(&in);
    }
}

static void test_refusals(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        int status;
    } cases[] = {
        {"GET /\r\n", 400},
        {"\x16\x03\x01\r\n", 400},
        {"GET / HTTP/1.1\nHost: h\n\n", 400},
        {"GET / HTTP/1.1\r\n: h\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: h\r\nA: b\r\n x\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\n\r\n", 400},
        {"GET / HTTP/2.0\r\n\r\n", 505},
        {"BREW / HTTP/1.1\r\n", 501},
        {"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 101\r\n\r\n", 413},
        {"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: a, chunked\r\n\r\n", 501},
        {"POST / HTTP/1.1\r\nHost: h\r\nContent-Encoding: br\r\n\r\n", 415},
        {"POST / HTTP/1.1\r\nHost: h\r\nExpect: x\r\n\r\n", 417},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
        expect_status(cases[i].bytes, strlen(cases[i].bytes), cases[i].status);
    expect_status("GET /\0 HTTP/1.1\r\n", 17, 400);
}

static void test_head_limit(void **state)
{
    (void)state;
    char bytes[HEAD_MAX + 200];
    static const char start[] = "GET / HTTP/1.1\r\nHost: h\r\nA: ";
    for (int total = HEAD_MAX - 3; total <= HEAD_MAX + 3; total++) {
        memset(bytes, 'a', sizeof(bytes));
        memcpy(bytes, start, sizeof(start) - 1);
        memcpy(bytes + total - 4, "\r\n\r\n", 4);
        struct inbound in;
        inbound_init(&in, HEAD_MAX);
        feed_all(&in, bytes, (size_t)total, 100);
        if (total <= HEAD_MAX)
            assert_int_equal(in.state, INBOUND_DONE);
        else
            assert_int_equal(in.status, 431);
        inbound_free(&in);
    }
    memset(bytes, 'a', sizeof(bytes));
    memcpy(bytes, "GET /", 5);
    expect_status(bytes, sizeof(bytes), 414);
}

static void test_body_limit_in_chunks(void **state)
{
    (void)state;
    static const char head[] = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
    char bytes[600] = "";
    size_t n = sizeof(head) - 1;
    memcpy(bytes, head, n);
    for (int i = 0; i < 11; i++, n += 15)
        memcpy(bytes + n, "a\r\n0123456789\r\n", 16);
    expect_status(bytes, n, 413); /* 110 bytes where 100 are taken */
    memcpy(bytes + n - 15, "0\r\n\r\n", 6);
    struct inbound in;
    inbound_init(&in, HEAD_MAX);
    feed_all(&in, bytes, n - 10, n);
    assert_int_equal(in.state, INBOUND_DONE);
    assert_int_equal(in.req.n_body, BODY_MAX);
    inbound_free(&in);
}

/* Valid requests with a few bytes changed, cut at random: whatever comes out must be consistent. */
static void test_mutations(void **state)
{
    (void)state;
    static const char *const seeds[] = {
        "POST /a%20b?c HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello",
        ("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: "
         "chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\n\r\n"),
        "GET http://h/a HTTP/1.0\r\nConnection: keep-alive\r\nExpect: 100-continue\r\n\r\n",
    };
    struct rng r = {12};
    int outcomes[INBOUND_REFUSED + 1] = {0};
    for (int round = 0; round < 60000; round++) {
        char bytes[200];
        const char *seed = seeds[rng_below(&r, 3)];
        size_t n = strlen(seed);
        memcpy(bytes, seed, n);
        for (uint32_t i = rng_below(&r, 4); i > 0; i--) {
            static const char favourites[] = "\r\n \t:;,0f%/.\0\xff";
            bytes[rng_below(&r, (uint32_t)n)] = favourites[rng_below(&r, sizeof(favourites) - 1)];
        }
        struct inbound in;
        inbound_init(&in, HEAD_MAX);
        size_t used = feed_all(&in, bytes, n, 1 + rng_below(&r, (uint32_t)n));
        assert_true(used <= n);
        outcomes[in.state]++;
        if (in.state == INBOUND_REFUSED) {
            assert_true(in.status >= 400 && in.status <= 505);
        } else if (in.state == INBOUND_DONE) {
            assert_int_equal(in.req.path[0], '/');
            assert_int_equal(in.req.body[in.req.n_body], 0);
            assert_true(in.req.http_minor == 0 || field(&in, "host"));
        }
        inbound_free(&in);
    }
    assert_true(outcomes[INBOUND_DONE] > 5000 && outcomes[INBOUND_REFUSED] > 5000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parts_of_a_request),
        cmocka_unit_test(test_chunks),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_head_limit),
        cmocka_unit_test(test_body_limit_in_chunks),
        cmocka_unit_test(test_mutations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
