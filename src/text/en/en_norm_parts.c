/* en_norm_parts.c - lengths, weights, times and angles, in one unit by a sign or in several.
 *
 *     6'2" six foot two       5'-wide five foot wide      a 12" pipe twelve inch
 *     3 ft 5 in.              4 lb 3 oz                   2h 30m 5s               40°42'46" N
 *
 * A quotation mark behind a figure closes a quotation when one is open. */
#include <string.h>

#include "text/en/en_norm.h"
#include "text/en/en_number.h"

/* One part of a kind: its signs, the longest first, and its name. */
struct part {
    const char *signs[6], *one, *many;
};

enum { PARTS = 3 };

static const struct kind {
    struct part parts[PARTS];
} kinds[] = {
    {{{{"hours", "hour", "hrs", "hr", "h"}, "hour", "hours"},
      {{"mins", "min", "m"}, "minute", "minutes"},
      {{"secs", "sec", "s"}, "second", "seconds"}}},
    {{{{"mins", "min", "m"}, "minute", "minutes"}, {{"secs", "sec", "s"}, "second", "seconds"}}},
    {{{{"ft", "feet"}, "foot", "feet"}, {{"inches", "in"}, "inch", "inches"}}},
    {{{{"lbs", "lb"}, "pound", "pounds"}, {{"oz"}, "ounce", "ounces"}}},
    {{{{"°"}, "degree", "degrees"},
      {{"'", "′"}, "minute", "minutes"},
      {{"\"", "″"}, "second", "seconds"}}},
};

/* A number at *at and a sign of the part behind it; puts both and moves *at behind. */
static int put_part(struct norm *x, size_t *at, const struct part *part)
{
    struct figure f;
    if (!en_norm_is_digit(en_norm_byte(x, *at)) || !en_norm_figure(x, *at, &f)) return 0;
    size_t sign = en_norm_skip_blanks(x, f.end);
    for (size_t k = 0; k < 6 && part->signs[k]; k++) {
        if (!en_norm_starts(x, sign, part->signs[k])) continue;
        size_t end = sign + strlen(part->signs[k]);
        if (en_norm_is_letter(x->s[end - 1]) && en_norm_is_letter(en_norm_byte(x, end))) continue;
        if (x->out.len) buf_putc(&x->out, ' ');
        en_norm_put_figure(x, &f);
        buf_putc(&x->out, ' ');
        buf_puts(&x->out, en_norm_is_one(&f) ? part->one : part->many);
        *at = end;
        return 1;
    }
    return 0;
}

/* Behind a part comes the next one, perhaps behind its dot, blanks and a comma. */
static size_t next_part(const struct norm *x, size_t i)
{
    size_t at = i;
    if (en_norm_byte(x, at) == '.' && en_norm_is_letter(at ? x->s[at - 1] : ' ')) at++;
    if (en_norm_byte(x, at) == ',' && en_norm_byte(x, at + 1) == ' ') at++;
    return en_norm_skip_blanks(x, at);
}

static size_t put_kind(struct norm *x, const struct kind *kind)
{
    size_t at = x->at, n = 0;
    if (!put_part(x, &at, &kind->parts[0])) return 0;
    for (n = 1; n < PARTS && kind->parts[n].one; n++) {
        size_t next = next_part(x, at);
        if (!put_part(x, &next, &kind->parts[n])) break;
        at = next;
    }
    if (n < 2 || en_norm_is_word(en_norm_byte(x, at))) return 0;
    char c = en_norm_byte(x, at + 1);
    int goes_on = c && (strchr(",;:)", c) || (c == ' ' && en_norm_byte(x, at + 2) &&
                                              !en_norm_is_upper(en_norm_byte(x, at + 2))));
    if (en_norm_byte(x, at) == '.' && en_norm_is_letter(x->s[at - 1]) && goes_on)
        at++; /* 3 in. of snow */
    return at;
}

/* Marks of quotation that stand open before i; one behind a figure is taken for inches or feet. */
static int is_open(const struct norm *x, size_t i, char mark)
{
    enum { LOOK_BACK = 300 };
    int open = 0;
    for (size_t k = i > LOOK_BACK ? i - LOOK_BACK : 0; k < i; k++) {
        if (x->s[k] != mark) continue;
        char before = k ? x->s[k - 1] : ' ';
        int inside = mark == '\'' ? en_norm_is_word(before) : en_norm_is_digit(before);
        if (!inside || (open && mark == '"')) open = !open;
    }
    return open;
}

