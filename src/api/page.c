#include "api/page.h"

/* The assembler puts the file's bytes into the program; the Makefile knows the dependency. */
__asm__(".section .rodata\n"
        ".balign 16\n"
        "utter_page_begin:\n"
        ".incbin \"web/index.html\"\n"
        "utter_page_end:\n"
        ".previous\n");

extern const char utter_page_begin[], utter_page_end[];

const char *page_html(void)
{
    return utter_page_begin;
}

size_t page_size(void)
{
    return (size_t)(utter_page_end - utter_page_begin);
}
