"""What may go wrong with an address, for every source that fetches some."""

from __future__ import annotations

from collections.abc import Mapping

PROBLEMS: Mapping[str, tuple[str, str]] = {
    "bad_url": ("The address is not one of http or https, or holds a user name.", "不是 http 或 https 网址，或带有用户名。"),
    "refused_address": (
        "It leads to an inside or special address; allow_hosts can allow a host of your own.",
        "指向内网或特殊地址；若是自己的主机，可用 allow_hosts 放行。",
    ),
    "unreachable": ("The host could not be reached.", "无法连接主机。"),
    "timed_out": ("It took too long.", "超时。"),
    "too_large": ("It is larger than allowed.", "超过大小上限。"),
    "cut_off": ("The connection ended too early.", "连接提前中断。"),
    "too_many_redirects": ("It redirects again and again.", "重定向次数过多。"),
    "http_error": ("The server answered with an error.", "服务器返回错误。"),
}  # fmt: skip
