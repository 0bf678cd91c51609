/* norm_zh.h - Chinese normalisation: what is written becomes what is read. Private to zh/.
 *
 *     涨了5%，共2.5万元          one pass from the left. At a place where something may begin that
 *       ^ ^      ^              is not read as it is written, each idea is asked in turn: codes,
 *       | |      money           dates, times, sums, measures, money ...; the first that answers
 *       | measure                 writes its reading to m->text and says how many bytes it read.
 *       copied
 *
 * Readers look at what stands around (尾号1702, 比分3:2) through the few functions below, which see
 * at most some tens of bytes, and take a chain of numbers (1-1-1-...) whole, so time is linear. */
#ifndef TEXT_ZH_NORM_ZH_H
#define TEXT_ZH_NORM_ZH_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

struct norm {
    const char *s; /* the run */
    size_t n;
    struct buf text; /* the reading of what begins here */
};

/* Each: the bytes read at `at`, with their reading in m->text; 0: not mine, m->text untouched or
 * to be cleared. */
typedef size_t norm_reader(struct norm *m, size_t at);
norm_reader norm_zh_phone;   /* +852 2123 4567, 转8012 */
norm_reader norm_zh_angle;   /* 39°54′N, 3′20″ */
norm_reader norm_zh_formula; /* 1e-6, 0xFF, x²+y²=1 */
norm_reader norm_zh_code;    /* telephone numbers, ids, versions, flights, B2B, 985 */
norm_reader norm_zh_date;    /* 2008-08-08, 08/2008, 86年, 2019-2021年 */
norm_reader norm_zh_time;    /* 8:00 a.m., 13:10:36, 9:30-10:30 */
norm_reader norm_zh_sum;     /* 2 = 1 + 1, 1920x1080, ±2, √2 */
norm_reader norm_zh_ratio;   /* 3:2, 1/2, scores */
norm_reader norm_zh_measure; /* 25kg, -10°C, 3-5%, and every other number */
norm_reader norm_zh_money;   /* ￥1.25, HKD 13.5 */
norm_reader norm_zh_symbol;  /* & @ # ≥ and other signs by themselves */

/* ---- looking around ---- */

static inline char norm_at(const struct norm *m, size_t i)
{
    return i < m->n ? m->s[i] : 0;
}

static inline int norm_is_digit(const struct norm *m, size_t i)
{
    return i < m->n && m->s[i] >= '0' && m->s[i] <= '9';
}

static inline int norm_is_letter(const struct norm *m, size_t i)
{
    return i < m->n && (m->s[i] | 32) >= 'a' && (m->s[i] | 32) <= 'z';
}

/* A letter that the number at `at` belongs to (A4, v2.0); not the sign in 1920x1080 or in
 * 2026-11-22T14:05. */
int norm_is_letter_before(const struct norm *m, size_t at);

int norm_is_hex(const struct norm *m, size_t i);

/* Does `word` begin at / end right before `at`? */
int norm_begins(const struct norm *m, size_t at, const char *word);
int norm_ends(const struct norm *m, size_t at, const char *word);

/* The same for any of a list of words separated by spaces; the length of the one found, or 0. */
size_t norm_begins_any(const struct norm *m, size_t at, const char *words);
size_t norm_ends_any(const struct norm *m, size_t at, const char *words);

/* Does any of the words stand in the same clause within 45 bytes before / 24 bytes after `at`? */
int norm_near_before(const struct norm *m, size_t at, const char *words);
int norm_near_after(const struct norm *m, size_t at, const char *words);

size_t norm_skip_spaces(const struct norm *m, size_t at);

/* 1: at the run's end or before something other than a Chinese character. */
int norm_is_han(const struct norm *m, size_t at);
int norm_is_han_before(const struct norm *m, size_t at);

/* ---- what everybody knows (norm_zh_known.c); the bytes read, 0: none ---- */

size_t norm_known_name(struct norm *m, size_t at);             /* 58同城 */
size_t norm_known_day(struct norm *m, size_t at, size_t n);    /* 9·18事变; n digits at `at` */
size_t norm_known_number(struct norm *m, size_t at, size_t n); /* 110, 985高校, 波音747, 502室 */
int norm_is_room(const struct norm *m, size_t end);            /* 室, 教室 ... at `end` */

/* ---- numbers (norm_zh_number.c) ---- */

/* 1,234.50: commas only between groups of three. */
struct norm_number {
    size_t at, end;
    size_t whole_end; /* of the digits before the point, commas included */
    size_t n_whole, n_fraction;
    int commas;
};

/* 0: no number begins here. `.5` is one, too. */
int norm_number(const struct norm *m, size_t at, struct norm_number *num);

/* A number, or two with a sign for "to" between them (3-5, 10~20). */
struct norm_range {
    struct norm_number a, b;
    int two;
    size_t end;
};
int norm_range(const struct norm *m, size_t at, struct norm_range *r);

enum norm_two {
    NORM_ER,    /* 二百, 二 */
    NORM_BIG,   /* 两百, 两千, 两万; but 二 */
    NORM_LIANG, /* 两 by itself, too: something is counted */
};

void norm_say_digits(struct norm *m, size_t at, size_t n, int yao);

/* As telephones and ids are said, 1 as 幺; returns n. */
static inline size_t norm_say_id(struct norm *m, size_t at, size_t n)
{
    norm_say_digits(m, at, n, 1);
    return n;
}

void norm_say_cardinal(struct norm *m, size_t at, size_t end, enum norm_two two);
void norm_say_number(struct norm *m, const struct norm_number *num, enum norm_two two);
void norm_say_range(struct norm *m, const struct norm_range *r, enum norm_two two);

/* Times a thousand, a million ...: 200 with 3 zeros is 二十万. 0: too long, nothing is said. */
int norm_say_scaled(struct norm *m, const struct norm_range *r, size_t zeros);

long norm_value(const struct norm *m, size_t at, size_t n); /* of at most 9 digits; else -1 */

/* Digits from `at` on. */
size_t norm_digits(const struct norm *m, size_t at);

/* A unit written in letters or signs (kg, m²) right at `at`: says it, its bytes; 0: none. */
size_t norm_say_unit(struct norm *m, size_t at);

/* Do the words around [at, end) speak of a score or a proportion? */
int norm_is_score(const struct norm *m, size_t at, size_t end);

/* A Chinese measure word begins here (个, 米, 万元 ...). */
int norm_is_measure(const struct norm *m, size_t at);

/* Forgets zeros at the end of the fraction: 14.60元 is 十四点六元, 0.70% 百分之零点七. */
void norm_drop_zeros(const struct norm *m, struct norm_number *num);

#endif
