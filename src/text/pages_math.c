/* pages_math.c - one pass over the tokens; what has arguments reads each of them as a formula of
 * its own, at most DEPTH_MAX levels deep. */
#include "text/pages_math.h"

#include <string.h>

#include "base/utf8.h"

enum { DEPTH_MAX = 10, NAME_MAX_BYTES = 24 };

struct math {
    const char *s;
    size_t n, at;
    int zh, depth;
    int in_set;  /* between \{ and \} */
    int operand; /* the last thing said was a number, a name or a closed group */
    struct buf *out;
};

struct span {
    size_t at, end;
};

static char peek(const struct math *m)
{
    return m->at < m->n ? m->s[m->at] : 0;
}

static int is_letter(char c)
{
    return (c | 32) >= 'a' && (c | 32) <= 'z';
}

static int is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* ---- writing ---- */

static char last_byte(const struct math *m)
{
    return m->out->len ? m->out->data[m->out->len - 1] : ' ';
}

/* Words of Chinese stand without blanks; Latin letters and figures never touch each other. */
static void say(struct math *m, const char *s, size_t n)
{
    char last = last_byte(m);
    int ascii = n && (unsigned char)*s < 0x80 && (unsigned char)last < 0x80;
    if (n && last != ' ' && last != '(' && (m->zh ? ascii : 1) && !strchr(",)%", *s))
        buf_putc(m->out, ' ');
    buf_add(m->out, s, n);
}

static void word(struct math *m, const char *zh, const char *en)
{
    const char *s = m->zh ? zh : en;
    say(m, s, strlen(s));
}

static int is_after_comma(const struct math *m)
{
    size_t n = m->out->len;
    const char *s = m->out->data;
    while (n && s[n - 1] == ' ')
        n--;
    return (n && s[n - 1] == ',') || (n >= 3 && !memcmp(s + n - 3, "，", 3));
}

/* ---- arguments ---- */

static void skip_spaces(struct math *m)
{
    while (peek(m) == ' ' || peek(m) == '\n' || peek(m) == '\t' || peek(m) == '~')
        m->at++;
}

/* The end of the group that `open` begins at `at` (its closing sign, or the end of the text). */
static size_t group_end(const struct math *m, size_t at, char open, char close)
{
    size_t depth = 0;
    for (; at < m->n; at++) {
        if (m->s[at] == '\\' && open == '{') {
            at++;
            continue;
        }
        if (m->s[at] == open) depth++;
        if (m->s[at] == close && --depth == 0) return at;
    }
    return m->n;
}

static size_t command_end(const struct math *m, size_t at)
{
    size_t end = at + 1;
    while (end < m->n && is_letter(m->s[end]))
        end++;
    if (end == at + 1 && end < m->n) utf8_next(m->s, m->n, &end);
    return end;
}

/* {...}, a command or one character. */
static struct span argument(struct math *m)
{
    skip_spaces(m);
    struct span a = {m->at, m->at};
    if (m->at >= m->n) return a;
    if (peek(m) == '{') {
        a.at++;
        a.end = group_end(m, m->at, '{', '}');
        m->at = a.end < m->n ? a.end + 1 : m->n;
    } else if (peek(m) == '\\') {
        m->at = a.end = command_end(m, m->at);
    } else {
        utf8_next(m->s, m->n, &m->at);
        a.end = m->at;
    }
    return a;
}

static void read_all(struct math *m);

static void read_span(struct math *m, struct span a)
{
    struct math inner = *m;
    inner.at = a.at;
    inner.n = a.end;
    inner.depth++;
    inner.operand = 0;
    read_all(&inner);
    m->operand = 1;
}

static int span_is(const struct math *m, struct span a, const char *s)
{
    while (a.at < a.end && m->s[a.at] == ' ')
        a.at++;
    while (a.end > a.at && m->s[a.end - 1] == ' ')
        a.end--;
    return strlen(s) == a.end - a.at && !memcmp(m->s + a.at, s, a.end - a.at);
}

static int is_number(const struct math *m, struct span a)
{
    size_t i = a.at;
    while (i < a.end && is_digit(m->s[i]))
        i++;
    return i == a.end && i > a.at && i - a.at <= 3;
}

/* ---- powers and indices ---- */

