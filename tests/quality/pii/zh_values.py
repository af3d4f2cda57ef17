"""Made-up values of every structured entity, right ones and wrong ones, drawn from a seed. None is anybody's."""

from __future__ import annotations

import random
import string

from ftprep.pii.recognizers.cn_credit_code import ALPHABET, check_character
from ftprep.pii.recognizers.cn_id_card import check_digit
from ftprep.pii.recognizers.papers import hk_check, tw_valid

REGIONS = "110101 110105 120103 130102 210102 310104 310115 320106 330106 340103 350203 370202 410105 420106 430103 440106 440305 500103 510107 530102 610113".split()
PLACES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
PROVINCES = [
    "北京市朝阳区",
    "上海市浦东新区",
    "广东省深圳市南山区",
    "浙江省杭州市西湖区",
    "四川省成都市武侯区",
    "江苏省南京市鼓楼区",
    "湖北武汉洪山区",
    "福建省厦门市思明区",
    "陕西省西安市雁塔区",
    "天津市和平区",
    "",
    "朝阳区",
    "徐汇区",
]
ROADS = [
    "建国路",
    "中山北路",
    "人民大道",
    "文三路",
    "科苑南路",
    "解放西街",
    "长江路",
    "学院路",
    "天目山路",
    "南京东路",
    "锦绣大道",
    "青年大街",
    "复兴巷",
    "福民胡同",
]
ESTATES = ["阳光花园", "翠湖小区", "金色家园", "万科城", "紫金大厦", "创业园区", "绿地公寓", "锦江苑"]
DOMAINS = [
    "qq.com",
    "163.com",
    "126.com",
    "gmail.com",
    "outlook.com",
    "sina.com.cn",
    "foxmail.com",
    "company-mail.cn",
    "139.com",
]


