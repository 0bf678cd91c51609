/* en_norm_math.c - sums, powers, comparisons, and figures as programs write them.
 *
 *     2 + 2 = 4 two plus two equals four      x^2 x squared       10^-3 ten to the power of ...
 *     1e-6 one times ten to the power of negative six              0xFF zero x F F */
#include <string.h>

#include "text/en/en_norm.h"
#include "text/en/en_number.h"

static int squares_or_cubes(const struct norm *x, size_t i)
{
    char c = en_norm_byte(x, i);
    return (c == '2' || c == '3') && !en_norm_is_digit(en_norm_byte(x, i + 1)) &&
           !(en_norm_byte(x, i + 1) == '.' && en_norm_is_digit(en_norm_byte(x, i + 2)));
}

/* 5 - 3, 2 * 10 μm, 3 × 4, 8 ÷ 2, 2 + 2, 1 = 1: a sign between numbers, blanks around or not. */
size_t en_norm_sum(struct norm *x)
{
    static const struct {
        const char *sign, *name;
        int blanks; /* only with blanks around */
    } signs[] = {
        {"+", "plus", 0},
        {"-", "minus", 1},
        {"−", "minus", 0},
        {"**", "to the power of", 0},
        {"*", "times", 0},
        {"×", "times", 0},
        {"÷", "divided by", 0},
        {"/", "divided by", 1},
        {"=", "equals", 0},
        {"^", "to the power of", 0},
        {"<", "is less than", 0},
        {">", "is greater than", 0},
        {"∕", "divided by", 0},
        {"∗", "times", 0},
        {"⋅", "times", 0},
        {"·", "times", 1},
        {"<=", "is less than or equal to", 0},
        {">=", "is greater than or equal to", 0},
    };
    struct figure a;
    if (!en_norm_is_digit(x->s[x->at]) || !en_norm_figure(x, x->at, &a)) return 0;
    size_t at = en_norm_skip_blanks(x, a.end);
    for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++) {
        size_t n = strlen(signs[i].sign);
        if (!en_norm_starts(x, at, signs[i].sign)) continue;
        size_t next = en_norm_skip_blanks(x, at + n);
        if (signs[i].blanks && (at == a.end || next == at + n) &&
            !(*signs[i].sign == '-' && en_norm_makes_equation(x, next)))
            continue;
        char c = en_norm_byte(x, next);
        if (!en_norm_is_digit(c) && !(c == '-' && en_norm_is_digit(en_norm_byte(x, next + 1))))
            continue;
        if (*signs[i].sign == '^' && squares_or_cubes(x, next)) continue; /* en_norm_power */
        en_norm_put_figure(x, &a);
        buf_putc(&x->out, ' ');
        buf_puts(&x->out, signs[i].name);
        buf_putc(&x->out, ' ');
        return next - x->at;
    }
    return 0;
}

/* x^2, (a + b)^3, e^x, 10^n: the sign and a small exponent. */
size_t en_norm_power(struct norm *x)
{
    size_t i = x->at;
    char before = i ? x->s[i - 1] : ' ', next = en_norm_byte(x, i + 1);
    if (x->s[i] != '^' || !(en_norm_is_word(before) || before == ')')) return 0;
    if (squares_or_cubes(x, i + 1)) {
        buf_puts(&x->out, next == '2' ? " squared" : " cubed");
        return 2;
    }
    size_t brace = next == '{' || next == '(';
    char first = en_norm_byte(x, i + 1 + brace);
    if (!en_norm_is_word(first) && first != '-') return 0;
    buf_puts(&x->out, " to the power of ");
    return 1;
}

/* 1e-6, 6.02e23, 1E+9: a number as programs write it. */
size_t en_norm_scientific(struct norm *x)
{
    struct figure f;
    if (!en_norm_is_digit(x->s[x->at]) || !en_norm_figure(x, x->at, &f)) return 0;
    char e = en_norm_byte(x, f.end), sign = en_norm_byte(x, f.end + 1);
    if (e != 'e' && e != 'E') return 0;
    size_t minus = en_norm_starts(x, f.end + 1, "−") ? 3 : sign == '-' ? 1 : 0;
    size_t digits = f.end + 1 + (minus ? minus : sign == '+' ? 1 : 0), n = 0;
    while (en_norm_is_digit(en_norm_byte(x, digits + n)) && n < 4)
        n++;
    if (!n || n > 3 || en_norm_is_word(en_norm_byte(x, digits + n))) return 0;
    if (digits == f.end + 1 && e == 'E' && !f.n_part) return 0; /* 2E3: a name */
    en_norm_put_figure(x, &f);
    buf_puts(&x->out, " times ten to the power of ");
    if (minus) buf_puts(&x->out, "negative ");
    en_number_small(&x->out, en_norm_value(x->s + digits, n));
    return en_norm_put_behind(x, digits + n, 0) - x->at;
}