static void degrees(struct math *m)
{
    static const char *const units[][3] = {{"C", "摄氏度", "degrees Celsius"},
                                           {"F", "华氏度", "degrees Fahrenheit"},
                                           {"\\text{C}", "摄氏度", "degrees Celsius"},
                                           {"\\mathrm{C}", "摄氏度", "degrees Celsius"},
                                           {"\\text{F}", "华氏度", "degrees Fahrenheit"}};
    size_t at = m->at;
    skip_spaces(m);
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        size_t n = strlen(units[i][0]);
        if (n > m->n - m->at || memcmp(m->s + m->at, units[i][0], n) != 0) continue;
        if (is_letter(m->at + n < m->n ? m->s[m->at + n] : ' ')) continue;
        m->at += n;
        word(m, units[i][1], units[i][2]);
        return;
    }
    m->at = at;
    word(m, "度", "degrees");
}

static void power(struct math *m)
{
    struct span a = argument(m);
    if (span_is(m, a, "2")) {
        word(m, "的平方", "squared");
    } else if (span_is(m, a, "3")) {
        word(m, "的立方", "cubed");
    } else if (span_is(m, a, "\\circ")) {
        degrees(m);
    } else if (span_is(m, a, "\\prime") || span_is(m, a, "'")) {
        word(m, "撇", "prime");
    } else if (span_is(m, a, "T") || span_is(m, a, "\\top")) {
        word(m, "的转置", "transpose");
    } else if (span_is(m, a, "*")) {
        word(m, "星", "star");
    } else {
        word(m, "的", "to the power of");
        read_span(m, a);
        word(m, "次方", "");
    }
    m->operand = 1;
}

/* C_5^2 and A_n^m, as combinations are written: C 5 2. */
static int combination(struct math *m)
{
    size_t at = m->at;
    if (!at || peek(m) != '_' || !strchr("CA", m->s[at - 1]) || (at > 1 && is_letter(m->s[at - 2])))
        return 0;
    m->at++;
    struct span low = argument(m);
    if (peek(m) != '^') {
        m->at = at;
        return 0;
    }
    m->at++;
    read_span(m, low);
    read_span(m, argument(m));
    return 1;
}

static void scripts(struct math *m)
{
    if (combination(m)) return;
    for (;;) {
        size_t before = m->at;
        skip_spaces(m);
        char c = peek(m);
        if (c != '^' && c != '_') {
            m->at = before;
            return;
        }
        m->at++;
        if (c == '^')
            power(m);
        else
            read_span(m, argument(m)); /* x_1 is x 1, a_n is a n */
    }
}

/* ---- commands with arguments ---- */

static void fraction(struct math *m)
{
    struct span top = argument(m), bottom = argument(m);
    if (is_number(m, top) && is_number(m, bottom)) {
        say(m, m->s + top.at, top.end - top.at);
        buf_putc(m->out, '/');
        buf_add(m->out, m->s + bottom.at, bottom.end - bottom.at);
    } else if (m->zh) {
        read_span(m, bottom);
        word(m, "分之", "");
        read_span(m, top);
    } else {
        read_span(m, top);
        word(m, "", "over");
        read_span(m, bottom);
    }
    m->operand = 1;
}

static void root(struct math *m)
{
    struct span degree = {0, 0};
    skip_spaces(m);
    if (peek(m) == '[') {
        size_t end = group_end(m, m->at, '[', ']');
        degree = (struct span){m->at + 1, end};
        m->at = end < m->n ? end + 1 : m->n;
    }
    struct span a = argument(m);
    if (degree.at >= degree.end || span_is(m, degree, "2")) {
        word(m, "根号", "the square root of");
    } else if (span_is(m, degree, "3")) {
        word(m, "三次根号", "the cube root of");
    } else {
        if (!m->zh) word(m, "", "the root of degree");
        read_span(m, degree);
        word(m, "次根号", "of");
    }
    read_span(m, a);
}

/* \sum_{i=1}^{n}: the limits in either order, then what is done from one to the other. */
static void between_limits(struct math *m, const char *zh, const char *en)
{
    struct span low = {0, 0}, high = {0, 0};
    for (int k = 0; k < 2; k++) {
        skip_spaces(m);
        char c = peek(m);
        if (c != '_' && c != '^') break;
        m->at++;
        *(c == '_' ? &low : &high) = argument(m);
    }
    if (!m->zh) word(m, "", en);
    if (low.end > low.at) {
        word(m, high.end > high.at ? "从" : "对", high.end > high.at ? "from" : "over");
        read_span(m, low);
    }
    if (high.end > high.at) {
        word(m, "到", "to");
        read_span(m, high);
    }
    int bare = low.end == low.at && high.end == high.at;
    word(m, bare && !strncmp(zh, "的", strlen("的")) ? zh + strlen("的") : zh, "of");
    m->operand = 0;
}

