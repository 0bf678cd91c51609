#!/usr/bin/env python3
"""Writes zh-chooser.tsv, the cases of tests/unit/text/zh/test_zh_chooser.c: what the original network answers.

    make-zh-chooser.py G2PM-WHEEL >tests/text/zh-chooser.tsv        (needs numpy; the wheel is in the data folder's packages/)

A line is one of our own sentences, and for each of its characters that the network knows with several readings its place and the best of
those readings (not of all classes, as the original takes it). A sentence where two readings are closer than 0.01 is refused.
"""
import sys, zipfile, tempfile
import numpy as np

SENTENCES = """
他长得很高，是我们班的班长。
银行的行长今天不在，请改天再来。
她弹得一手好琴，子弹却没见过。
我们都住在首都，都喜欢听音乐。
大夫给他量了体温，说他的体重没有变化。
这只猫只吃鱼。
他把钱还了，可是还没有道歉！
天空中有一片白云，空着的椅子上没有人。
请把这几个数字数一数。
那座山很难爬，难民们却翻过去了
会计正在开会；教授教我们写论文。
藏族的同学把书藏在箱子里。
他应该答应我们的要求，反应不要太快。
朝阳照着朝代的遗址，种子种在地里。
Q：他的假是真的还是假的？
重庆的重工业得到了重新调查和调整
弯曲的小路上飘来一支曲子。
他挑着担子，担心自己担当不起。
着
为了孩子，他成为了一名好老师，并以此为荣。
"""

def sigmoid(x):
    return 1 / (1 + np.exp(-x))

def lstm(x, wi, wh, b):
    h = c = np.zeros(wh.shape[1])
    out = []
    for row in x:
        i, f, g, o = np.split(wi @ row + wh @ h + b, 4)
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        h = sigmoid(o) * np.tanh(c)
        out.append(h)
    return np.array(out)

def main():
    import pickle
    with zipfile.ZipFile(sys.argv[1]) as z:
        load = lambda name: pickle.loads(z.read("g2pM/" + name))
        net, char, classes, readings = load("np_ckpt.pkl"), load("char2idx.pkl"), load("class2idx.pkl"), load("digest_cedict.pkl")
    net = {k: np.asarray(v, dtype=np.float64) for k, v in net.items()}
    print("# own sentences; place and reading of each character that g2pM's network decides: made by make-zh-chooser.py")
    for s in SENTENCES.split("\n"):
        if not s:
            continue
        ids = [char["시"]] + [char.get(c, char["<UNK>"]) for c in s] + [char["끝"]]
        x = net["embedding.weight"][ids]
        f = lstm(x, net["lstm.weight_ih_l0"], net["lstm.weight_hh_l0"], net["lstm.bias_ih_l0"] + net["lstm.bias_hh_l0"])
        b = lstm(x[::-1], net["lstm.weight_ih_l0_reverse"], net["lstm.weight_hh_l0_reverse"],
                 net["lstm.bias_ih_l0_reverse"] + net["lstm.bias_hh_l0_reverse"])[::-1]
        hidden = np.maximum(np.hstack([f, b]) @ net["logit_layer.0.weight"].T + net["logit_layer.0.bias"], 0)
        logit = hidden @ net["logit_layer.2.weight"].T + net["logit_layer.2.bias"]
        found = []
        for i, c in enumerate(s):
            mine = [r for r in dict.fromkeys(readings.get(c, [])) if r in classes and r[:2] != "xx"]
            if len(mine) < 2:
                continue
            score = sorted(((logit[i + 1][classes[r]], r) for r in mine), reverse=True)
            assert score[0][0] - score[1][0] > 0.01, (s, c, score)
            found.append(f"{i} {score[0][1].replace('u:', 'v')}")
        print(s, " ".join(found), sep="\t")

main()
