#include "model/kokoro/onnx.h"

#include "../unit.h"
#include "tiny_onnx.h"

static int open_graph(struct onnx **m, struct buf *file, const struct buf *graph, struct err *e)
{
    buf_clear(file);
    put_bytes(file, 7, graph->data, graph->len);
    return onnx_open(m, file->data, file->len, e);
}

static void values_raw_and_typed(void **state)
{
    (void)state;
    struct buf graph = buf_make(1 << 16), file = buf_make(1 << 16), t = buf_make(1 << 10);
    int two = 2;
    put_tensor(&graph, "bytes", T_UINT8, 1, &two, "\x01\xff", 2);
    put_tensor(&graph, "signs", T_INT8, 1, &two, "\x01\xff", 2);
    put_small(&graph, "small", T_INT8, 1, 2, -128);
    put_number(&t, 2, T_FLOAT); /* packed float_data, a scalar */
    put_bytes(&t, 4, "\0\0\xc0\x3f", 4);
    put_string(&t, 8, "one and a half");
    put_bytes(&graph, 5, t.data, t.len);
    buf_clear(&t); /* packed dimensions */
    put_bytes(&t, 1, "\x01\x02", 2);
    put_number(&t, 2, T_UINT8);
    put_string(&t, 8, "matrix");
    put_bytes(&t, 9, "ab", 2);
    put_bytes(&graph, 5, t.data, t.len);
    struct onnx *m;
    struct err e;
    float v[2];
    assert_int_equal(open_graph(&m, &file, &graph, &e), 0);
    assert_int_equal(onnx_tensor_floats(onnx_tensor_find(m, "bytes"), v, &e), 0);
    assert_true(v[0] == 1 && v[1] == 255);
    assert_int_equal(onnx_tensor_floats(onnx_tensor_find(m, "signs"), v, &e), 0);
    assert_true(v[0] == 1 && v[1] == -1);
    assert_int_equal(onnx_tensor_floats(onnx_tensor_find(m, "small"), v, &e), 0);
    assert_true(v[0] == -128 && v[1] == -128);
    assert_int_equal(onnx_tensor_find(m, "one and a half")->n, 1);
    assert_int_equal(onnx_tensor_floats(onnx_tensor_find(m, "one and a half"), v, &e), 0);
    assert_true(v[0] == 1.5f);
    assert_int_equal(onnx_tensor_find(m, "matrix")->rank, 2);
    assert_null(onnx_tensor_find(m, "byte"));
    assert_null(onnx_tensor_find(m, ""));
    onnx_close(m);
    buf_free(&graph);
    buf_free(&file);
    buf_free(&t);
}

static void nodes_by_name_output_and_input(void **state)
{
    (void)state;
    struct buf graph = buf_make(1 << 16), file = buf_make(1 << 16);
    put_node(&graph, "Add", "/a/add", "x - y", "sum");
    put_node(&graph, "Mul", "/a/mul", "sum x", "product");
    put_node(&graph, "Cast", "/a/cast", "sum", "whole");
    struct onnx *m;
    struct err e;
    assert_int_equal(open_graph(&m, &file, &graph, &e), 0);
    const struct onnx_node *add = onnx_node_find(m, "/a/add");
    assert_non_null(add);
    assert_int_equal(add->n_inputs, 3);
    assert_int_equal(add->inputs[1].n, 0);
    assert_true(onnx_name_is(add->inputs[2], "y"));
    assert_ptr_equal(onnx_producer(m, add->outputs[0]), add);
    assert_true(onnx_name_is(onnx_reader(m, add->outputs[0])->op, "Mul")); /* the first of two */
    assert_null(onnx_producer(m, add->inputs[0]));
    assert_null(onnx_producer(m, add->inputs[1])); /* an absent input is nobody's */
    assert_null(onnx_node_find(m, "/a/ad"));
    onnx_close(m);
    put_node(&graph, "Mul", "/a/mul", "x y", "z");
    assert_int_equal(open_graph(&m, &file, &graph, &e), E_FORMAT);
    assert_non_null(strstr(e.msg, "/a/mul"));
    buf_free(&graph);
    buf_free(&file);
}