static void limit(struct math *m)
{
    skip_spaces(m);
    if (peek(m) == '_') {
        m->at++;
        struct span a = argument(m);
        if (!m->zh) word(m, "", "the limit as");
        read_span(m, a);
        word(m, "时的极限", "of");
    } else {
        word(m, "极限", "the limit of");
    }
    m->operand = 0;
}

static void logarithm(struct math *m)
{
    word(m, "log", "log");
    skip_spaces(m);
    if (peek(m) == '_') {
        m->at++;
        word(m, "以", "base");
        read_span(m, argument(m));
        word(m, "为底", "of");
    }
    m->operand = 0;
}

/* \text{...}: as it is written. */
static void plain_text(struct math *m)
{
    struct span a = argument(m);
    while (a.at < a.end && m->s[a.at] == ' ')
        a.at++;
    while (a.end > a.at && m->s[a.end - 1] == ' ')
        a.end--;
    if (memchr(m->s + a.at, '_', a.end - a.at) || memchr(m->s + a.at, '^', a.end - a.at))
        read_span(m, a); /* \mathrm{CO_2} */
    else
        say(m, m->s + a.at, a.end - a.at);
    m->operand = 1;
}

static void after_name(struct math *m, const char *zh, const char *en)
{
    read_span(m, argument(m));
    word(m, zh, en);
}

static void before_name(struct math *m, const char *zh, const char *en)
{
    word(m, zh, en);
    read_span(m, argument(m));
}

/* ---- the table of commands ---- */

enum kind {
    NAME,  /* stands for itself: a letter, infinity */
    OP,    /* stands between two: what follows may have a sign of its own */
    AFTER, /* its argument, then the words */
    BEFORE,
    LIMITS,
    FRACTION,
    CHOOSE, /* \binom{n}{k} */
    ROOT,
    LIM,
    LOG,
    TEXT,
    SILENT,
    ARGUMENT_SILENT, /* \begin{...} */
    FENCE,           /* \left. */
};

