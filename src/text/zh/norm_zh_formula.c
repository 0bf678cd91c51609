/* norm_zh_formula.c - numbers and letters of mathematics:
 *
 *     1e-6    0xFF    x²+y²=1    f(x)=2x+1    √(a+b)    |x|    n!    x^n
 *
 * A formula is read as a whole or not at all, so that A-B, 5m and and/or stay what they are: it has
 * at least one letter that stands for a number, and a sign that only formulas have. What has
 * numbers only is norm_zh_sum's. */
#include <string.h>

#include "text/zh/norm_zh.h"

enum { FORMULA_BYTES = 120 };

/* ---- 1e-6, 0xFF ---- */

static size_t exponent(struct norm *m, size_t at)
{
    enum { DIGITS_MAX = 3 };
    struct norm_number num;
    if (!norm_number(m, at, &num) || (norm_at(m, num.end) | 32) != 'e') return 0;
    size_t i = num.end + 1;
    int minus = norm_at(m, i) == '-';
    i += (size_t)(minus || norm_at(m, i) == '+');
    size_t n = norm_digits(m, i);
    if (!n || n > DIGITS_MAX || norm_is_letter(m, i + n)) return 0;
    norm_say_number(m, &num, NORM_BIG);
    buf_puts(&m->text, minus ? "乘十的负" : "乘十的");
    norm_say_cardinal(m, i, i + n, NORM_ER);
    buf_puts(&m->text, "次方");
    return i + n - at;
}

int norm_is_hex(const struct norm *m, size_t i)
{
    char c = norm_at(m, i);
    return norm_is_digit(m, i) || ((c | 32) >= 'a' && (c | 32) <= 'f');
}

static size_t hexadecimal(struct norm *m, size_t at)
{
    enum { DIGITS_MAX = 16 };
    size_t i = at + 2, n = 0;
    if (!norm_begins_any(m, at, "0x 0X")) return 0;
    while (n <= DIGITS_MAX && norm_is_hex(m, i + n))
        n++;
    int decimal = norm_digits(m, i) == n && m->s[i] != '0'; /* 0x5 may be 零乘五 */
    if (!n || n > DIGITS_MAX || norm_is_letter(m, i + n) || (decimal && n < 2)) return 0;
    buf_puts(&m->text, "零x");
    for (size_t k = i; k < i + n; k++) {
        if (norm_is_digit(m, k)) {
            norm_say_digits(m, k, 1, 0);
        } else { /* letter by letter */
            buf_putc(&m->text, ' ');
            buf_putc(&m->text, m->s[k]);
        }
    }
    return i + n - at;
}

/* ---- formulas ---- */

static const struct {
    const char *sign, *reading;
    int strong; /* only formulas have it */
} operators[] = {
    {"<=", "小于等于", 1}, {">=", "大于等于", 1}, {"!=", "不等于", 1}, {"==", "等于", 1},
    {"≤", "小于等于", 1},  {"≥", "大于等于", 1},  {"≠", "不等于", 1},  {"≈", "约等于", 1},
    {"=", "等于", 1},      {"×", "乘", 1},        {"÷", "除以", 1},    {"±", "正负", 1},
    {"+", "加", 0},        {"-", "减", 0},        {"*", "乘", 0},      {"·", "乘", 0},
    {"/", "除以", 0},
};
enum { N_OPERATORS = sizeof operators / sizeof *operators };

/* The formula so far. */
struct formula {
    size_t i, end; /* the next byte; after the last factor */
    size_t said;   /* the length of m->text at `end` */
    int letters, strong, weak, factor;
    int open; /* brackets */
};

