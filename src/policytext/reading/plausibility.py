"""How plausible a decoded text is as Chinese: its weight, by how common its characters are."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import opencc

HEAVIEST = 13
"""Mean bits of a non-ASCII character, up to which a reading is plausible Chinese.

The 25 reports measured lie between 9.6 and 10.0 in either script, their wrong readings above 16.
"""

WINDOW, HEAVIEST_WINDOW = 32, 14
"""No run of so many characters may weigh more on average: a part of a file can be wrong."""

FEW = 100
"""Non-ASCII characters up to which all readings are weighed, though the one be plausible."""

FORBIDDEN = 40  # bits of what no text holds
CHUNK = 2**20  # characters weighed at once: a multiple of WINDOW, which bounds the memory

# The 1,500 characters of GB2312 that are most frequent in jieba 0.42.1's dictionary, words weighted
# by their frequency: the first 100 are 36 % of its running text, the first 500 73 %, all 93 %. Left
# out are 锛 and 涓, which owe their places to UTF-8 read as GBK.
FREQUENT = (
    "一是人了不在有大中国和为这上他个地年来我会以到时要出的生学说道民家子也成行下们于后就发自之对"
    "得主长可过天作分方用多你着部能市等业全里工公经本都而高政法面门动日进区事代那去心小同北定开产"
    "前其军还然起种所如现理机体表力好外与文当两实重新三么只山水关明从化平建又制南内西没此将员名手"
    "最东头者月间无安看见各城十相但已些正口通想度加第她合院物性战由位常点海意场武使次二向治因立数"
    "样身情入原问把路被并利石老教万知级量任江及应省资委务元美特期世湖回系比气汉总展电科金先声提品"
    "设或义王社很统处四首共马形己儿司太目基领队直计别女权话少流命至报米给打变果书清活几州华解议更"
    "称程今决张导术府才保交放管结师便走达族反再题色五京河接条规式县白它改风光运信受什组听布百济党"
    "指论强做取技黄神选记斯真却职号界件花类何眼兵传带空干农边据集联古广完质阳难增历史专官每住商即"
    "步认车台林必死游举线言皇土团收考求德叫近备研争非具李众连调感转笑革该持始英克士尔让拉思根格造"
    "较际亲单朝红型价校约器字段周亚深候则功属积快图火千准究往极育装许参半令吃观鱼精办像帝八复影告"
    "远群包整构料随划算象容示投势热值夫网望源息语股铁断派速怎需片爱律纪支早况病境证编越局推满且列"
    "觉服双未居除乐企引标确织初青志率项飞球节察龙响药站施均消客失轻存低甚般击曾防请离落显罗营足素"
    "视护副食创余照兴占巴虽洲村费易试星木黑左宝置跟央识维采六底宫房音环案批切斗富乡另倒若按查故突"
    "责严桥模仅胜杀围席态破承招杨负层须父供续状域似依银范修找九致密终血旅钱赛独细效玉冲获习医演毛"
    "尽脸弹楼艺航陆右协七攻镇检写苏宗章注阿抗弟坐验封紧劳户优财养适陈喜卫排射哥油刻留急降念云微伤"
    "例景拿绝阶座刘刚害印亿沙母酒助闻超审待压升送监策略限竟香配藏敌呢差仍兰温园树征善波哪词岛止预"
    "怕继皮执味份角草男普答益谁船惊核街夏宣掌田久著画辑奇尼剑吧谈背免孩礼材愿洋春架筑括晚乱乎讲尚"
    "良友临激刀夜室既敢邦挥昌板胡欧福港叶简苦担句岁荆贵娘守辖威宜衣帮块堂额错剧充欢够孙班呼阵销坚"
    "练脚退读测吴希宁换版异某顾曲楚典朱毒菜判救宋茶洪含顺啊鲜败货矿端兄归冷忙买险康评肉吗厂永哈沉"
    "散遗停笔假输牛洞松渐顶训录否述毕督控丰献姑忽爷互亮纳襄登咱钟伯臣雄季脑介鄂召饭暗扩祖齐短烈赶"
    "牌恩诉移诗础露届蒙静喝盘卖植授伊湾博痛减穿逐秘庭陵固禁票灵杂姓泽吸侧庆妈遇追甲馆补唐炮沿殿刺"
    "怪彩俄旧警索岸轮妇载靠附毫怀软骨探雷旁罪枪牙迎序慢盛雨墙恶谷顿危稳熟概酸操诸绿佛荣针托宽折野"
    "付午肯库厚缺罢耳屋嘴末谢巨培页瓦款犯困店智拥雪翻圣戏旗吉婚奖岩疑币圆歌廷健卡烧析讨跑烟误仙疗"
    "舞亡闭汽伸脱秋姐繁侵川莫麻秀借寻私岗卷跳丽横驻套兼您君丁束纸夺袁灯坏坦丝径购阴床瞧择墓宪峰遍"
    "鲁庙掉丹桃御舰避售怒课播拔奥延虚隐粮络遭摇潜庄混厅婆奴鼓赵访睡震予童徐韦殖抓拜吨扬址洛休纵逃"
    "染纷贸透汇灭蛋森仪塔距狐融郡缓聚盖拍迹忠释润粉孔岭搜紫虑促抵钢塞寺津液码虎坛珍硬梁奔累役偏迫"
    "凡损壁哭替税综伦冰盟挂韩竞乌尤弱铺妹秦尊竹珠迅脉泥鬼纯睛刑途隆潮幅杯握谋剂幸奉乘抱朋谓频崇壮"
    "骑恐享鸡虫绍铜呈泛械摆欲奶敬措爆暴签猛郭嘉障缩亦废搞胞埃曰撤暖寒订俗绩阻盐萨勒忘奏孝贴灰梅触"
    "玩默醒胸莲篇柱裁啦淡抢捕闹纺截讯朗誉雅忍梦伙勇峡徒丈尾迷唱泉泰佳残闪伍呀疾署剩贼冠倾豆申贫诺"
    "麦泪羊尖辈镜涉贡爹缘摩妻殊贝零映甘骂糖岳饮奋棉雕跃汗冒渡努赞启阁斤裂患伏池鹿洗劲晋倍圈媒箭沟"
    "锋胆凭挑抬闯隔弄曹汤苗迁叹唯振储贯彻桌祭符僧衡炸旋喊凤黎郎援肥磁忌赏辽祥董仁辛瑞询敏浪貌毁昨"
    "巧腿抽荷陷焦净腹弃乃湘亩滑狗冬宏皆番尸伟桂览恢龄绕趣晶坡魏摸伴墨浓绪舍蓝荡阅井鸿旦惯症鸟窗扎"
    "辞聘穷堰宇键荒递恨隶厉杜闲腰袭侍灾涨叔湿寨幕豪郑磨浮薄券"
)
# Written Cantonese, which a dictionary of the standard language does not hold.
CANTONESE = "嘅咗喺唔佢啲嗰嚟冇咁哋俾畀睇乜嘢係嘥攞搵噉啱"
PUNCTUATION = "，。、；：？！“”‘’「」『』（）《》〈〉【】—…·％～　"


@dataclass(frozen=True)
class Reading:
    """What bytes give under one encoding, and how it weighs.

    `bits` weighs the whole; `mean` one of the `n_wide` characters outside ASCII (0 if there is
    none); `worst` one of the heaviest run of `WINDOW` characters, which begins at `worst_at`.
    `forbidden` counts what no text holds: NUL, private use, places that are no characters.
    """

    encoding: str
    text: str
    bits: float
    mean: float
    worst: float
    worst_at: int
    n_wide: int
    forbidden: int

    @property
    def plausible(self) -> bool:
        """Whether this can be Chinese, or ASCII, from one end to the other."""
        return self.mean <= HEAVIEST and self.worst <= HEAVIEST_WINDOW and not self.forbidden

    @property
    def sure(self) -> bool:
        """Whether it is plausible over so many characters that no other reading can be."""
        many = self.n_wide > FEW or (self.n_wide == 0 and len(self.text) > 10 * FEW)
        return self.plausible and many


def weigh(text: str, encoding: str) -> Reading:
    """The reading with its weights; linear in the length of the text.

    Examples
    --------
    'Common characters', rightly and as the Big5 bytes read in GB18030:

    >>> weigh("常見的字", "big5").mean
    9.5
    >>> weigh("常見的字".encode("big5").decode("gb18030"), "gb18030").mean > 15
    True
    """
    bits = bits_by_character()
    total = wide_bits = n_wide = forbidden = 0
    worst, worst_at = 0.0, 0
    for start in range(0, len(text), CHUNK):
        codes = np.frombuffer(
            text[start : start + CHUNK].encode("utf-32-le", "surrogatepass"), dtype=np.uint32
        )
        weights = bits[codes]
        wide = weights[codes > 127]
        total += int(weights.sum(dtype=np.int64))
        wide_bits += int(wide.sum(dtype=np.int64))
        n_wide += len(wide)
        forbidden += int(np.count_nonzero(weights == FORBIDDEN))
        for first in (0, len(weights) % WINDOW):  # from either end, so that no tail is left out
            runs = weights[first : first + len(weights) // WINDOW * WINDOW]
            runs = runs.reshape(-1, WINDOW).mean(axis=1)
            if len(runs) and runs.max() > worst:
                worst, worst_at = float(runs.max()), start + first + int(runs.argmax()) * WINDOW
    mean = wide_bits / n_wide if n_wide else 0.0
    return Reading(encoding, text, total, mean, worst, worst_at, n_wide, forbidden)


@cache
def bits_by_character() -> np.ndarray:
    """The weight of each code point in whole bits, about the negative log2 of its share in texts.

    Traditional characters weigh what the simplified ones do that OpenCC makes of them. Built in
    some 20 ms, once.
    """
    bits = np.full(0x110000, 20, dtype=np.uint8)

    def put(characters: str, weight: int) -> None:
        bits[[ord(character) for character in characters]] = weight

    bits[0x3400:0xA000] = bits[0xF900:0xFB00] = 19
    bits[0x20000:0x33480] = 22
    big5 = level_one("big5", range(0xA4, 0xC7), [*range(0x40, 0x7F), *range(0xA1, 0xFF)])
    put(big5 + level_one("gb2312", range(0xB0, 0xD8), [*range(0xA1, 0xFF)]), 16)
    simplified = opencc.OpenCC("t2s").convert("\n".join(big5)).split("\n")
    for weight, frequent in ((12, FREQUENT), (10, FREQUENT[:500]), (8, FREQUENT[:100])):
        known = set(frequent)
        put(frequent, weight)
        put("".join(c for c, s in zip(big5, simplified, strict=True) if s in known), weight)
    put(CANTONESE, 12)
    bits[0x2460:0x24A0] = bits[0xFF01:0xFF5F] = bits[0x2160:0x2180] = 11  # ① Ａ Ⅰ
    bits[0x2500:0x2600] = 12  # rules of tables and squares
    put("·×÷±°²³©®™€•‧℃→★☆※㎡￥", 12)
    put(PUNCTUATION, 7)
    bits[:0x20] = bits[0x7F:0xA0] = 25
    bits[0x20:0x7F] = 8
    put("\t\n\r\ufeff", 6)
    bits[[0, 0xFFFD, 0xFFFE, 0xFFFF]] = FORBIDDEN
    bits[0xD800:0xF900] = bits[0xFDD0:0xFDF0] = bits[0xF0000:] = FORBIDDEN
    return bits


def level_one(encoding: str, leads: range, trails: list[int]) -> str:
    """The more common of the two sets of characters in GB2312 and in Big5."""
    pairs = (bytes([lead, trail]) for lead in leads for trail in trails)
    return "".join(pair.decode(encoding, "ignore") for pair in pairs)