// clang-format off
static const struct command { const char *name; enum kind kind; const char *zh, *en; } commands[] = {
    {"frac", FRACTION, "", ""}, {"dfrac", FRACTION, "", ""}, {"tfrac", FRACTION, "", ""}, {"cfrac", FRACTION, "", ""},
    {"sqrt", ROOT, "", ""}, {"binom", CHOOSE, "", ""}, {"tbinom", CHOOSE, "", ""}, {"lim", LIM, "", ""}, {"log", LOG, "", ""},
    {"sum", LIMITS, "求和", "the sum"}, {"prod", LIMITS, "连乘", "the product"}, {"int", LIMITS, "的积分", "the integral"},
    {"iint", LIMITS, "的二重积分", "the double integral"}, {"oint", LIMITS, "的环路积分", "the contour integral"},
    {"text", TEXT, "", ""}, {"mathrm", TEXT, "", ""}, {"textbf", TEXT, "", ""}, {"mbox", TEXT, "", ""}, {"operatorname", TEXT, "", ""},
    {"bar", AFTER, "拔", "bar"}, {"hat", AFTER, "帽", "hat"}, {"tilde", AFTER, "波浪", "tilde"}, {"dot", AFTER, "点", "dot"},
    {"vec", BEFORE, "向量", "vector"}, {"overrightarrow", BEFORE, "向量", "vector"}, {"pmod", BEFORE, "模", "mod"},
    {"circ", OP, "复合", "composed with"}, {"times", OP, "乘", "times"}, {"cdot", OP, "乘", "times"}, {"div", OP, "除以", "divided by"}, {"pm", OP, "正负", "plus or minus"},
    {"mp", OP, "负正", "minus or plus"}, {"ast", OP, "星", "star"}, {"le", OP, "小于等于", "is less than or equal to"},
    {"leq", OP, "小于等于", "is less than or equal to"}, {"leqslant", OP, "小于等于", "is less than or equal to"},
    {"ge", OP, "大于等于", "is greater than or equal to"}, {"geq", OP, "大于等于", "is greater than or equal to"},
    {"geqslant", OP, "大于等于", "is greater than or equal to"}, {"lt", OP, "小于", "is less than"}, {"gt", OP, "大于", "is greater than"},
    {"ne", OP, "不等于", "is not equal to"}, {"neq", OP, "不等于", "is not equal to"}, {"approx", OP, "约等于", "is approximately"},
    {"sim", OP, "相似于", "is similar to"}, {"cong", OP, "全等于", "is congruent to"}, {"equiv", OP, "恒等于", "is equivalent to"},
    {"propto", OP, "正比于", "is proportional to"}, {"to", OP, "趋于", "approaches"}, {"rightarrow", OP, "趋于", "goes to"},
    {"Rightarrow", OP, "推出", "implies"}, {"implies", OP, "推出", "implies"}, {"Leftrightarrow", OP, "等价于", "is equivalent to"},
    {"iff", OP, "当且仅当", "if and only if"}, {"in", OP, "属于", "in"}, {"notin", OP, "不属于", "not in"},
    {"subset", OP, "包含于", "is a subset of"}, {"subseteq", OP, "包含于", "is a subset of"}, {"cup", OP, "并", "union"},
    {"cap", OP, "交", "intersection"}, {"setminus", OP, "差", "minus"}, {"perp", OP, "垂直于", "is perpendicular to"},
    {"parallel", OP, "平行于", "is parallel to"}, {"mid", OP, "整除", "divides"}, {"land", OP, "且", "and"}, {"lor", OP, "或", "or"},
    {"forall", OP, "对任意", "for all"}, {"exists", OP, "存在", "there exists"}, {"because", OP, "因为", "because"},
    {"therefore", OP, "所以", "therefore"}, {"angle", OP, "角", "angle"}, {"triangle", OP, "三角形", "triangle"}, {"neg", OP, "非", "not"},
    {"infty", NAME, "无穷", "infinity"}, {"emptyset", NAME, "空集", "the empty set"}, {"partial", NAME, "偏", "partial"},
    {"nabla", NAME, "nabla", "nabla"}, {"degree", NAME, "度", "degrees"}, {"prime", NAME, "撇", "prime"}, {"cdots", NAME, "……", "…"},
    {"ldots", NAME, "……", "…"}, {"dots", NAME, "……", "…"}, {"hbar", NAME, "h拔", "h bar"}, {"%", NAME, "%", "percent"},
    {"sin", OP, "sine", "sine"}, {"cos", OP, "cosine", "cosine"}, {"tan", OP, "tangent", "tangent"}, {"cot", OP, "cotangent", "cotangent"},
    {"ln", OP, "L N", "L N"}, {"lg", OP, "L G", "L G"}, {"exp", OP, "exp", "exp"}, {"max", OP, "最大值", "the maximum of"},
    {"min", OP, "最小值", "the minimum of"}, {"arcsin", OP, "arc sine", "arc sine"}, {"arccos", OP, "arc cosine", "arc cosine"},
    {"arctan", OP, "arc tangent", "arc tangent"}, {"mod", OP, "模", "mod"}, {"bmod", OP, "模", "mod"},
    {"alpha", NAME, "α", "alpha"}, {"beta", NAME, "β", "beta"}, {"gamma", NAME, "γ", "gamma"}, {"Gamma", NAME, "γ", "gamma"},
    {"delta", NAME, "δ", "delta"}, {"Delta", NAME, "Δ", "delta"}, {"epsilon", NAME, "ε", "epsilon"}, {"varepsilon", NAME, "ε", "epsilon"},
    {"zeta", NAME, "泽塔", "zeta"}, {"eta", NAME, "伊塔", "eta"}, {"theta", NAME, "θ", "theta"}, {"Theta", NAME, "θ", "theta"},
    {"kappa", NAME, "卡帕", "kappa"}, {"lambda", NAME, "λ", "lambda"}, {"Lambda", NAME, "λ", "lambda"}, {"mu", NAME, "μ", "mu"},
    {"nu", NAME, "纽", "nu"}, {"xi", NAME, "克西", "xi"}, {"pi", NAME, "π", "pi"}, {"Pi", NAME, "π", "pi"}, {"rho", NAME, "ρ", "rho"},
    {"sigma", NAME, "σ", "sigma"}, {"Sigma", NAME, "σ", "sigma"}, {"tau", NAME, "陶", "tau"}, {"phi", NAME, "φ", "phi"},
    {"varphi", NAME, "φ", "phi"}, {"Phi", NAME, "φ", "phi"}, {"chi", NAME, "希", "chi"}, {"psi", NAME, "普西", "psi"},
    {"Psi", NAME, "普西", "psi"}, {"omega", NAME, "ω", "omega"}, {"Omega", NAME, "ω", "omega"},
    {"begin", ARGUMENT_SILENT, "", ""}, {"end", ARGUMENT_SILENT, "", ""}, {"tag", ARGUMENT_SILENT, "", ""}, {"label", ARGUMENT_SILENT, "", ""},
    {"color", ARGUMENT_SILENT, "", ""}, {"hspace", ARGUMENT_SILENT, "", ""}, {"hline", SILENT, "", ""}, {"nonumber", SILENT, "", ""},
    {"langle", SILENT, "", ""}, {"rangle", SILENT, "", ""}, {"lfloor", SILENT, "", ""}, {"rfloor", SILENT, "", ""}, {"ce", SILENT, "", ""},
    {"left", FENCE, "", ""}, {"right", FENCE, "", ""},
    {"big", SILENT, "", ""}, {"Big", SILENT, "", ""}, {"bigg", SILENT, "", ""}, {"quad", SILENT, "", ""}, {"qquad", SILENT, "", ""},
    {"mathbf", SILENT, "", ""}, {"mathbb", SILENT, "", ""}, {"mathcal", SILENT, "", ""}, {"boldsymbol", SILENT, "", ""},
    {"displaystyle", SILENT, "", ""}, {"limits", SILENT, "", ""}, {"overline", SILENT, "", ""}, {"underline", SILENT, "", ""},
    {"boxed", SILENT, "", ""}, {"bm", SILENT, "", ""}, {"it", SILENT, "", ""}, {"rm", SILENT, "", ""}, {"bf", SILENT, "", ""},
};
// clang-format on

