"""Made-up values for the unseen templates. Written apart from `zh_values`: other shapes, its own check digits."""

from __future__ import annotations

import string

from unseen_decoys import Decoys

SURNAMES = "王 李 张 刘 陈 杨 赵 黄 周 吴 徐 孙 胡 朱 高 林 何 郭 马 罗 梁 宋 郑 谢 韩 唐 冯 于 董 萧 程 曹 袁 邓 许 傅 沈 曾 彭 吕 苏 卢 蒋 蔡 贾 丁 魏 薛 叶 阎 欧阳 司马 上官 诸葛".split()
GIVEN = "秀英 桂兰 建国 志强 淑珍 晓东 雨桐 子轩 浩然 梓涵 丽 静 磊 洋 勇 艳 军 明 娜 国庆 小红 海燕 思远 文博 若曦 一诺 佳怡 鹏飞 振华 春梅".split()
FIRST = "James Mary Robert Patricia Michael Jennifer David Linda Susan Richard Karen Priya Wei Fatima Carlos Aisha Olga Hiroshi Nadia Tobias".split()
LAST = "Smith Johnson Williams Brown Garcia Miller Davis Nguyen Patel Kowalski Okafor Tanaka Haddad Larsen Fischer Romero Whitfield Osborne".split()
REGIONS = "110108 130203 140105 150102 220102 230103 320205 330106 350104 360102 370102 420102 440304 450103 510104 530102 610104 650102".split()
PLACES = [
    ("浙江省", "杭州市", "滨江区"), ("广东省", "佛山市", "顺德区"), ("山东省", "青岛市", "崂山区"), ("河南省", "洛阳市", "涧西区"), ("江苏省", "苏州市", "昆山市"),
    ("湖南省", "长沙市", "岳麓区"), ("四川省", "绵阳市", "涪城区"), ("", "上海市", "静安区"), ("", "北京市", "丰台区"), ("", "重庆市", "渝北区"), ("辽宁省", "大连市", "甘井子区"),
    ("广西壮族自治区", "南宁市", "青秀区"), ("", "", "海淀区"), ("", "宁波市", "鄞州区"),
]  # fmt: skip
ROADS = "延安西路 体育东路 香港中路 芙蓉南路 滨海大道 和平街 学府路 望江东路 五一巷 工农胡同 珠江道 北三环中路".split()
ESTATES = "万达广场 桂花苑 书香名邸 星湖小区 东方家园 海韵公寓 金茂府 科技园".split()
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


