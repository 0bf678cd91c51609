#include "api/framing.h"

#include "base/json.h"
#include "unit.h"

static struct buf out;

/* The JSON behind the event's data: line. */
static json_t *data_of(const char *event)
{
    const char *at = strstr(event, "data:");
    assert_non_null(at);
    at += 5;
    struct err e = {0};
    json_t *v = json_parse(at, strcspn(at, "\n"), &e);
    assert_non_null(v);
    return v;
}

static void raw_is_the_bytes(void **state)
{
    (void)state;
    struct frame_state s = {0};
    const struct framing_ops *f = framing_ops(FRAMING_RAW);
    f->audio(&s, "ab\0c", 4, &out);
    f->end(&s, &out);
    assert_int_equal(out.len, 4);
    assert_memory_equal(out.data, "ab\0c", 4);
    assert_null(f->fault);
}

static void openai_events(void **state)
{
    (void)state;
    struct frame_state s = {.input_tokens = 14, .samples = 2 * 24000};
    const struct framing_ops *f = framing_ops(FRAMING_OPENAI);
    f->audio(&s, "", 0, &out); /* nothing to say is no event */
    assert_int_equal(out.len, 0);
    f->audio(&s, "\x01\x02\x03", 3, &out);
    assert_string_equal(out.data, "data: {\"type\":\"speech.audio.delta\",\"audio\":\"AQID\"}\n\n");
    buf_clear(&out);
    f->end(&s, &out);
    assert_string_equal(out.data,
                        "data: {\"type\":\"speech.audio.done\",\"usage\":{\"input_tokens\":14,"
                        "\"output_tokens\":100,\"total_tokens\":114}}\n\n");
    buf_clear(&out);
    struct fault fault = {.status = 500, .code = "internal_error", .e = {.msg = "broke"}};
    f->fault(&s, &fault, &out);
    json_t *v = data_of(out.data);
    assert_string_equal(json_string_value(json_object_get(v, "type")), "error");
    assert_string_equal(json_string_value(json_object_get(json_object_get(v, "error"), "message")),
                        "broke");
    json_decref(v);
}

static void dashscope_events(void **state)
{
    (void)state;
    struct frame_state s = {.request_id = "r1", .input_tokens = 7, .samples = 4800};
    const struct framing_ops *f = framing_ops(FRAMING_DASHSCOPE);
    f->audio(&s, "abc", 3, &out);
    assert_memory_equal(out.data, "id:1\nevent:result\n:HTTP_STATUS/200\ndata:{", 41);
    assert_string_equal(out.data + out.len - 2, "\n\n");
    json_t *v = data_of(out.data), *audio = json_object_get(json_object_get(v, "output"), "audio");
    assert_string_equal(json_string_value(json_object_get(audio, "data")), "YWJj");
    assert_string_equal(json_string_value(json_object_get(audio, "id")), "audio_r1");
    assert_null(json_object_get(audio, "url"));
    json_t *usage = json_object_get(v, "usage"); /* less than a second counts as one: 50 tokens */
    assert_int_equal(json_integer_value(json_object_get(usage, "output_tokens")), 50);
    assert_int_equal(json_integer_value(json_object_get(usage, "total_tokens")), 57);
    json_decref(v);
    buf_clear(&out);
    s.samples = 24000 * 3 + 1;
    f->end(&s, &out);
    v = data_of(out.data);
    assert_memory_equal(out.data, "id:2\n", 5);
    assert_string_equal(
        json_string_value(json_object_get(json_object_get(v, "output"), "finish_reason")), "stop");
    usage = json_object_get(v, "usage");
    assert_int_equal(json_integer_value(json_object_get(usage, "output_tokens")), 151);
    json_decref(v);
    buf_clear(&out);
    struct fault fault = {.status = 503, .code = "overloaded", .e = {.msg = "full \"up\""}};
    f->fault(&s, &fault, &out);
    assert_string_equal(out.data, "id:3\nevent:error\n:HTTP_STATUS/503\ndata:{\"code\":"
                                  "\"ModelUnavailable\",\"message\":\"full \\\"up\\\"\","
                                  "\"request_id\":\"r1\"}\n\n");
}

static int fresh(void **state)
{
    (void)state;
    out = buf_make(100000);
    return 0;
}

static int gone(void **state)
{
    (void)state;
    buf_free(&out);
    return 0;
}

int main(void)
{
#define EACH(f) cmocka_unit_test_setup_teardown(f, fresh, gone)
    const struct CMUnitTest tests[] = {EACH(raw_is_the_bytes), EACH(openai_events),
                                       EACH(dashscope_events)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