static const struct command *find_command(const char *name, size_t n)
{
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (strlen(commands[i].name) == n && !memcmp(commands[i].name, name, n))
            return &commands[i];
    return NULL;
}

int pages_math_knows(const char *name, size_t n)
{
    return find_command(name, n) != NULL;
}

static void run_command(struct math *m, const struct command *c)
{
    m->operand = c->kind == NAME;
    switch (c->kind) {
    case NAME:
    case OP:
        word(m, c->zh, c->en);
        break;
    case AFTER:
        after_name(m, c->zh, c->en);
        break;
    case BEFORE:
        before_name(m, c->zh, c->en);
        break;
    case LIMITS:
        between_limits(m, c->zh, c->en);
        break;
    case FRACTION:
        fraction(m);
        break;
    case CHOOSE:
        read_span(m, argument(m));
        word(m, "选", "choose");
        read_span(m, argument(m));
        break;
    case ROOT:
        root(m);
        break;
    case LIM:
        limit(m);
        break;
    case LOG:
        logarithm(m);
        break;
    case TEXT:
        plain_text(m);
        break;
    case SILENT:
        break;
    case ARGUMENT_SILENT:
        if (span_is(m, argument(m), "array") && peek(m) == '{') argument(m); /* its columns */
        break;
    case FENCE:
        if (peek(m) == '.') m->at++;
        break;
    }
}

/* \mid in a set, \sim before a distribution. */
static int means_otherwise(struct math *m, const struct command *c)
{
    if (m->in_set && !strcmp(c->name, "mid")) {
        word(m, "，满足", "such that");
    } else if (!strcmp(c->name, "sim")) {
        skip_spaces(m);
        int named = m->at + 1 < m->n && peek(m) >= 'A' && peek(m) <= 'Z' && m->s[m->at + 1] == '(';
        if (!named) return 0;
        word(m, "服从", "follows");
    } else {
        return 0;
    }
    m->operand = 0;
    return 1;
}

static void command(struct math *m)
{
    size_t at = m->at, end = command_end(m, at);
    const char *name = m->s + at + 1;
    size_t n = end > at ? end - at - 1 : 0;
    m->at = end;
    if (n == 1 && strchr("\\,;", *name)) {
        if (*name == '\\') word(m, "，", ",");
        return;
    }
    if (n == 1 && strchr("{}", *name)) {
        m->in_set = *name == '{';
        return;
    }
    const struct command *c = n && n < NAME_MAX_BYTES ? find_command(name, n) : NULL;
    if (c && means_otherwise(m, c)) return;
    if (c && (m->depth < DEPTH_MAX || c->kind == NAME || c->kind == OP)) {
        run_command(m, c);
    } else if (!c && n && is_letter(*name)) {
        say(m, name, n);
        m->operand = 1;
    }
}

