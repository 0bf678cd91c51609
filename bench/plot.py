"""A small SVG writer: line charts and bars with readable axes, in colours that work on light and dark pages.

    page([Lines(...), Bars(...)], title) -> text of an .svg file"""
import math
from xml.sax.saxutils import escape

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 620, 340, 64, 150, 46, 46
# Told apart also by people who do not see red and green apart; readable on white and on black.
COLOURS = ["#0a7cc9", "#d2691e", "#1a9e77", "#c0399f", "#8a7a00", "#7a5fd3", "#cc3344", "#6b7785", "#3f9bb0"]
STYLE = """svg{font:12px system-ui,sans-serif}.page{fill:#fff}.ink{fill:#1c2128}.dim{fill:#57606a}.grid{stroke:#d0d7de}
@media(prefers-color-scheme:dark){.page{fill:#0d1117}.ink{fill:#e6edf3}.dim{fill:#9198a1}.grid{stroke:#30363d}}"""


given = {}


def colour_of(name): return COLOURS[given.setdefault(name, len(given)) % len(COLOURS)]   # one engine, one colour on the page


def text(x, y, s, cls="ink", anchor="start", more=""):
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{cls}" text-anchor="{anchor}"{more}>{escape(str(s))}</text>'


def number(v):
    return f"{v:.3g}" if v < 1000 else f"{v:.0f}"


class Scale:
    """Values to places; logarithmic with ticks at 1, 2, 5, or linear from zero."""

    def __init__(self, values, low, high, log):
        self.log, self.low, self.high = log, low, high
        if log:
            marks = [m * 10.0**e for e in range(-6, 7) for m in (1, 2, 5)]
            self.a = max([m for m in marks if m <= min(values)], default=marks[0])
            self.b = min([m for m in marks if m >= max(values)], default=marks[-1])
            if self.a == self.b: self.a, self.b = self.a / 2, self.b * 2
            self.ticks = [m for m in marks if self.a <= m <= self.b]
        else:
            top = max(values) or 1
            step = next(m * 10.0**e for e in range(-6, 7) for m in (1, 2, 5) if m * 10.0**e * 6 >= top)
            self.a, self.b = 0, step * math.ceil(top / step)
            self.ticks = [step * i for i in range(round(self.b / step) + 1)]

    def __call__(self, v):
        a, b, v = (math.log(x) for x in (self.a, self.b, v)) if self.log else (self.a, self.b, v)
        return self.low + (v - a) / (b - a) * (self.high - self.low)


class Lines:
    """series: {name: [(x, y), ...]}; x logarithmic at the values there are."""

    def __init__(self, title, x_name, y_name, series, log=True):
        self.title, self.x_name, self.y_name, self.series, self.log = title, x_name, y_name, series, log

    def svg(self):
        points = [p for s in self.series.values() for p in s]
        xs = sorted({x for x, _ in points})
        x = Scale(xs, LEFT, WIDTH - RIGHT, True)
        y = Scale([v for _, v in points], HEIGHT - BOTTOM, TOP, self.log)
        out = [text(LEFT, 22, self.title, more=' font-weight="600"'), text(LEFT, 38, self.y_name, "dim"),
               text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, self.x_name, "dim", "middle")]
        for t in y.ticks:
            out.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(t):.1f}" y2="{y(t):.1f}" class="grid"/>')
            out.append(text(LEFT - 6, y(t) + 4, number(t), "dim", "end"))
        out += [text(x(v), HEIGHT - BOTTOM + 16, number(v), "dim", "middle") for v in xs]
        labels = []
        for name, s in self.series.items():
            colour, s = colour_of(name), sorted(s)
            path = " ".join(f"{x(a):.1f},{y(b):.1f}" for a, b in s)
            out.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
            out += [f'<circle cx="{x(a):.1f}" cy="{y(b):.1f}" r="3" fill="{colour}"/>' for a, b in s]
            labels.append([y(s[-1][1]) + 4, name, colour])
        labels.sort()
        for before, label in zip(labels, labels[1:]): label[0] = max(label[0], before[0] + 14)   # none over another
        out += [text(WIDTH - RIGHT + 8, at, name, more=f' style="fill:{colour}"') for at, name, colour in labels]
        return "".join(out)


class Bars:
    """bars: {name: value}, one below the other, longest not more than the width."""

    def __init__(self, title, unit, bars):
        self.title, self.unit, self.bars = title, unit, bars

    def svg(self):
        x = Scale(list(self.bars.values()), LEFT + 70, WIDTH - 70, False)
        step = min(26, (HEIGHT - TOP - 16) / len(self.bars))
        out = [text(16, 22, self.title, more=' font-weight="600"'), text(16, 38, self.unit, "dim")]
        for i, (name, v) in enumerate(self.bars.items()):
            y = TOP + 6 + i * step
            out.append(f'<rect x="{x.low}" y="{y:.1f}" width="{max(1, x(v) - x.low):.1f}" height="{step - 6:.1f}" '
                       f'fill="{colour_of(name)}"/>')
            out.append(text(x.low - 6, y + step / 2 + 1, name, anchor="end"))
            out.append(text(x(v) + 6, y + step / 2 + 1, number(v), "dim"))
        return "".join(out)


def page(charts, title, columns=2):
    rows = -(-len(charts) // columns)
    w, h = WIDTH * min(columns, len(charts)), HEIGHT * rows + 30
    body = "".join(f'<g transform="translate({WIDTH * (i % columns)},{30 + HEIGHT * (i // columns)})">{c.svg()}</g>' for i, c in enumerate(charts))
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" width="{w}" height="{h}" role="img"><title>{escape(title)}</title>'
            f'<style>{STYLE}</style><rect width="{w}" height="{h}" class="page"/>{text(16, 22, title, "dim")}{body}</svg>\n')