/* ², ^10, ^(-3), ^n; ! when it cannot end a sentence. */
static size_t power(struct norm *m, size_t at, struct formula *f)
{
    size_t square = norm_begins_any(m, at, "² ³");
    if (square) {
        buf_puts(&m->text, norm_begins(m, at, "²") ? "的平方" : "的立方");
        f->strong = 1;
        return square;
    }
    if (norm_at(m, at) == '!' && norm_at(m, at + 1) != '=' && norm_at(m, at + 1) != '!' &&
        (f->strong || norm_begins_any(m, norm_skip_spaces(m, at + 1), "= + - × ÷ / )"))) {
        buf_puts(&m->text, "的阶乘");
        return 1;
    }
    if (norm_at(m, at) != '^') return 0;
    size_t open = norm_at(m, at + 1) == '(', i = at + 1 + open;
    size_t minus = norm_at(m, i) == '-', n = norm_digits(m, i + minus);
    int letter = !n && norm_is_letter(m, i + minus) && !norm_is_letter(m, i + minus + 1);
    if (!n && !letter) return 0;
    size_t end = i + minus + n + (size_t)letter;
    if (open && norm_at(m, end) != ')') return 0;
    buf_puts(&m->text, minus ? "的负" : "的");
    if (letter)
        buf_putc(&m->text, m->s[i + minus]);
    else
        norm_say_cardinal(m, i + minus, end, NORM_ER);
    buf_puts(&m->text, "次方");
    f->strong = 1;
    return end + open - at;
}

/* |x|: the letter or number between the bars. */
static size_t absolute(struct norm *m, size_t at, struct formula *f)
{
    struct norm_number num = {.end = at + 2};
    size_t minus = norm_at(m, at + 1) == '-', i = at + 1 + minus;
    int letter = norm_is_letter(m, i) && !norm_is_letter(m, i + 1);
    if (!letter && !(norm_is_digit(m, i) && norm_number(m, i, &num))) return 0;
    size_t end = letter ? i + 1 : num.end;
    if (norm_at(m, end) != '|') return 0;
    if (minus) buf_puts(&m->text, "负");
    if (letter)
        buf_putc(&m->text, m->s[i]);
    else
        norm_say_number(m, &num, NORM_BIG);
    buf_puts(&m->text, "的绝对值");
    f->letters += letter;
    f->strong = 1;
    return end + 1 - at;
}

/* A number, unless it has a unit (5m) or goes on as a code (3D2). */
static size_t number(struct norm *m, size_t at)
{
    struct norm_number num;
    if (!norm_is_digit(m, at) || !norm_number(m, at, &num)) return 0;
    int variable =
        norm_begins_any(m, num.end, "x y z a b c n k π") && norm_at(m, num.end + 1) != '/';
    if (norm_is_letter(m, num.end) &&
        (!variable || norm_is_letter(m, num.end + 1) || norm_is_digit(m, num.end + 1)))
        return 0;
    if (norm_begins_any(m, num.end, "% ‰ ° ℃ :") || norm_is_measure(m, num.end)) return 0;
    norm_say_number(m, &num, NORM_BIG);
    return num.end - at;
}

static size_t factor(struct norm *m, struct formula *f, int was_factor)
{
    static const char *const signs[][2] = {{"√", "根号"}, {"∛", "三次根号"}, {"π", "派"}};
    size_t at = f->i;
    if (norm_is_letter(m, at)) {
        if (norm_is_letter(m, at + 1) || norm_is_digit(m, at + 1)) return 0;
        if (was_factor && !norm_is_letter(m, at - 1) && !strchr("xyzabcnkijpqtrhRXYZABC", m->s[at]))
            return 0; /* 10^8m */
        buf_putc(&m->text, m->s[at]);
        f->letters++;
        return 1;
    }
    if (norm_at(m, at) == '|') return absolute(m, at, f);
    for (size_t k = 0; k < sizeof signs / sizeof *signs; k++) {
        if (!norm_begins(m, at, signs[k][0])) continue;
        buf_puts(&m->text, signs[k][1]);
        f->strong = 1;
        size_t n = strlen(signs[k][0]);
        int root = k < 2;
        f->factor = !root;
        f->letters += !root;
        return n;
    }
    return number(m, at);
}