class Values:
    """One method an entity; `wrong_…` and numbers of things are decoys."""

    def __init__(self, seed: int) -> None:
        self.r = random.Random(seed)

    def digits(self, n: int) -> str:
        return "".join(self.r.choice(string.digits) for _ in range(n))

    def mobile(self) -> str:
        number = self.r.choice(
            ["130", "135", "138", "139", "150", "158", "166", "173", "177", "180", "186", "188", "191", "199"]
        ) + self.digits(8)
        return self.r.choice(
            [
                number,
                number,
                number,
                f"{number[:3]} {number[3:7]} {number[7:]}",
                f"{number[:3]}-{number[3:7]}-{number[7:]}",
                f"+86 {number}",
                f"+86{number}",
                f"86-{number}",
            ]
        )

    def landline(self) -> str:
        area = self.r.choice(["010", "021", "0755", "0571", "028", "025", "0592"])
        number = self.r.choice("2345678") + self.digits(7 if len(area) == 3 else self.r.choice([6, 7]))
        return self.r.choice(
            [f"{area}-{number}", f"({area}){number}", f"{area} {number}", f"{area}-{number}-{self.digits(3)}"]
        )

    def region_phone(self) -> str:
        return self.r.choice(
            [
                f"+852 {self.r.choice('5679')}{self.digits(3)} {self.digits(4)}",
                f"+853 6{self.digits(3)} {self.digits(4)}",
                f"+886 9{self.digits(2)} {self.digits(3)} {self.digits(3)}",
                f"09{self.digits(2)}-{self.digits(3)}-{self.digits(3)}",
            ]
        )

    def email(self) -> str:
        name = self.r.choice(["zhangwei", "li.na", "wang_fang", "chenjie88", "hr-team", "liu2020", "sunny.zhao"])
        return f"{name}{self.r.choice(['', self.digits(2), self.digits(4)])}@{self.r.choice(DOMAINS)}"

    def birth(self) -> str:
        return f"{self.r.randint(1950, 2012)}{self.r.randint(1, 12):02d}{self.r.randint(1, 28):02d}"

    def id_card(self) -> str:
        body = self.r.choice(REGIONS) + self.birth() + self.digits(3)
        last = check_digit(body)
        return body + (last.lower() if last == "X" and self.r.random() < 0.3 else last)

    def wrong_id_card(self) -> str:
        good = self.id_card().upper()
        return good[:17] + self.r.choice([d for d in string.digits if d != good[17]])

    def old_id_card(self) -> str:
        return self.r.choice(REGIONS) + self.birth()[2:] + self.digits(3)

    def bank_card(self) -> str:
        prefix = self.r.choice(
            ["622202", "621700", "622848", "621661", "622588", "622155", "411111", "552288", "356833"]
        )
        body = prefix + self.digits((19 if prefix[0] == "6" and self.r.random() < 0.6 else 16) - len(prefix) - 1)
        card = body + luhn_digit(body)
        return self.r.choice([card, card, " ".join(card[i : i + 4] for i in range(0, len(card), 4))])

    def wrong_bank_card(self) -> str:
        body = "622202" + self.digits(12)
        good = luhn_digit(body)
        return body + self.r.choice([d for d in string.digits if d != good])

    def credit_code(self) -> str:
        body = (
            self.r.choice(["91", "92", "12", "52", "93"])
            + self.r.choice(REGIONS)
            + "".join(self.r.choice(ALPHABET) for _ in range(9))
        )
        return body + check_character(body)

    def plate(self) -> str:
        letters = "ABCDEFGHJKLMNPQRSTUVWXYZ"
        head = self.r.choice(PLACES) + self.r.choice(letters[:10]) + self.r.choice(["", "·", " "])
        if self.r.random() < 0.4:
            return head + self.r.choice("DF") + self.r.choice(letters + string.digits) + self.digits(4)
        return head + self.r.choice(
            [
                self.digits(5),
                self.r.choice(letters) + self.digits(4),
                self.digits(3) + self.r.choice(letters) + self.digits(1),
                self.r.choice(letters) + self.digits(2) + self.r.choice(letters) + self.digits(1),
            ]
        )

    def passport(self) -> str:
        return self.r.choice(
            [
                f"E{self.digits(8)}",
                f"G{self.digits(8)}",
                f"E{self.r.choice('ABCDEFGH')}{self.digits(7)}",
                f"D{self.digits(8)}",
            ]
        )

    def permit(self) -> str:
        return self.r.choice(
            [
                f"H{self.digits(8)}",
                f"M{self.digits(8)}",
                f"C{self.digits(8)}",
                f"C{self.r.choice('ABCD')}{self.digits(7)}",
                f"T{self.digits(8)}",
            ]
        )

    def hk_id(self) -> str:
        letter, number = self.r.choice("ABCDEGHKMPRSYZ"), self.digits(6)
        return f"{letter}{number}({hk_check(letter, number)})"

    def tw_id(self) -> str:
        body = self.r.choice("ABCDEFGHJKLMNPQRSTUVXY") + self.r.choice("12") + self.digits(7)
        return next(body + d for d in string.digits if tw_valid(body + d))

    def wechat(self) -> str:
        return self.r.choice(
            [
                f"wxid_{''.join(self.r.choice(string.ascii_lowercase + string.digits) for _ in range(14))}",
                f"{self.r.choice(['lily', 'tom', 'zhang', 'xiaomi', 'sky', 'Abc'])}_{self.digits(4)}",
                f"{self.r.choice(['wangwu', 'chen', 'happy', 'L'])}{self.digits(6)}",
                f"zhao-{self.digits(5)}",
            ]
        )

    def qq(self) -> str:
        return self.r.choice("123456789") + self.digits(self.r.randint(5, 9))

    def alipay(self) -> str:
        return self.r.choice([self.email(), "13" + self.digits(9)])

    def weibo(self) -> str:
        return self.r.choice(["@爱吃鱼的猫咪", "@travel_lily", "@小北日记", "@north_wind88"])

    def ip(self) -> str:
        return self.r.choice(
            [
                f"{self.r.choice([10, 36, 58, 101, 120, 172, 192, 223])}.{self.r.randint(1, 254)}.{self.r.randint(0, 254)}.{self.r.randint(2, 254)}",
                f"2408:8207:{self.r.randint(4096, 65535):x}:{self.r.randint(4096, 65535):x}::{self.r.randint(1, 9999):x}",
            ]
        )

    def mac(self) -> str:
        sign = self.r.choice(":-")
        return sign.join(f"{self.r.randint(0, 255):02X}" for _ in range(6))

    def date_of_birth(self) -> str:
        y, m, d = self.r.randint(1955, 2010), self.r.randint(1, 12), self.r.randint(1, 28)
        return self.r.choice([f"{y}年{m}月{d}日", f"{y}-{m:02d}-{d:02d}", f"{y}/{m}/{d}", f"{y}.{m:02d}.{d:02d}"])

    def address(self) -> str:
        head = self.r.choice(PROVINCES) + self.r.choice(ROADS) + f"{self.r.randint(1, 999)}号"
        tail = self.r.choice(
            [
                "",
                f"{self.r.choice(ESTATES)}{self.r.randint(1, 30)}栋{self.r.randint(1, 6)}单元{self.r.randint(1, 33)}0{self.r.randint(1, 4)}室",
                f"{self.r.randint(1, 20)}号楼{self.r.randint(101, 2808)}",
                f"{self.r.choice(ESTATES)}{self.r.choice('ABC')}座{self.r.randint(2, 30)}层",
            ]
        )
        return head + tail

    def password(self) -> str:
        return self.r.choice(
            [
                f"Abc{self.digits(5)}!",
                f"{self.r.choice(['zhang', 'admin', 'hello'])}@{self.digits(4)}",
                f"{self.digits(6)}",
                f"P@ss{self.digits(4)}x",
                f"qwe{self.digits(3)}RTY",
            ]
        )

    def username(self) -> str:
        return self.r.choice(
            [f"zhang_{self.digits(3)}", f"admin{self.digits(2)}", f"li.ming{self.digits(2)}", f"user_{self.digits(5)}"]
        )

    def api_key(self) -> str:
        chars = string.ascii_letters + string.digits
        return self.r.choice(
            [
                "sk-" + "".join(self.r.choice(chars) for _ in range(40)),
                "AKIA" + "".join(self.r.choice(string.ascii_uppercase + "234567") for _ in range(16)),
                "LTAI5t" + "".join(self.r.choice(chars) for _ in range(18)),
                "ghp_" + "".join(self.r.choice(chars) for _ in range(36)),
                "app-" + "".join(self.r.choice(chars) for _ in range(24)),
            ]
        )

    def driver(self) -> str:
        return "44" + self.digits(10)

    def secret_url(self) -> str:
        key = "".join(self.r.choice(string.ascii_lowercase + string.digits) for _ in range(24))
        return self.r.choice(
            [
                f"https://api.shop.cn/v1/pay?token={key}",
                f"mysql://root:Pw{self.digits(6)}@db.local:3306/app",
                f"https://oss.cloud.cn/a.png?Expires=17&Signature={key}",
            ]
        )

    # numbers of things
    def order(self) -> str:
        return self.r.choice(
            [
                f"20{self.digits(2)}0{self.r.randint(1, 9)}1{self.digits(1)}{self.digits(8)}",
                f"1{self.digits(12)}",
                f"DD{self.digits(10)}",
                f"{self.digits(16)}",
            ]
        )

    def tracking(self) -> str:
        return self.r.choice(
            [f"SF{self.digits(13)}", f"YT{self.digits(13)}", f"7{self.digits(13)}", f"JD00{self.digits(11)}"]
        )

    def price(self) -> str:
        return self.r.choice(
            [
                f"{self.r.randint(1, 9999)}.{self.digits(2)}元",
                f"¥{self.r.randint(1, 99)},{self.digits(3)}.00",
                f"{self.r.randint(2, 90)}万元",
            ]
        )

    def version(self) -> str:
        return self.r.choice(
            [
                f"v{self.r.randint(1, 9)}.{self.r.randint(0, 20)}.{self.r.randint(0, 30)}",
                f"版本{self.r.randint(1, 9)}.{self.r.randint(0, 9)}.{self.r.randint(0, 9)}.{self.digits(4)}",
            ]
        )

    def day(self) -> str:
        return f"202{self.r.randint(0, 5)}年{self.r.randint(1, 12)}月{self.r.randint(1, 28)}日"

    def clock(self) -> str:
        return f"202{self.r.randint(0, 5)}-{self.r.randint(1, 12):02d}-{self.r.randint(1, 28):02d} {self.r.randint(0, 23):02d}:{self.r.randint(0, 59):02d}:{self.r.randint(0, 59):02d}"

    def isbn(self) -> str:
        return f"978-7-{self.digits(3)}-{self.digits(5)}-{self.digits(1)}"


def luhn_digit(body: str) -> str:
    total = 0
    for index, char in enumerate(reversed(body)):
        value = int(char)
        if index % 2 == 0:
            value = value * 2 - 9 if value > 4 else value * 2
        total += value
    return str(-total % 10)
