#include "text/zh/zh_corrections.h"

// clang-format off
const struct zh_correction zh_corrections[] = {
    {"不了", NULL}, {"得了", NULL}, {"了得", NULL}, {"不为", NULL},
    {"一行", NULL}, {"穿着", NULL},
    {"金冠", "jin1 guan1"}, {"种姓", "zhong3 xing4"}, {"钻井", "zuan1 jing3"}, {"要约", "yao1 yue1"},
    {"行商", "xing2 shang1"}, {"砚台", "yan4 tai5"}, {"二重", "er4 chong2"}, {"划界", "hua4 jie4"},
    {"首发式", "shou3 fa1 shi4"}, {"以攻为守", "yi3 gong1 wei2 shou3"}, {"大黄鱼", "da4 huang2 yu2"},
    {"强逼", "qiang3 bi1"}, {"强留", "qiang3 liu2"}, {"曲柄", "qu1 bing3"}, {"同好", "tong2 hao4"},
    {"中招", "zhong4 zhao1"}, {"富商大贾", "fu4 shang1 da4 gu3"}, {"责任田", "ze2 ren4 tian2"},
    {"得法", "de2 fa3"}, {"段长", "duan4 zhang3"}, {"重出", "chong2 chu1"}, {"留空", "liu2 kong4"},
    {"连累", "lian2 lei3"}, {"监利", "jian4 li4"},
    {"地方", "di4 fang5"}, {"东西", "dong1 xi5"}, {"告诉", "gao4 su5"},
    {"关系", "guan1 xi5"}, {"没关系", "mei2 guan1 xi5"}, {"清楚", "qing1 chu5"}, {"消息", "xiao1 xi5"},
    {"打听", "da3 ting5"}, {"厉害", "li4 hai5"}, {"脑袋", "nao3 dai5"}, {"早上", "zao3 shang5"},
    {"晚上", "wan3 shang5"}, {"生意", "sheng1 yi5"}, {"名字", "ming2 zi5"}, {"棉花", "mian2 hua5"},
    {"痛快", "tong4 kuai5"}, {"打扮", "da3 ban5"}, {"吩咐", "fen1 fu5"}, {"嘱咐", "zhu3 fu5"},
    {"喷嚏", "pen1 ti5"}, {"活泼", "huo2 po5"}, {"硬朗", "ying4 lang5"}, {"值得", "zhi2 de5"},
    {"护士", "hu4 shi5"}, {"动静", "dong4 jing5"}, {"和尚", "he2 shang5"}, {"主意", "zhu3 yi5"},
    {"养活", "yang3 huo5"}, {"挖苦", "wa1 ku5"}, {"折磨", "zhe2 mo5"},
    {"铁匠", "tie3 jiang5"}, {"首饰", "shou3 shi5"}, {"运气", "yun4 qi5"}, {"本事", "ben3 shi5"},
    {"大方", "da4 fang5"}, {"热乎", "re4 hu5"}, {"皇上", "huang2 shang5"}, {"大爷", "da4 ye5"},
    {"时候", "shi2 hou4"}, {"有时候", "you3 shi2 hou4"}, {"小时候", "xiao3 shi2 hou4"}, {"这时候", "zhe4 shi2 hou4"},
    {"那时候", "na4 shi2 hou4"}, {"到时候", "dao4 shi2 hou4"}, {"什么时候", "shen2 me5 shi2 hou4"},
    {"买卖", "mai3 mai4"}, {"实际上", "shi2 ji4 shang4"}, {"当天", "dang4 tian1"}, {"重拍", "chong2 pai1"}, {"晒干", "shai4 gan1"},
    {"喷喷香", "pen1 pen1 xiang1"}, {"学生", "xue2 sheng1"}, {"学问", "xue2 wen4"},
    {"似的", "shi4 de5"}, {"小伙子", "xiao3 huo3 zi5"}, {"干净", "gan1 jing4"}, {"打量", "da3 liang5"},
};
// clang-format on

const size_t zh_corrections_n = sizeof zh_corrections / sizeof *zh_corrections;
