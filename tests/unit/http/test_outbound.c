/* Heads of answers and blocks: exact bytes, chunk framing, and nothing smuggled into a field. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/log.h"
#include "http/outbound.h"

/* All bytes of the list, and its body count; frees it. */
static struct buf join(struct block_list *l, size_t *n_body)
{
    struct buf all = buf_make(1 << 20);
    *n_body = 0;
    for (struct block *b = l->first; b; b = b->next) {
        buf_add(&all, b->bytes, b->n);
        *n_body += b->n_body;
    }
    block_free_all(l);
    assert_int_equal(buf_error(&all), 0);
    return all;
}

static void test_framings(void **state)
{
    (void)state;
    struct buf head = buf_make(100);
    struct buf none = buf_make(0);
    size_t n_body;
    buf_puts(&head, "HEAD;");
    static const struct {
        enum block_framing framing;
        const char *bytes;
    } cases[] = {
        {BLOCK_PLAIN, "HEAD;helloab"},
        {BLOCK_CHUNK, "HEAD;5\r\nhello\r\n2\r\nab\r\n"},
        {BLOCK_COUNT_ONLY, "HEAD;"},
    };
    for (int i = 0; i < 3; i++) {
        struct block_list l = {0};
        assert_int_equal(block_pack(&l, &head, "hello", 5, cases[i].framing), 0);
        assert_int_equal(block_pack(&l, &none, "ab", 2, cases[i].framing), 0);
        struct buf all = join(&l, &n_body);
        assert_string_equal(all.data, cases[i].bytes);
        assert_int_equal(n_body, 7);
        assert_null(l.first);
        buf_free(&all);
    }
    struct block_list l = {0}; /* a chunk of nothing would be the last chunk */
    assert_int_equal(block_pack(&l, &head, "", 0, BLOCK_CHUNK), 0);
    struct buf all = join(&l, &n_body);
    assert_string_equal(all.data, "HEAD;");
    buf_free(&all);
    buf_free(&head);
}

static void test_large_bodies_are_split(void **state)
{
    (void)state;
    enum { N = 3 * BLOCK_BYTES_MAX + 1 };
    char *body = malloc(N);
    assert_non_null(body);
    for (int i = 0; i < N; i++)
        body[i] = (char)(i * 7 / 5);
    struct buf none = buf_make(0);
    struct block_list l = {0};
    assert_int_equal(block_pack(&l, &none, body, N, BLOCK_PLAIN), 0);
    int blocks = 0;
    for (struct block *b = l.first; b; b = b->next, blocks++)
        assert_true(b->n <= BLOCK_BYTES_MAX && b->n_body == b->n);
    assert_int_equal(blocks, 4);
    size_t n_body;
    struct buf all = join(&l, &n_body);
    assert_int_equal(n_body, N);
    assert_memory_equal(all.data, body, N);
    buf_free(&all);
    free(body);
}

static void test_join(void **state)
{
    (void)state;
    struct buf none = buf_make(0);
    struct block_list a = {0};
    struct block_list b = {0};
    size_t n_body;
    block_join(&a, &b);
    assert_null(a.first);
    assert_int_equal(block_pack(&b, &none, "1", 1, BLOCK_PLAIN), 0);
    block_join(&a, &b);
    assert_int_equal(block_pack(&b, &none, "2", 1, BLOCK_PLAIN), 0);
    block_join(&a, &b);
    assert_null(b.first);
    assert_int_equal(block_pack(&a, &none, "3", 1, BLOCK_PLAIN), 0);
    struct buf all = join(&a, &n_body);
    assert_string_equal(all.data, "123");
    buf_free(&all);
}

static void test_head(void **state)
{
    (void)state;
    struct buf out = buf_make(4096);
    const struct http_header fields[] = {
        {"X-A", "b c"}, {"X-Split", "x\r\nSet-Cookie: y"}, {"X-\nB", "c"}, {"X-D", "\xc3\xa9\t"}};
    log_set_level(LOG_NONE);
    outbound_head(&out, &(struct outbound_head){.status = 404,
                                                .content_type = "audio/wav",
                                                .headers = fields,
                                                .n_headers = 4,
                                                .length = 12,
                                                .close = 1});
    assert_memory_equal(out.data, "HTTP/1.1 404 Not Found\r\nDate: ", 30);
    assert_string_equal(strstr(out.data, " GMT\r\n") + 6,
                        "Content-Type: audio/wav\r\nContent-Length: 12\r\nConnection: close\r\n"
                        "X-A: b c\r\nX-D: \xc3\xa9\t\r\n\r\n");
    buf_clear(&out);
    outbound_head(&out, &(struct outbound_head){.status = 200, .length = -1, .chunked = 1});
    assert_string_equal(strstr(out.data, " GMT\r\n") + 6, "Transfer-Encoding: chunked\r\n\r\n");
    buf_clear(&out);
    outbound_head(&out, &(struct outbound_head){.status = 299, .length = 0, .say_persist = 1});
    assert_memory_equal(out.data, "HTTP/1.1 299 Unknown\r\n", 22);
    assert_string_equal(strstr(out.data, " GMT\r\n") + 6,
                        "Content-Length: 0\r\nConnection: keep-alive\r\n\r\n");
    buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_framings),
        cmocka_unit_test(test_large_bodies_are_split),
        cmocka_unit_test(test_join),
        cmocka_unit_test(test_head),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
