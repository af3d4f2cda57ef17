"""The recognizers, a small file each family of entities."""

from ftprep.ops.pii.recognizers import (
    accounts_cn,
    address_cn,
    address_en,
    bank_card,
    birth_date,
    cn_credit_code,
    cn_id_card,
    cn_license_plate,
    email,
    iban,
    network,
    papers,
    person_en,
    person_zh,
    phone_cn,
    phone_intl,
    secrets,
    url,
)
from ftprep.ops.pii.recognizers.base import Recognizer

RECOGNIZERS: tuple[Recognizer, ...] = (
    phone_cn.RECOGNIZER,
    phone_intl.RECOGNIZER,
    email.RECOGNIZER,
    cn_id_card.RECOGNIZER,
    papers.PASSPORT,
    papers.PERMIT,
    papers.HK_ID,
    papers.TW_ID,
    papers.SSN,
    papers.NINO,
    papers.DRIVER,
    bank_card.RECOGNIZER,
    iban.RECOGNIZER,
    cn_credit_code.RECOGNIZER,
    cn_license_plate.RECOGNIZER,
    accounts_cn.WECHAT,
    accounts_cn.QQ,
    accounts_cn.WEIBO,
    accounts_cn.ALIPAY,
    network.IP,
    network.MAC,
    url.URL,
    url.SECRET,
    birth_date.RECOGNIZER,
    address_cn.RECOGNIZER,
    address_en.RECOGNIZER,
    person_zh.RECOGNIZER,
    person_en.RECOGNIZER,
    secrets.PRIVATE_KEY,
    secrets.API_KEY,
    secrets.PASSWORD,
    secrets.USERNAME,
)

ENTITIES: tuple[str, ...] = tuple(dict.fromkeys(recognizer.entity for recognizer in RECOGNIZERS))

__all__ = ["ENTITIES", "RECOGNIZERS", "Recognizer"]
