#include "api/fault.h"

#include "base/json.h"
#include "unit.h"

static json_t *error_of(struct fault f)
{
    struct buf b = buf_make(10000);
    fault_complete(&f);
    fault_json(&f, &b);
    json_t *v = json_parse(b.data, b.len, NULL);
    assert_non_null(v);
    json_t *e = json_incref(json_object_get(v, "error"));
    assert_int_equal(json_object_size(e), 4);
    json_decref(v);
    buf_free(&b);
    return e;
}

static const char *text(const json_t *e, const char *name)
{
    return json_string_value(json_object_get(e, name));
}

static void codes_have_status_and_name(void **state)
{
    (void)state;
    static const struct {
        int error, status;
        const char *code, *type;
    } rows[] = {
        {E_AUTH, 401, "invalid_api_key", "invalid_request_error"},
        {E_MODEL, 404, "model_not_found", "invalid_request_error"},
        {E_VOICE, 400, "invalid_voice", "invalid_request_error"},
        {E_LONG, 400, "text_too_long", "invalid_request_error"},
        {E_FORMAT, 400, "invalid_request", "invalid_request_error"},
        {E_BUSY, 503, "overloaded", "server_error"},
        {E_NOMEM, 500, "internal_error", "server_error"},
        {E_CORRUPT, 500, "internal_error", "server_error"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct fault f = {.e.code = rows[i].error};
        fault_complete(&f);
        assert_int_equal(f.status, rows[i].status);
        assert_int_equal(f.retry_after_s > 0, rows[i].status == 503);
        json_t *e = error_of(f);
        assert_string_equal(text(e, "code"), rows[i].code);
        assert_string_equal(text(e, "type"), rows[i].type);
        assert_true(strlen(text(e, "message")) > 0);
        assert_true(json_is_null(json_object_get(e, "param")));
        json_decref(e);
    }
}

static void what_a_client_sent_cannot_break_the_json(void **state)
{
    (void)state;
    struct fault f = {0};
    assert_int_equal(fault_set(&f, E_ARG, "in\"put", "a \"quoted\" \x01 \xff text\n"), E_ARG);
    json_t *e = error_of(f);
    assert_string_equal(text(e, "param"), "in\"put");
    assert_string_equal(text(e, "message"), "a \"quoted\" \x01 \xEF\xBF\xBD text\n");
    json_decref(e);
}

static void protocol_errors_have_codes_too(void **state)
{
    (void)state;
    static const struct {
        int status;
        const char *code;
    } rows[] = {{400, "invalid_request"},    {404, "not_found"},
                {405, "method_not_allowed"}, {408, "invalid_request"},
                {413, "payload_too_large"},  {415, "unsupported_media_type"},
                {431, "invalid_request"},    {501, "internal_error"},
                {503, "overloaded"},         {505, "internal_error"}};
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct buf b = buf_make(10000);
        char want[60];
        fault_of_protocol(NULL, rows[i].status, "why", &b);
        snprintf(want, sizeof(want), "\"code\":\"%s\"", rows[i].code);
        assert_non_null(strstr(b.data, want));
        assert_non_null(strstr(b.data, "\"message\":\"why\""));
        buf_free(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_have_status_and_name),
        cmocka_unit_test(what_a_client_sent_cannot_break_the_json),
        cmocka_unit_test(protocol_errors_have_codes_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
