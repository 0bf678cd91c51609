/* Character references: what XML and HTML know, and what is none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "text/entity.h"

static void references(void **state)
{
    (void)state;
    static const struct {
        const char *in;
        uint32_t xml, html;
    } cases[] = {
        {"&amp;", '&', '&'},
        {"&apos;", '\'', '\''},
        {"&quot;", '"', '"'},
        {"&lt;x", '<', '<'},
        {"&#20013;", 0x4E2D, 0x4E2D},
        {"&#x4e2D;", 0x4E2D, 0x4E2D},
        {"&#X4E2D;", 0, 0x4E2D},
        {"&#9;", '\t', '\t'},
        {"&#x1F600;", 0x1F600, 0x1F600},
        {"&#x10FFFF;", 0x10FFFF, 0x10FFFF},
        /* HTML's only */
        {"&nbsp;", 0, ' '},
        {"&mdash;", 0, 0x2014},
        {"&eacute;", 0, 0xE9},
        {"&Eacute;", 0, 0xC9},
        {"&thetasym;", 0, 0x3D1},
        {"&zwnj;", 0, 0x200C},
        {"&AElig;", 0, 0xC6},
        {"&#146;", 0x92, 0x2019},
        {"&#x81;", 0x81, 0},
        {"&#xD800;", 0, 0xFFFD},
        /* none */
        {"&", 0, 0},
        {"&;", 0, 0},
        {"&#;", 0, 0},
        {"&#x;", 0, 0},
        {"&#0;", 0, 0},
        {"&#x110000;", 0, 0},
        {"&#99999999999;", 0, 0},
        {"&#12a;", 0, 0},
        {"&amp", 0, 0},
        {"&am;", 0, 0},
        {"&mp;", 0, 0},
        {"&AMP;", 0, 0},
        {"&thetasymm;", 0, 0},
        {"& amp;", 0, 0},
        {"&verylongname;", 0, 0},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        size_t end = 0, n = strlen(cases[i].in);
        uint32_t xml = entity_read(cases[i].in, n, 0, ENTITY_XML, &end);
        if (xml != cases[i].xml) fail_msg("XML %s is %x", cases[i].in, xml);
        uint32_t html = entity_read(cases[i].in, n, 0, ENTITY_HTML, &end);
        if (html != cases[i].html) fail_msg("HTML %s is %x", cases[i].in, html);
        if (!html) {
            end = 77;
            assert_int_equal(entity_read(cases[i].in, n, 0, ENTITY_HTML, &end), 0);
            assert_int_equal(end, 77);
        }
        if (html) assert_int_equal(end, (size_t)(strchr(cases[i].in, ';') - cases[i].in) + 1);
    }
}

/* Every name of the table can be found: its order is right. */
static void every_name(void **state)
{
    (void)state;
    static const char *const names[] = {"AElig", "Aacute", "Zeta", "aacute", "lt",
                                        "zwj",   "zwnj",   "yuml", "loz",    "ETH"};
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        char s[16] = "&";
        size_t end = 0, n = strlen(names[i]);
        memcpy(s + 1, names[i], n);
        s[n + 1] = ';';
        assert_int_not_equal(entity_read(s, n + 2, 0, ENTITY_HTML, &end), 0);
        assert_int_equal(end, n + 2);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(references),
        cmocka_unit_test(every_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