static size_t bracket(struct norm *m, struct formula *f)
{
    char c = norm_at(m, f->i);
    if (c == '(') {
        buf_putc(&m->text, c);
        f->open++;
        f->factor = 0;
        return 1;
    }
    if (c != ')' || !f->open || !f->factor) return 0;
    buf_putc(&m->text, c);
    f->open--;
    return 1;
}

/* The sign between two factors, or the minus of one. */
static size_t operator_at(struct norm *m, struct formula *f)
{
    size_t i = norm_skip_spaces(m, f->i);
    if (!f->factor) {
        if (norm_at(m, f->i) != '-') return 0;
        buf_puts(&m->text, "负");
        f->weak = 1;
        return 1;
    }
    for (size_t k = 0; k < N_OPERATORS; k++) {
        if (!norm_begins(m, i, operators[k].sign)) continue;
        buf_puts(&m->text, operators[k].reading);
        f->strong |= operators[k].strong;
        f->weak |= !operators[k].strong;
        f->factor = 0;
        return norm_skip_spaces(m, i + strlen(operators[k].sign)) - f->i;
    }
    return 0;
}

/* One step; 0: the formula has ended. */
static size_t step(struct norm *m, struct formula *f)
{
    int was_factor = f->factor;
    size_t n = was_factor ? power(m, f->i, f) : 0;
    if (n) return n;
    if ((n = bracket(m, f))) return n;
    if ((n = operator_at(m, f))) return n;
    f->factor = 1;
    if ((n = factor(m, f, was_factor))) return n;
    f->factor = was_factor;
    return 0;
}

/* x-y, a/b by themselves: small letters that usually stand for numbers, nothing beside them. */
static int is_bare(const struct norm *m, size_t at, size_t end)
{
    if (at || end < m->n) return 0;
    for (size_t i = at; i < end; i++)
        if (norm_is_letter(m, i) && !strchr("abcnmkxyz", m->s[i])) return 0;
    return m->n > 1 && !norm_begins(m, at, "a-z");
}

static size_t algebra(struct norm *m, size_t at)
{
    struct formula f = {.i = at, .end = at};
    if (at && (norm_is_letter(m, at - 1) || norm_is_digit(m, at - 1) || m->s[at - 1] == '.'))
        return 0;
    while (f.i - at < FORMULA_BYTES) {
        size_t n = step(m, &f);
        if (!n) break;
        f.i += n;
        if (!f.factor || f.open) continue;
        f.end = f.i;
        f.said = m->text.len;
    }
    int metres = f.end - at == strlen("m²") && norm_at(m, at) == 'm'; /* per m² */
    int goes_on = norm_is_letter(m, f.end) || norm_is_digit(m, f.end);
    int whole = f.strong || (f.weak && is_bare(m, at, f.end));
    if (!f.letters || !whole || goes_on || metres || f.end == at) return 0;
    m->text.len = f.said;
    m->text.data[f.said] = 0;
    return f.end - at;
}

/* Only what may go on as a formula is scanned. */
static int may_begin(const struct norm *m, size_t at)
{
    char c = norm_at(m, at);
    if (norm_is_letter(m, at)) {
        size_t next = norm_skip_spaces(m, at + 1);
        return norm_begins_any(m, next, "= ≠ ≤ ≥ ≈ ! < > + - * / · × ÷ ± ^ ² ³ (") > 0;
    }
    if (c == '(' || c == '-')
        return norm_is_letter(m, at + 1) || norm_is_digit(m, at + 1) || norm_at(m, at + 1) == '(';
    return c == '|' || norm_is_digit(m, at) || norm_begins_any(m, at, "√ ∛ π");
}

size_t norm_zh_formula(struct norm *m, size_t at)
{
    size_t n;
    if (norm_is_digit(m, at)) {
        if (norm_is_letter_before(m, at)) return 0;
        if ((n = exponent(m, at)) || (n = hexadecimal(m, at))) return n;
        buf_clear(&m->text);
    }
    return may_begin(m, at) ? algebra(m, at) : 0;
}