/* 8.5" x 11": says "by" and gives the place of the other length; else `end`. */
static size_t put_by(struct norm *x, size_t end)
{
    size_t at = en_norm_skip_blanks(x, end);
    size_t sign = en_norm_byte(x, at) == 'x' ? 1 : en_norm_starts(x, at, "×") ? strlen("×") : 0;
    size_t next = en_norm_skip_blanks(x, at + sign);
    if (!sign || !en_norm_is_digit(en_norm_byte(x, next))) return end;
    buf_puts(&x->out, " by ");
    return next;
}

static const char lengths[] = " tall high wide long deep thick away across in by x of ";

/* 5'11", 5' 11"; 4'44" is a time: a foot has twelve inches. */
static size_t put_height(struct norm *x, const struct figure *feet)
{
    struct figure inches;
    size_t at = en_norm_skip_blanks(x, feet->end + 1);
    if (!en_norm_is_digit(en_norm_byte(x, at)) || !en_norm_figure(x, at, &inches) ||
        inches.n_whole > 2 || inches.n_part)
        return 0;
    size_t close = en_norm_byte(x, inches.end) == '"'                                          ? 1
                   : en_norm_starts(x, inches.end, "''") || en_norm_starts(x, inches.end, "″") ? 2
                                                                                               : 0;
    if (!close && (at > feet->end + 1 || en_norm_is_word(en_norm_byte(x, inches.end)))) return 0;
    if (en_norm_starts(x, inches.end, "″")) close = strlen("″");
    int time = inches.n_whole == 2 && memcmp(x->s + at, "12", 2) >= 0;
    en_norm_put_figure(x, feet);
    buf_puts(&x->out, !time ? " foot " : en_norm_is_one(feet) ? " minute " : " minutes ");
    en_norm_put_figure(x, &inches);
    if (time) buf_puts(&x->out, " seconds");
    return inches.end + close;
}

/* 6' tall, 5'-wide; not the end of a quotation. */
static size_t put_feet(struct norm *x, const struct figure *f)
{
    char word[NORM_WORD_MAX];
    size_t end = f->end + 1;
    size_t hyphen = en_norm_byte(x, end) == '-' && en_norm_is_letter(en_norm_byte(x, end + 1));
    en_norm_word(x, en_norm_skip_blanks(x, end + hyphen), word);
    size_t back = x->at;
    while (back > 0 && x->at - back < 3 && x->s[back - 1] == ' ')
        back--;
    int second = back > 1 && x->s[back - 1] == 'x'; /* 10' x 12' */
    if (!en_norm_in(word, lengths) && !hyphen && !second) return 0;
    en_norm_put_figure(x, f);
    buf_puts(&x->out,
             hyphen || en_norm_is_one(f) || en_norm_is_adjective(x, end) ? " foot" : " feet");
    return put_by(x, end + hyphen);
}

/* a 12" pipe, 27" wide */
static size_t put_inches(struct norm *x, const struct figure *f)
{
    char word[NORM_WORD_MAX];
    size_t end = f->end + 1;
    size_t hyphen = en_norm_byte(x, end) == '-' && en_norm_is_letter(en_norm_byte(x, end + 1));
    en_norm_word(x, en_norm_skip_blanks(x, end), word);
    int before_noun = en_norm_before_noun(x, end) && !en_norm_in(word, lengths);
    int before_name = en_norm_byte(x, end) == ' ' && en_norm_is_upper(en_norm_byte(x, end + 1));
    int one =
        hyphen || before_name || en_norm_is_one(f) || before_noun || en_norm_is_adjective(x, end);
    en_norm_put_figure(x, f);
    buf_puts(&x->out, one ? " inch" : " inches");
    return put_by(x, end + hyphen);
}

size_t en_norm_put_inch_sign(struct norm *x, size_t end)
{
    if (en_norm_byte(x, end) != '"' || is_open(x, x->at, '"')) return end;
    int one = en_norm_before_noun(x, end + 1);
    buf_puts(&x->out, one ? " inch" : " inches");
    return put_by(x, end + 1);
}

size_t en_norm_parts(struct norm *x)
{
    struct figure f;
    if (!en_norm_is_digit(x->s[x->at]) || !en_norm_figure(x, x->at, &f)) return 0;
    for (size_t k = 0; k < sizeof(kinds) / sizeof(*kinds); k++) {
        buf_clear(&x->out);
        size_t end = put_kind(x, &kinds[k]);
        if (end) return en_norm_put_compass(x, end) - x->at;
    }
    buf_clear(&x->out);
    size_t end = 0;
    char sign = en_norm_byte(x, f.end);
    if (sign == '\'' && f.n_whole <= 3 && !is_open(x, x->at, '\'')) {
        end = put_height(x, &f);
        if (!end) end = put_feet(x, &f);
    } else if (sign == '"' && f.n_whole && f.n_whole <= 3 && !is_open(x, x->at, '"')) {
        end = put_inches(x, &f);
    }
    return end ? end - x->at : 0;
}