/* 0xFF, 0b1010: each figure by itself. */
size_t en_norm_hexadecimal(struct norm *x)
{
    enum { MOST = 20 };
    char base = en_norm_byte(x, x->at + 1);
    if (x->s[x->at] != '0' || (base != 'x' && base != 'X' && base != 'b')) return 0;
    size_t n = 0;
    while (n < MOST && en_norm_is_hex(en_norm_byte(x, x->at + 2 + n)) &&
           (base != 'b' || x->s[x->at + 2 + n] < '2'))
        n++;
    if (!n || en_norm_is_word(en_norm_byte(x, x->at + 2 + n))) return 0;
    buf_puts(&x->out, base == 'b' ? "zero b" : "zero x");
    en_norm_spell_hex(x, x->at + 2, n);
    return 2 + n;
}

/* A letter alone, or a number, that ends before i or begins at it. */
static int is_operand(const struct norm *x, size_t i, int before)
{
    char c = en_norm_byte(x, before ? i - 1 : i);
    if (en_norm_is_digit(c) || (before && c == ')')) return 1;
    if (!before && c == '-' && en_norm_is_digit(en_norm_byte(x, i + 1))) return 1;
    if (!en_norm_is_letter(c)) return 0;
    char beside = before ? en_norm_byte(x, i - 2) : en_norm_byte(x, i + 1);
    return !en_norm_is_word(beside) || (before && en_norm_is_digit(beside));
}

/* |x|, |x - y| */
size_t en_norm_absolute(struct norm *x)
{
    size_t end = x->at + 1;
    if (x->s[x->at] != '|') return 0;
    while (end < x->n && end - x->at < 12 && x->s[end] != '|')
        end++;
    if (end - x->at < 2 || en_norm_byte(x, end) != '|' || x->s[x->at + 1] == ' ' ||
        x->s[end - 1] == ' ' || en_norm_is_word(en_norm_byte(x, end + 1)) ||
        !is_operand(x, x->at + 1, 0))
        return 0;
    buf_puts(&x->out, "the absolute value of ");
    buf_add(&x->out, x->s + x->at + 1, end - x->at - 1);
    return end + 1 - x->at;
}

/* a < b, x > 5, y - 2: between operands; between words it is a path through menus, or nothing. */
size_t en_norm_comparison(struct norm *x)
{
    size_t i = x->at;
    char c = x->s[i];
    int minus = c == '-' && i > 2 && x->s[i - 2] >= 'a' && x->s[i - 2] <= 'z';
    if ((c != '<' && c != '>' && !minus) || i < 2 || x->s[i - 1] != ' ' ||
        en_norm_byte(x, i + 1) != ' ' || !is_operand(x, i - 1, 1) || !is_operand(x, i + 2, 0))
        return 0;
    buf_puts(&x->out, minus ? "minus" : c == '<' ? "is less than" : "is greater than");
    return 1;
}

/* y = 2x, 3x + 2 = 11, 4ab: a number before a variable, where a formula is written. */
size_t en_norm_coefficient(struct norm *x)
{
    struct figure f;
    if (!en_norm_is_digit(x->s[x->at]) || !en_norm_figure(x, x->at, &f)) return 0;
    char letter = en_norm_byte(x, f.end);
    size_t end = f.end + 1;
    if (!letter || !strchr("xyznabcktr", letter) || en_norm_is_word(en_norm_byte(x, end))) return 0;
    size_t before = x->at, after = en_norm_skip_blanks(x, end);
    for (int k = 0; k < 4 && before && x->s[before - 1] == ' '; k++)
        before--;
    char left = before ? x->s[before - 1] : ' ', right = en_norm_byte(x, after);
    size_t beyond = en_norm_skip_blanks(x, after + 1);
    int formula =
        left == '=' || left == '+' || right == '^' || right == '=' ||
        ((right == '+' || right == '-') && is_operand(x, beyond, 0) && beyond > after + 1);
    if (!formula) return 0;
    en_norm_put_figure(x, &f);
    buf_putc(&x->out, ' ');
    buf_putc(&x->out, letter);
    return end - x->at;
}
