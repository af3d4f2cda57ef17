"""Numbers of things for the unseen templates: nothing that anybody would mask."""

from __future__ import annotations

import random
import string


class Decoys:
    """A method a slot."""

    def __init__(self, seed: int) -> None:
        self.r = random.Random(seed)

    def _digits(self, n: int) -> str:
        return "".join(self.r.choice(string.digits) for _ in range(n))

    def _chars(self, n: int, alphabet: str = string.ascii_letters + string.digits) -> str:
        return "".join(self.r.choice(alphabet) for _ in range(n))

    def code4(self) -> str:
        return self._digits(4)

    def code6(self) -> str:
        return self._digits(6)

    def num(self) -> str:
        return str(self.r.randint(2, 9999))

    def num6(self) -> str:
        return self._digits(6)

    def num10(self) -> str:
        return "20" + self._digits(8)

    def num11(self) -> str:
        return "20" + self._digits(9)

    def num18(self) -> str:
        return "00" + self._digits(16)

    def order(self) -> str:
        return self.r.choice(
            [
                f"E{self._digits(15)}",
                f"2023{self.r.randint(10, 12)}{self.r.randint(10, 28)}{self._digits(9)}",
                f"90{self._digits(11)}",
            ]
        )

    def ts20(self) -> str:
        return "2024" + f"{self.r.randint(1, 12):02d}{self.r.randint(1, 28):02d}" + self._digits(12)

    def ts28(self) -> str:
        return "4200" + self._digits(24)

    def waybill(self) -> str:
        return self.r.choice([f"SF{self._digits(13)}", f"7732{self._digits(11)}", f"YT{self._digits(13)}"])

    def serial(self) -> str:
        return f"{self._chars(3, string.ascii_uppercase)}{self._digits(4)}{self._chars(5, string.ascii_uppercase)}"

    def ean13(self) -> str:
        body = "690" + self._digits(9)
        return body + str(-sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(body)) % 10)

    def version(self) -> str:
        return f"v{self.r.randint(1, 5)}.{self.r.randint(0, 30)}.{self.r.randint(0, 9)}"

    def price(self) -> str:
        return f"{self.r.randint(1, 99999)}.{self._digits(2)}"

    def invoice(self) -> str:
        return f"INV-{self._digits(6)}"
