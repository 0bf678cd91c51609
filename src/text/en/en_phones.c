#include "text/en/en_phones.h"

#include <stdint.h>
#include <string.h>

#include "base/utf8.h"

// clang-format off
static const struct { uint16_t cp; char byte; } wide[] = {
    {0x2C8, '\''}, {0x2CC, ','}, {0x1D4A, '^'}, {0x1D7B, '%'}, {0xE6, '{'}, {0xF0, 'D'},
    {0x14B, 'N'}, {0x251, 'Q'}, {0x254, 'C'}, {0x259, '@'}, {0x25B, 'E'}, {0x25C, '3'},
    {0x261, 'g'}, {0x26A, '1'}, {0x279, 'r'}, {0x283, 'S'}, {0x28A, 'U'}, {0x28C, 'V'},
    {0x292, 'Z'}, {0x2A4, 'J'}, {0x2A7, 'c'}, {0x3B8, '0'}, {0x250, '6'},
    {0x27E, 'T'}, {0x294, 't'}, /* one way: the flap and the glottal stop as the model knows them */
};
// clang-format on

static const char vowels[] = "AIOWYiu{QC@E31UV%^6";
static const char consonants[] = "TbdfhjklmnpstvwzDNgrSZJc0";

static int has(const char *set, char c)
{
    return c && strchr(set, c) != NULL;
}

int phone_is_vowel(char c)
{
    return has(vowels, c);
}

int phone_is_consonant(char c)
{
    return has(consonants, c);
}

int phone_is_symbol(char c)
{
    return c == ' ' || c == '\'' || c == ',' || phone_is_vowel(c) || phone_is_consonant(c);
}

int phones_have(const struct phones *p, char c)
{
    return memchr(p->s, c, p->n) != NULL;
}

static char byte_of(uint32_t cp)
{
    for (size_t i = 0; i < sizeof(wide) / sizeof(*wide); i++)
        if (wide[i].cp == cp) return wide[i].byte;
    return cp == ' ' || (cp < 128 && has("AIOWYTiubdfhjklmnpstvwz", (char)cp)) ? (char)cp : 0;
}

int phones_from_utf8(struct phones *out, const char *s, size_t n)
{
    out->n = 0;
    for (size_t at = 0; at < n;) {
        char c = byte_of(utf8_next(s, n, &at));
        if (!c || out->n == PHONES_MAX) return 0;
        out->s[out->n++] = c;
    }
    out->s[out->n] = 0;
    return 1;
}

size_t phones_to_utf8(const struct phones *p, char *out, size_t size)
{
    size_t len = 0;
    for (size_t i = 0; i < p->n; i++) {
        uint32_t cp = (unsigned char)p->s[i];
        for (size_t k = 0; k < sizeof(wide) / sizeof(*wide) - 2; k++)
            if (wide[k].byte == p->s[i]) cp = wide[k].cp;
        char bytes[4];
        size_t n = utf8_put(bytes, cp);
        if (len + n + 1 > size) break;
        memcpy(out + len, bytes, n);
        len += n;
    }
    out[len] = 0;
    return len;
}

void phones_add(struct phones *p, const char *s, size_t n)
{
    if (n > PHONES_MAX - p->n) n = PHONES_MAX - p->n;
    memcpy(p->s + p->n, s, n);
    p->n += n;
    p->s[p->n] = 0;
}

void phones_puts(struct phones *p, const char *s)
{
    phones_add(p, s, strlen(s));
}

/* Keeps every byte except `drop`, turning `from` into `to`. */
static void map_marks(struct phones *p, char drop, char from, char to)
{
    size_t n = 0;
    for (size_t i = 0; i < p->n; i++) {
        char c = p->s[i];
        if (c == drop) continue;
        p->s[n++] = (char)(c == from ? to : c);
    }
    p->n = n;
    p->s[n] = 0;
}

/* Puts a mark before the first vowel. */
static void add_mark(struct phones *p, char mark)
{
    for (size_t i = 0; i < p->n && p->n < PHONES_MAX; i++)
        if (phone_is_vowel(p->s[i])) {
            memmove(p->s + i + 1, p->s + i, p->n - i + 1);
            p->s[i] = mark;
            p->n++;
            return;
        }
}

void phones_stress(struct phones *p, enum phones_stress how)
{
    int primary = phones_have(p, '\''), secondary = phones_have(p, ',');
    switch (how) {
    case STRESS_NONE:
        map_marks(p, '\'', 0, 0);
        map_marks(p, ',', 0, 0);
        break;
    case STRESS_DEMOTE:
        if (primary) map_marks(p, ',', '\'', ',');
        break;
    case STRESS_SOME:
        if (!primary && !secondary) add_mark(p, ',');
        break;
    case STRESS_PRIMARY:
        if (!primary && secondary) map_marks(p, 0, ',', '\'');
        if (!primary && !secondary) add_mark(p, '\'');
        break;
    }
}

int phones_weight(const struct phones *p)
{
    int sum = 0;
    for (size_t i = 0; i < p->n; i++)
        sum += has("AIOWYJc", p->s[i]) ? 2 : 1;
    return sum;
}