class Values(Decoys):
    """A method a slot: the right value of a kind, or a number of a thing (a decoy)."""

    # phones and addresses of the net
    def cn_mobile(self) -> str:
        head = self.r.choice("131 134 137 147 152 157 159 165 175 176 182 185 187 189 193 195 198".split())
        number = head + self._digits(8)
        return self.r.choice([number, number, number, f"+86{number}", f"0086 {number}", f"(+86){number}"])

    def cn_mobile_spaced(self) -> str:
        n = "18" + self._digits(9)
        return f"{n[:3]} {n[3:7]} {n[7:]}"

    def cn_mobile_dash(self) -> str:
        n = "15" + self.r.choice("012356789") + self._digits(8)
        return f"{n[:3]}-{n[3:7]}-{n[7:]}"

    def cn_landline(self) -> str:
        area = self.r.choice(["010", "022", "024", "0311", "0512", "0531", "0731", "0898", "029"])
        number = self.r.choice("25678") + self._digits(7)
        return self.r.choice(
            [f"{area}-{number}", f"{area}{number}", f"（{area}）{number}", f"{area} {number[:4]} {number[4:]}"]
        )

    def hk_phone(self) -> str:
        return f"{self.r.choice(['+852 ', '+852-', '(852) ', '+852'])}{self.r.choice('569')}{self._digits(3)}{self.r.choice(['', ' '])}{self._digits(4)}"

    def mo_phone(self) -> str:
        return f"+853 6{self._digits(3)} {self._digits(4)}"

    def tw_phone(self) -> str:
        return self.r.choice(
            [
                f"09{self._digits(2)}-{self._digits(3)}-{self._digits(3)}",
                f"+886 9{self._digits(2)} {self._digits(6)}",
                f"09{self._digits(8)}",
            ]
        )

    def intl_phone(self) -> str:
        return self.r.choice(
            [
                f"+1 213-55{self.r.randint(0, 9)}-{self._digits(4)}",
                f"+44 7911 {self._digits(6)}",
                f"+81 90-{self.r.randint(1000, 9999)}-{self._digits(4)}",
                f"+65 9{self._digits(3)} {self._digits(4)}",
            ]
        )

    def phone_us(self) -> str:
        area, exchange, line = (
            self.r.choice(["212", "415", "312", "206", "617"]),
            f"{self.r.randint(220, 989)}",
            self._digits(4),
        )
        return self.r.choice(
            [
                f"({area}) {exchange}-{line}",
                f"{area}-{exchange}-{line}",
                f"{area}.{exchange}.{line}",
                f"+1 {area} {exchange} {line}",
            ]
        )

    def phone_uk(self) -> str:
        return self.r.choice([f"+44 20 7946 {self._digits(4)}", f"020 7{self._digits(3)} {self._digits(4)}"])

    def phone_de(self) -> str:
        return f"+49 30 {self.r.randint(200, 899)}{self._digits(5)}"

    def phone_intl(self) -> str:
        return f"+65 8{self._digits(3)} {self._digits(4)}"

    def email(self) -> str:
        name = self.r.choice(["mei.lin", "kzhou", "o_farah", "sales-cn", "jan+lists", "wb1992", "xu.dan"])
        return f"{name}{self.r.choice(['', self._digits(2)])}@{self.r.choice(['163.com', 'vip.qq.com', 'yeah.net', 'proton.me', 'mail.corp-example.de', 'aliyun.com'])}"

    def ip4(self) -> str:
        return f"{self.r.choice([39, 45, 61, 103, 114, 185, 203, 212])}.{self.r.randint(1, 254)}.{self.r.randint(1, 254)}.{self.r.randint(1, 254)}"

    def ip6(self) -> str:
        g = lambda: f"{self.r.randint(4096, 65535):x}"  # noqa: E731 - a group of four
        return self.r.choice(
            [
                f"2409:8a{self.r.randint(10, 99)}:{g()}:{g()}:{g()}:{g()}:{g()}:{g()}",
                f"2a01:4f8:{g()}:{g()}::{self.r.randint(1, 9)}",
                f"fe80::{g()}:{g()}:{g()}:{g()}",
                f"240e:{g()}::{g()}",
            ]
        )

    def mac(self) -> str:
        return ":".join(f"{self.r.randint(0, 255):02x}" for _ in range(6))

    def mac_dash(self) -> str:
        return "-".join(f"{self.r.randint(0, 255):02X}" for _ in range(6))

    def secret_url(self) -> str:
        return self.r.choice(
            [
                f"https://files.corp-example.cn/d/report.xlsx?sig={self._chars(32)}&exp=1700000000",
                f"https://app.corp-example.com/reset?uid=88&token={self._chars(28)}",
                f"https://hooks.corp-example.io/in?api_key={self._chars(24)}",
                f"https://u{self._digits(2)}:{self._chars(10)}@repo.corp-example.com/x.git",
            ]
        )

    def db_url(self) -> str:
        return self.r.choice(
            [
                f"postgres://svc:{self._chars(12)}@db1.corp-example.net:5432/crm",
                f"redis://:{self._chars(16)}@cache.corp-example.net:6379/0",
                f"mongodb+srv://app:{self._chars(14)}@c0.corp-example.net/main",
            ]
        )

    # accounts
    def wechat(self) -> str:
        return self.r.choice(
            [
                f"{self._chars(5, string.ascii_lowercase)}{self._digits(3)}",
                f"wxid_{self._chars(12, string.ascii_lowercase + string.digits)}",
                f"{self._chars(4, string.ascii_lowercase)}-{self._chars(4, string.ascii_lowercase)}",
                f"M{self._chars(6, string.ascii_lowercase)}_{self._digits(2)}",
            ]
        )

    def qq(self) -> str:
        return self.r.choice("123456789") + self._digits(self.r.randint(6, 9))

    def weibo(self) -> str:
        return self.r.choice(["慢半拍的阿呆", "coffee_and_fog", "旧书店老板", "小满_在路上"])

    def alipay_mail(self) -> str:
        return self.email()

    def alipay_phone(self) -> str:
        return "136" + self._digits(8)

    def username(self) -> str:
        return self.r.choice(
            [
                f"wang.l{self._digits(2)}",
                f"ops_{self._chars(4, string.ascii_lowercase)}",
                f"{self._chars(6, string.ascii_lowercase)}{self._digits(3)}",
                f"svc-{self._chars(5, string.ascii_lowercase)}",
            ]
        )

    def password(self) -> str:
        return self.r.choice(
            [
                f"{self._chars(6, string.ascii_letters)}#{self._digits(3)}",
                self._digits(8),
                f"Tr0ub4dor{self._digits(2)}!",
                f"{self._chars(4, string.ascii_lowercase)}{self._digits(4)}",
                f"{self._chars(5)}_{self._chars(5)}{self._digits(1)}",
            ]
        )

    def openai_key(self) -> str:
        return self.r.choice([f"sk-{self._chars(48)}", f"sk-proj-{self._chars(44)}"])

    def aws_key(self) -> str:
        return "AKIA" + self._chars(16, string.ascii_uppercase + "234567")

    def gh_token(self) -> str:
        return self.r.choice([f"ghp_{self._chars(36)}", f"github_pat_{self._chars(22)}_{self._chars(59)}"])

    def jwt(self) -> str:
        return f"eyJhbGciOiJIUzI1NiJ9.eyJ{self._chars(32)}.{self._chars(43)}"

    def private_key(self) -> str:
        body = "\n".join(self._chars(64) for _ in range(4))
        return f"-----BEGIN RSA PRIVATE KEY-----\n{body}\n-----END RSA PRIVATE KEY-----"

    # papers
    def _birth(self) -> str:
        return f"{self.r.randint(1948, 2011)}{self.r.randint(1, 12):02d}{self.r.randint(1, 28):02d}"

    def cn_id18(self) -> str:
        body = self.r.choice(REGIONS) + self._birth() + self._digits(3)
        total = sum(int(digit) * pow(2, 17 - index, 11) for index, digit in enumerate(body))
        return body + "10X98765432"[total % 11]

    def cn_id15(self) -> str:
        return (
            self.r.choice(REGIONS)
            + f"{self.r.randint(48, 84)}{self.r.randint(1, 12):02d}{self.r.randint(1, 28):02d}"
            + self._digits(3)
        )

    def cn_passport(self) -> str:
        return self.r.choice(
            [
                f"E{self._digits(8)}",
                f"E{self.r.choice('BCDEFGHJ')}{self._digits(7)}",
                f"G{self._digits(8)}",
                f"S{self._digits(8)}",
            ]
        )

    def passport_us(self) -> str:
        return self.r.choice([self.r.choice("123456789") + self._digits(8), f"A{self._digits(8)}"])

    def hk_permit(self) -> str:
        return self.r.choice(
            [f"C{self._digits(8)}", f"C{self.r.choice('BCDE')}{self._digits(7)}", f"W{self._digits(8)}"]
        )

    def tw_permit(self) -> str:
        return self._digits(8)

    def home_return(self) -> str:
        return f"{self.r.choice('HM')}{self._digits(self.r.choice([8, 10]))}"

    def hkid(self) -> str:
        letter, number = self.r.choice("ABCDEFGHKMNPRSTVWYZ"), self._digits(6)
        total = 36 * 9 + (ord(letter) - 55) * 8 + sum(int(d) * w for d, w in zip(number, range(7, 1, -1), strict=True))
        return f"{letter}{number}({'0123456789A'[-total % 11]})"

    def twid(self) -> str:
        order = "ABCDEFGHJKLMNPQRSTUVXYWZIO"
        letter, body = self.r.choice("ABCDEFHNT"), self.r.choice("12") + self._digits(7)
        value = 10 + order.index(letter)
        total = value // 10 + value % 10 * 9 + sum(int(d) * w for d, w in zip(body, range(8, 0, -1), strict=True))
        return f"{letter}{body}{-total % 10}"

    def uscc(self) -> str:
        alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
        body = "91" + self.r.choice(REGIONS) + "MA" + "".join(self.r.choice(alphabet) for _ in range(7))
        total = sum(alphabet.index(char) * pow(3, index, 31) for index, char in enumerate(body))
        return body + alphabet[-total % 31]

    def plate(self) -> str:
        head = self.r.choice("京沪浙苏粤鲁川湘鄂闽皖豫冀陕") + self.r.choice("ABCDEFG")
        return (
            head
            + self.r.choice(["", "·", "•", " "])
            + self.r.choice(
                [
                    self._digits(5),
                    f"{self.r.choice(LETTERS)}{self._digits(4)}",
                    f"{self._digits(2)}{self.r.choice(LETTERS)}{self._digits(2)}",
                    f"{self.r.choice(LETTERS)}{self.r.choice(LETTERS)}{self._digits(3)}",
                ]
            )
        )

    def plate_nev(self) -> str:
        return (
            self.r.choice("京沪浙粤川")
            + self.r.choice("ABC")
            + self.r.choice("ADF")
            + self.r.choice(LETTERS)
            + self._digits(4)
        )

    def ssn(self) -> str:
        return f"{self.r.randint(100, 665)}-{self.r.randint(10, 99)}-{self.r.randint(1000, 9999)}"

    def dl_us(self) -> str:
        return self.r.choice("BCDEFNY") + self._digits(7)

    # money
    def _luhn(self, body: str) -> str:
        total = sum(sum(divmod(int(d) * (2 - i % 2), 10)) for i, d in enumerate(reversed(body)))
        return body + str(-total % 10)

    def bank(self) -> str:
        return self._luhn(
            self.r.choice(["621226", "622700", "622845", "621799", "621483", "622609"]) + self._digits(12)
        )

    def bank_spaced(self) -> str:
        n = self.bank()
        return " ".join(n[i : i + 4] for i in range(0, len(n), 4))

    def card(self) -> str:
        return self._luhn(
            self.r.choice(
                [f"4{self._digits(14)}", f"5{self.r.choice('12345')}{self._digits(13)}", f"37{self._digits(12)}"]
            )
        )

    def card_spaced(self) -> str:
        n = self._luhn("4" + self._digits(14))
        return self.r.choice([" ", "-"]).join(n[i : i + 4] for i in range(0, 16, 4))

    def iban(self) -> str:
        country, body = self.r.choice(
            [
                ("DE", self._digits(18)),
                ("GB", "WEST" + self._digits(14)),
                ("FR", self._digits(23)),
                ("ES", self._digits(20)),
            ]
        )
        number = "".join(str(int(c, 36)) for c in body + country + "00")
        return f"{country}{98 - int(number) % 97:02d}{body}"

    def iban_spaced(self) -> str:
        n = self.iban()
        return " ".join(n[i : i + 4] for i in range(0, len(n), 4))

    # people
    def person(self) -> str:
        return self.r.choice(SURNAMES) + self.r.choice(GIVEN)

    def en_person(self) -> str:
        return f"{self.r.choice(FIRST)} {self.r.choice(LAST)}"

    def dob_zh(self) -> str:
        y, m, d = self.r.randint(1945, 2015), self.r.randint(1, 12), self.r.randint(1, 28)
        return self.r.choice(
            [f"{y}年{m}月{d}日", f"{y}年{m}月{d}日", f"{y}.{m}.{d}", f"{y}-{m:02d}-{d:02d}", f"{y}/{m:02d}/{d:02d}"]
        )

    def dob_en(self) -> str:
        y, m, d = self.r.randint(1945, 2010), self.r.randint(1, 12), self.r.randint(1, 28)
        month = "January February March April May June July August September October November December".split()[m - 1]
        return self.r.choice([f"{m:02d}/{d:02d}/{y}", f"{month} {d}, {y}", f"{d} {month} {y}", f"{y}-{m:02d}-{d:02d}"])

    def cn_address(self) -> str:
        head = "".join(self.r.choice(PLACES)) + self.r.choice(ROADS) + f"{self.r.randint(1, 1999)}号"
        return head + self.r.choice(
            [
                "",
                f"{self.r.choice(ESTATES)}{self.r.randint(1, 40)}幢{self.r.randint(101, 2904)}室",
                f"{self.r.choice(ESTATES)}{self.r.randint(1, 20)}号楼{self.r.randint(1, 5)}单元{self.r.randint(101, 1802)}",
                f"{self.r.choice(ESTATES)}B座{self.r.randint(3, 32)}层",
            ]
        )

    def address_us(self) -> str:
        street = self.r.choice(
            ["Maple Avenue", "Oak Street", "Sunset Blvd", "W 34th St", "Pine Ridge Rd", "Harbor Drive", "Elm Ln"]
        )
        return f"{self.r.randint(10, 9999)} {street}" + self.r.choice(
            ["", f", Apt {self.r.randint(1, 40)}", ", Springfield, IL 62704", ", Portland, OR 97205"]
        )

    def address_uk(self) -> str:
        street = self.r.choice(["Church Lane", "Station Road", "Queens Gardens", "Mill Close", "Victoria Terrace"])
        return f"{self.r.randint(1, 240)} {street}, {self.r.choice(['London SW1A 2AA', 'Leeds LS1 4DY', 'Bristol BS1 5TR'])}"