/* One hostile constant each: fields as (number, wire, bytes or value). */
static void hostile_constants(void **state)
{
    (void)state;
    static const struct {
        const char *why, *bytes;
        size_t n;
    } cases[] = {
        {"too few bytes for its dimensions",
         "\x08\x03\x10\x02\x42\x01w\x4a\x02"
         "ab",
         11},
        {"too many",
         "\x08\x01\x10\x02\x42\x01w\x4a\x02"
         "ab",
         11},
        {"a negative dimension", "\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x10\x02\x42\x01w",
         16},
        {"2^30 x 2^30 x 2^30 x 0 values",
         "\x08\x80\x80\x80\x80\x04\x08\x80\x80\x80\x80\x04\x08\x80\x80\x80\x80\x04\x08\x00\x10\x02",
         22},
        {"seven dimensions",
         "\x08\x01\x08\x01\x08\x01\x08\x01\x08\x01\x08\x01\x08\x01\x10\x02\x4a\x01"
         "a",
         19},
        {"data in another file",
         "\x08\x01\x10\x02\x70\x01\x4a\x01"
         "a",
         9},
        {"a path to it",
         "\x08\x01\x10\x02\x6a\x01x\x4a\x01"
         "a",
         10},
        {"both raw and typed values",
         "\x08\x01\x10\x02\x2a\x01\x05\x4a\x01"
         "a",
         10},
        {"raw twice",
         "\x08\x01\x10\x02\x4a\x01"
         "a\x4a\x01"
         "a",
         10},
        {"no values", "\x08\x01\x10\x02", 4},
        {"a name that is a number",
         "\x08\x01\x10\x02\x40\x01\x4a\x01"
         "a",
         9},
        {"a type of 2^40",
         "\x08\x01\x10\x82\x80\x80\x80\x80\x20\x4a\x01"
         "a",
         12},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct buf graph = buf_make(1 << 12), file = buf_make(1 << 12);
        put_bytes(&graph, 5, cases[i].bytes, cases[i].n);
        struct onnx *m;
        struct err e = {0};
        if (open_graph(&m, &file, &graph, &e) != E_FORMAT) fail_msg("accepted: %s", cases[i].why);
        assert_int_equal(e.code, E_FORMAT);
        buf_free(&graph);
        buf_free(&file);
    }
}

static void hostile_values(void **state)
{
    (void)state;
    static const struct {
        const char *ints;
        size_t n;
        int type;
    } cases[] = {
        {"\x80\x01", 2, T_INT8},                                  /* 128 */
        {"\xff\xfe\xff\xff\xff\xff\xff\xff\xff\x01", 10, T_INT8}, /* -129 */
        {"\x80\x02", 2, T_UINT8},                                 /* 256 */
        {"\x01\x01", 2, T_INT8},                                  /* two for one */
        {"\x81", 1, T_INT8},                                      /* cut off */
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct buf graph = buf_make(1 << 12), file = buf_make(1 << 12), t = buf_make(1 << 12);
        put_number(&t, 2, (uint64_t)cases[i].type);
        put_bytes(&t, 5, cases[i].ints, cases[i].n);
        put_string(&t, 8, "w");
        put_bytes(&graph, 5, t.data, t.len);
        struct onnx *m;
        struct err e = {0};
        float v = 0;
        assert_int_equal(open_graph(&m, &file, &graph, &e), 0);
        assert_int_equal(onnx_tensor_floats(onnx_tensor_find(m, "w"), &v, &e), E_FORMAT);
        onnx_close(m);
        buf_free(&graph);
        buf_free(&file);
        buf_free(&t);
    }
}

static void not_onnx_at_all(void **state)
{
    (void)state;
    struct onnx *m;
    struct err e;
    assert_int_equal(onnx_open(&m, "", 0, &e), E_FORMAT);
    assert_null(m);
    assert_int_equal(onnx_open(&m, "<html>404</html>", 16, &e), E_FORMAT);
    assert_int_equal(onnx_open(&m, "\x08\x09", 2, &e), E_FORMAT); /* no graph */
    assert_non_null(strstr(e.msg, "no graph"));
    assert_int_equal(onnx_open(&m, "\x3a\x00\x3a\x00", 4, &e), E_FORMAT); /* two graphs */
    assert_int_equal(onnx_open(&m, "\x3a\x00", 2, &e), 0);                /* an empty one */
    assert_int_equal(onnx_tensor_count(m), 0);
    onnx_close(m);
}

/* 65,537 nodes of two bytes each would still fit a small file. */
static void too_many(void **state)
{
    (void)state;
    struct buf graph = buf_make(1 << 20), file = buf_make(1 << 20);
    struct onnx *m;
    struct err e;
    for (int i = 0; i <= ONNX_NODES_MAX; i++)
        put_bytes(&graph, 1, "", 0);
    assert_int_equal(open_graph(&m, &file, &graph, &e), E_FORMAT);
    assert_non_null(strstr(e.msg, "too many"));
    buf_free(&graph);
    buf_free(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_raw_and_typed), cmocka_unit_test(nodes_by_name_output_and_input),
        cmocka_unit_test(hostile_constants),    cmocka_unit_test(hostile_values),
        cmocka_unit_test(not_onnx_at_all),      cmocka_unit_test(too_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
