/* en_norm.h - inside en_normalize: rules that read a stretch of text otherwise than it is written.
 *
 *     ... costs $5.20 at 3:45 pm on Jan. 5, 2012 ...
 *               ^ x->at: the rules of en_norm.c's table are asked in turn; the first that answers
 *                 has put its words into x->out, and its answer is how many bytes they stand for
 *
 * Rules look a bounded way ahead, so the whole is linear.  They are pure but for x->out. */
#ifndef TEXT_EN_EN_NORM_H
#define TEXT_EN_EN_NORM_H

#include <stddef.h>

#include "base/buf.h"

enum { NORM_WORD_MAX = 64, NORM_FIGURES_MAX = 40 };

struct norm {
    const char *s;
    size_t n, at;
    int after_rule; /* what stands before `at` has been read: a word may begin here */
    struct buf out;
};

typedef size_t (*norm_rule)(struct norm *x);

/* The byte at i; 0 beyond either end (i wraps below zero). */
char en_norm_byte(const struct norm *x, size_t i);
int en_norm_is_digit(char c);
int en_norm_is_letter(char c);
int en_norm_is_upper(char c);
int en_norm_is_word(char c); /* letter, digit, or a byte of a wider character */
int en_norm_starts(const struct norm *x, size_t i, const char *s);

/* The letters at i, lower case, at most NORM_WORD_MAX - 1; returns their number. */
size_t en_norm_word(const struct norm *x, size_t i, char out[NORM_WORD_MAX]);

/* The letters that end before i, blanks between skipped. */
size_t en_norm_word_before(const struct norm *x, size_t i, char out[NORM_WORD_MAX]);

/* Whether a word is in a list of words with single blanks around each. */
int en_norm_in(const char *word, const char *list);

/* After a stretch that ends at i: no letter, digit, or sign that would join it to the next. */
int en_norm_ends(const struct norm *x, size_t i);

size_t en_norm_skip_blanks(const struct norm *x, size_t i);

struct figure {
    size_t end; /* behind the last digit */
    size_t n_whole, n_part;
    char whole[NORM_FIGURES_MAX], part[NORM_FIGURES_MAX]; /* digits without commas */
    int commas;
};

/* 12  1,234  3.14  .5 at i. 0: no number, or too many digits. */
int en_norm_figure(const struct norm *x, size_t i, struct figure *f);

/* "twelve point five oh": the whole number, then "point" and the digits behind it. */
void en_norm_put_figure(struct norm *x, const struct figure *f);
int en_norm_is_one(const struct figure *f);
unsigned en_norm_value(const char *digits, size_t n); /* n <= 9 */

/* million, thousand ... written out at i (blanks first): its end, 0: none; `k`, `M`, `bn` directly
 * behind a number of money. */
size_t en_norm_magnitude(const struct norm *x, size_t i, const char **name);

/* Behind i come one blank and a word in small letters that may be a noun: no "of", "and", "was". */
int en_norm_before_noun(const struct norm *x, size_t i);

/* "a $5 bill": what is read stands between an article and a noun, and ends at `end`. */
int en_norm_is_adjective(const struct norm *x, size_t end);

/* "PIN 0042", "the code is 4711": what stands at x->at is read figure by figure. */
int en_norm_is_labelled(const struct norm *x);

/* A number and an equals sign at i: what stands before i is a minus, not a dash. */
int en_norm_makes_equation(const struct norm *x, size_t i);

/* N, SW ... at i. */
int en_norm_is_point(const struct norm *x, size_t i);

int en_norm_is_hex(char c);

/* The unit behind a number at i (blanks allowed): its end and its name for one or many; 0: none. */
size_t en_norm_unit(const struct norm *x, size_t i, int one, const char **name);

/* /kg, /hour at i */
int en_norm_is_per(const struct norm *x, size_t i);

/* Each puts what it finds at `end` behind a number and returns the new end: a magnitude, a unit and
 * what it is counted by; only the last; " N" behind degrees. */
size_t en_norm_put_behind(struct norm *x, size_t end, int one);
size_t en_norm_put_per(struct norm *x, size_t end);
size_t en_norm_put_compass(struct norm *x, size_t end);
size_t en_norm_put_inch_sign(struct norm *x, size_t end);

/* Figures and letters one by one, with a comma for any other sign. */
void en_norm_spell_hex(struct norm *x, size_t at, size_t n);

/* The rules, by topic; en_norm.c has their order. */
size_t en_norm_url(struct norm *x);
size_t en_norm_mail(struct norm *x);
size_t en_norm_file(struct norm *x);
size_t en_norm_hash(struct norm *x);
size_t en_norm_hardware_address(struct norm *x);
size_t en_norm_version(struct norm *x);
size_t en_norm_mixed(struct norm *x);
size_t en_norm_code_name(struct norm *x);
size_t en_norm_standard(struct norm *x);

size_t en_norm_phone(struct norm *x);

size_t en_norm_money(struct norm *x);
size_t en_norm_money_behind(struct norm *x);

size_t en_norm_date_figures(struct norm *x);
size_t en_norm_date_month_first(struct norm *x);
size_t en_norm_date_day_first(struct norm *x);
size_t en_norm_decade(struct norm *x);
size_t en_norm_quarter(struct norm *x);
size_t en_norm_time(struct norm *x);
size_t en_norm_hour(struct norm *x);

size_t en_norm_ratio(struct norm *x);
size_t en_norm_range(struct norm *x);
size_t en_norm_dimension(struct norm *x);
size_t en_norm_fraction(struct norm *x);

size_t en_norm_sum(struct norm *x);
size_t en_norm_power(struct norm *x);
size_t en_norm_scientific(struct norm *x);
size_t en_norm_hexadecimal(struct norm *x);
size_t en_norm_absolute(struct norm *x);
size_t en_norm_comparison(struct norm *x);
size_t en_norm_coefficient(struct norm *x);

size_t en_norm_parts(struct norm *x);
size_t en_norm_niners(struct norm *x);
size_t en_norm_spaced_groups(struct norm *x);
size_t en_norm_measure(struct norm *x);
size_t en_norm_ordinal(struct norm *x);
size_t en_norm_negative(struct norm *x);
size_t en_norm_era(struct norm *x);
size_t en_norm_year(struct norm *x);
size_t en_norm_number(struct norm *x);
size_t en_norm_long_digits(struct norm *x);

size_t en_norm_house_number(struct norm *x);
size_t en_norm_point(struct norm *x);
size_t en_norm_state(struct norm *x);
size_t en_norm_zip(struct norm *x);

size_t en_norm_abbreviation(struct norm *x);
size_t en_norm_weekday(struct norm *x);
size_t en_norm_roman(struct norm *x);
size_t en_norm_slash(struct norm *x);
size_t en_norm_symbol(struct norm *x);

/* Letters, digits and signs of an address, spoken: "dot", "slash", "at" ... */
void en_norm_spell_address(struct norm *x, size_t at, size_t end);

#endif
