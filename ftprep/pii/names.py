"""Facts about names of people: Chinese surnames, characters of given names, common English names."""

from __future__ import annotations

SURNAMES_FREQUENT = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文"
"""The hundred most frequent, the Ministry of Public Security's yearly name report."""

SURNAMES_RARE = (
    "侍班傅齐欧温庞樊兰殷施洪翟安颜倪牛鲁葛伍岳季章柯柴左聂焦耿关霍裴祝娄阎甘卞鲍单瞿苗凌费屈路卜涂翁管游阮詹司蓝冉匡喻柳骆纪梅包盛申庄骆祁植宁辛靳成华欣景解卓阳时展童古喜麦"
    "蒲邢晏蔺褚卫朴尤项车奚岑滕郎窦宗宣连应邬荀鄢桂仇晁查蒙池巩佟厉隋丛仲戚穆米商权曲封沙粟邸闵党苟寇芦尚迟计胥刁尧虞舒麻臧佘谌竺冷房俞强劳储满全靖裘缪璩逄亓冼仝禹扈褟谷禄萧芮巫栾甄屠姬郦雍濮饶阚鞠蒯荆桓邝邰郜敖訾"
)
SURNAMES_TRADITIONAL = "張劉陳楊黃趙吳許韓鄧馮葉呂盧鍾譚陸範廖賈鄒譚閻龍賀龔邵萬錢嚴莊湯喬賴蘇鄭羅謝孫馬蔣鄔紀顧齊歐溫龐蘭顏魯聶關單費駱應連叢軍車衛"
SURNAMES_COMPOUND = (
    "欧阳 上官 司马 诸葛 皇甫 尉迟 公孙 慕容 令狐 夏侯 司徒 东方 南宫 长孙 宇文 端木 独孤 百里 轩辕 申屠 太史 闻人 澹台 濮阳 呼延 赫连 钟离 公冶 淳于 歐陽 諸葛 司馬 東方"
).split()

_SINGLE = frozenset(SURNAMES_FREQUENT + SURNAMES_RARE + SURNAMES_TRADITIONAL)
_COMPOUND = frozenset(SURNAMES_COMPOUND)

MALE_CHARS = "伟强磊军勇杰涛超明刚辉鹏飞斌宇浩凯健俊帆波彬鑫龙峰建国志毅坤林翔震"
FEMALE_CHARS = "芳娜敏静丽艳娟秀英霞燕玲桂洁琳婷雪梅倩颖莉萍红蓉薇瑶佳怡欣梦琪悦"
_FEMALE = frozenset(
    FEMALE_CHARS + "芬兰凤莲珍香菊花翠珠琴淑惠慧莹蕾媛妍婧嫣妮娅姗娇姣媚婉嫦娥婵淼馨黛芸茜莎菲蓓雯嘉璐瑾璇珊姝妹姐"
)
_TITLES_F = ("女士", "小姐", "太太", "夫人", "阿姨", "姐", "嫂", "妹妹", "奶奶", "大姐", "姐姐")

GIVEN_FEMALE = (
    "Mary Patricia Jennifer Linda Elizabeth Barbara Susan Jessica Sarah Karen Lisa Nancy Betty Sandra Margaret Ashley Kimberly Emily Donna Michelle Carol Amanda Melissa Deborah Stephanie Rebecca Sharon Laura Cynthia"
    " Dorothy Amy Kathleen Angela Shirley Emma Brenda Pamela Nicole Anna Samantha Katherine Christine Helen Debra Rachel Carolyn Janet Maria Catherine Heather Diane Olivia Julie Joyce Victoria Ruth Virginia Lauren Kelly"
    " Christina Joan Evelyn Judith Andrea Hannah Megan Cheryl Jacqueline Martha Madison Teresa Gloria Sara Janice Ann Kathryn Abigail Sophia Frances Jean Alice Judy Isabella Julia Grace Amber Denise Danielle Marilyn Beverly"
    " Charlotte Natalie Theresa Diana Brittany Doris Kayla Alexis Lori Marie"
).split()
GIVEN_MALE = (
    "James Robert John Michael David William Richard Joseph Thomas Christopher Charles Daniel Matthew Anthony Mark Donald Steven Andrew Paul Joshua Kenneth Kevin Brian George Timothy Ronald Jason Edward Jeffrey Ryan Jacob"
    " Gary Nicholas Eric Jonathan Stephen Larry Justin Scott Brandon Benjamin Samuel Gregory Alexander Patrick Frank Raymond Jack Dennis Jerry Tyler Aaron Jose Adam Nathan Henry Zachary Douglas Peter Kyle Noah Ethan Jeremy"
    " Walter Christian Keith Roger Terry Austin Sean Gerald Carl Harold Dylan Arthur Lawrence Jordan Jesse Bryan Billy Bruce Gabriel Joe Logan Alan Juan Albert Willie Elijah Wayne Randy Vincent Mason Roy Ralph Bobby Russell"
    " Bradley Philip Eugene"
).split()
SURNAMES_EN = (
    "Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Hernandez Lopez Gonzalez Wilson Anderson Thomas Taylor Moore Jackson Martin Lee Perez Thompson White Harris Sanchez Clark Ramirez Lewis Robinson"
    " Walker Young Allen King Wright Scott Torres Nguyen Hill Flores Green Adams Nelson Baker Hall Rivera Campbell Mitchell Carter Roberts Gomez Phillips Evans Turner Diaz Parker Cruz Edwards Collins Reyes Stewart Morris"
    " Morales Murphy Cook Rogers Gutierrez Ortiz Morgan Cooper Peterson Bailey Reed Kelly Howard Ramos Kim Cox Ward Richardson Watson Brooks Chavez Wood James Bennett Gray Mendoza Ruiz Hughes Price Alvarez Castillo Sanders"
    " Patel Myers Long Ross Foster Jimenez"
).split()
"""The US Social Security Administration's and the 2010 census's hundred most frequent."""

_FEMALE_EN = frozenset(name.casefold() for name in GIVEN_FEMALE)


def is_surname(name: str) -> bool:
    """Whether a Chinese name begins with a surname."""
    return name[:1] in _SINGLE or name[:2] in _COMPOUND


def is_compound(name: str) -> bool:
    """Whether the surname has two characters."""
    return name[:2] in _COMPOUND


def gender_of(name: str) -> str:
    """ "f" where the name or its title is a woman's by custom, else "m"."""
    if name.endswith(_TITLES_F):
        return "f"
    if name.isascii():
        return "f" if name.casefold() in _FEMALE_EN else "m"
    return "f" if any(char in _FEMALE for char in name[1:]) else "m"