/* ---- everything else ---- */

static void number(struct math *m)
{
    size_t at = m->at;
    while (is_digit(peek(m)) ||
           ((peek(m) == '.' || peek(m) == ',') && m->at + 1 < m->n && is_digit(m->s[m->at + 1])))
        m->at++;
    say(m, m->s + at, m->at - at);
    m->operand = 1;
}

/* One letter is a name (in English an A, not the article); capitals together name points. */
static void letters(struct math *m)
{
    size_t at = m->at;
    m->at++;
    while (m->s[at] >= 'A' && m->s[at] <= 'Z' && peek(m) >= 'A' && peek(m) <= 'Z')
        m->at++;
    say(m, m->s[at] == 'a' ? "A" : m->s + at, m->at - at);
    m->operand = 1;
}

/* (...) keeps its brackets, but for f(x): f of x. |...| is an absolute value. */
static void group(struct math *m, char open, char close)
{
    size_t at = m->at, end;
    size_t name = at; /* f'(x) */
    while (name && m->s[name - 1] == '\'')
        name--;
    int called =
        name && m->operand && is_letter(m->s[name - 1]) && (name < 2 || !is_letter(m->s[name - 2]));
    m->at++;
    if (open == '|') {
        const char *bar = memchr(m->s + m->at, '|', m->n - m->at);
        end = bar ? (size_t)(bar - m->s) : m->n;
    } else {
        end = m->depth < DEPTH_MAX ? group_end(m, at, open, close) : m->n;
    }
    if (end == m->n || m->depth >= DEPTH_MAX) {
        if (open == '|') word(m, "，", "given");
        return;
    }
    struct span a = {at + 1, end};
    if (open == '|') {
        if (!m->zh) word(m, "", "the absolute value of");
        read_span(m, a);
        word(m, "的绝对值", "");
    } else if (called) {
        if (!m->zh) word(m, "", "of");
        read_span(m, a);
    } else {
        say(m, "(", 1);
        read_span(m, a);
        say(m, ")", 1);
    }
    m->at = end + 1;
    m->operand = 1;
}

static void sign(struct math *m, char c)
{
    // clang-format off
    static const struct { char c; const char *zh, *en; } signs[] = {
        {'+', "加", "plus"}, {'-', "减", "minus"}, {'=', "等于", "equals"}, {'<', "小于", "is less than"},
        {'>', "大于", "is greater than"}, {'/', "除以", "over"}, {'*', "乘", "times"}, {':', "比", "to"},
        {',', "，", ","}, {';', "，", ","},
    };
    // clang-format on
    m->at++;
    if (c == '-' && !m->operand) {
        word(m, "负", "negative");
        return;
    }
    if (c == '!') {
        word(m, "的阶乘", "factorial");
        return;
    }
    if (c == '\'') {
        int two = peek(m) == '\'';
        m->at += (size_t)two;
        word(m, two ? "两撇" : "撇", two ? "double prime" : "prime");
        return;
    }
    if ((c == '&' || c == ',' || c == ';') && is_after_comma(m)) return;
    if (c == '&' && !strchr("=<>\\&", peek(m))) word(m, "，", ","); /* a | x > 0; but &= */
    if (c == '.' && m->at == m->n) buf_putc(m->out, '.');
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (signs[i].c == c) {
            word(m, signs[i].zh, signs[i].en);
            m->operand = 0;
        }
}

static void read_all(struct math *m)
{
    while (m->at < m->n) {
        char c = peek(m);
        if (c == '\\') {
            command(m);
        } else if (c == '^') {
            m->at++;
            power(m);
        } else if (c == '_') {
            m->at++;
        } else if (is_digit(c)) {
            number(m);
        } else if (is_letter(c)) {
            letters(m);
        } else if (c == '(' || c == '|') {
            group(m, c, c == '(' ? ')' : '|');
        } else if ((unsigned char)c >= 0x80) {
            size_t at = m->at;
            utf8_next(m->s, m->n, &m->at);
            say(m, m->s + at, m->at - at);
            m->operand = 1;
        } else {
            sign(m, c);
        }
        if (m->depth < DEPTH_MAX) scripts(m);
    }
}

void pages_math(const char *s, size_t n, int zh, struct buf *out)
{
    struct math m = {.s = s, .n = n, .zh = zh, .out = out};
    read_all(&m);
}
