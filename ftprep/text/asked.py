"""What a question says about its answer: where a "no" is an answer, and where words of refusal were asked for."""

from __future__ import annotations

from functools import cached_property
from typing import Final, Literal

from ftprep.text.features import compiled
from ftprep.text.plain_form import plain_form
from ftprep.text.ready import ready

Wanted = Literal["", "refusal", "scene", "wording"]


class Asked:
    """A question; each thing is looked for when it is first wanted. Of an empty one nothing is known, and all is False.

    >>> Asked("充电宝能托运吗?").whether, Asked("Can you book me a table?").whether
    (True, False)
    >>> Asked("Write a letter that rejects an applicant").wanted, Asked("翻译:恕难从命").wanted
    ('refusal', 'wording')
    """

    def __init__(self, question: str) -> None:
        self._question = question

    @cached_property
    def _plain(self) -> bytes:
        return ready(plain_form(self._question[:_LOOKED_AT])).encode("utf-8", "replace")

    def _has(self, pattern: str) -> bool:
        return bool(compiled(pattern).search(self._plain))

    @cached_property
    def wanted(self) -> Wanted:
        """A letter or notice that refuses, a scene in which people speak, the wording or translation of a phrase."""
        if self._has(_WORDING) and self._has(_NO_IN_SOURCE):
            return "wording"
        if self._has(_SCENE):
            return "scene"
        return "refusal" if self._has(_WRITE) and self._has(_REFUSING) else ""

    @cached_property
    def whether(self) -> bool:
        """Whether something is possible, allowed, or so: where a "no" is an answer."""
        return self._has(_WHETHER) and not self._has(_REQUEST)

    @cached_property
    def asks(self) -> bool:
        """Anything at all, rather than telling."""
        return bool(self._question) and (not self._has(_TELLS) or self._has(_WANTS))

    @cached_property
    def identity(self) -> bool:
        """What the assistant is."""
        return self._has(_IDENTITY)

    @cached_property
    def twofold(self) -> bool:
        """Two things at once."""
        return self._has(_TWOFOLD)

    @cached_property
    def harmful(self) -> bool:
        """How to do harm, rather than how to be safe from it."""
        return self._has(_HARMFUL) and not self._has(_AGAINST_HARM)

    @cached_property
    def whereabouts(self) -> bool:
        """Whom to turn to, or where."""
        return self._has(_WHEREABOUTS)

    @cached_property
    def of_you(self) -> bool:
        """About the one who is asked, as people ask each other."""
        return self._has(_YOU) and not self._has(_YOUR_HELP)

    @cached_property
    def writing(self) -> bool:
        """A text to be written."""
        return self._has(_WRITING)


_LOOKED_AT: Final = 600
_WRITE: Final = r"写|拟|起草|编|草拟|生成|回复|措辞|怎么(?:说|写|回)|如何(?:说|写|回)|模板|\b(?:writ|draft|compos|reply|respond|word|email|letter|notice|message|template)"
_REFUSING: Final = (
    r"拒|婉|回绝|推辞|推掉|谢绝|辞退|解雇|没(?:有)?通过|未通过|落选|淘汰|不录用|未录取|暂停|停业|停止|取消|关闭|停水|停电|道歉|致歉|检讨|推脱|不能(?:参加|去|出席)|请假"
    r"|\b(?:reject|refus|declin|turn(?:ing)? down|say(?:ing)? no|not (?:accept|hir|select)|unsuccessful|apolog|clos(?:ed|ing|ure)|cancel|out of (?:office|stock)|unavailab|terminat|denial|deny|break ?up)"
)
_SCENE: Final = (
    r"续写|(?:写|编|讲|来|创作)[^,。]{0,10}(?:故事|对话|小说|剧本|场景|台词|情节|小品|童话|段子|片段|独白|诗|歌词)|(?:对话|剧情|情景|情节|小说|故事)[^,。]{0,4}(?:写|编|续)|扮演|角色扮演|模仿"
    r"|\b(?:scene|dialogue|dialog|story|script|monologue|screenplay|short play|sketch|novel|fairy ?tale|poem|role-?play|continue the (?:story|scene))\b"
)
_WORDING: Final = (
    r"翻译|译成|译为|译作|用(?:英语|英文|日语|中文|法语|德语|大白话|白话|文言)|(?:英语|英文|日语|日文|法语|韩语|中文)(?:怎么|如何|是什么|里)|怎么(?:说|讲|翻|表达)|如何(?:说|表达)|什么意思|(?:的)?意思|造(?:个|一个)?句|例句|改写|换(?:个|一个|种|一种)(?:说法|表达)|润色|改(?:得|成)|复述|默写|台词"
    r"|\b(?:translat|paraphras|rephras|rewrit|proofread|what does .{1,80} mean|meaning of|english for|in (?:english|chinese|french|german|spanish|japanese)|into (?:english|chinese|french|german|spanish|japanese)|how do (?:you|i) say|another way to say|famous (?:line|quote)|example sentence|quote from)"
)
_NO_IN_SOURCE: Final = (
    r"不能|不行|无可奉告|无法|不可以|帮不|没法|抱歉|对不起|不便|恕|拒绝|不知道|遗憾"
    r"|can ?'?t\b|cannot|unable|sorry|decline|refus|no comment|won't|afraid|don't know|regret"
    r"|no puedo|lo siento|ne peux|désolé|desole|kann (?:dir |ihnen |das )?nicht|leider|できません|申し訳|すみません|не могу|извин|não posso|non posso"
)
_WHETHER: Final = (
    r"\b(?:tell me|determine|check|decide|say|see|find out|identify|predict|verify|judge|answer|classify)\b.{0,20}\b(?:if|whether)\b|\byes or no\b|\btrue or false\b|判断(?:一下)?|对(?:还是|不)[对错]|对不对|能不能|可不可以|可以不可以|能否|可否|是否|是不是|有没有|会不会|要不要|行不行|可(?:不)?可行|用不用|算不算|(?:能|可以|可|会|行|让|允许|支持|需要|要|算|属于|犯法|违法|合法|有|是|卖|送|开|做|接受|包含|够|好|得|及)[^?。!]{0,24}(?:吗|[^什怎那这]么|嘛)"
    r"|(?:吗|[^什怎那这]么)[ ?!。.~]*$"
    r"|(?:^|[.!,]\s*|\b(?:so|and|but|hi|hello|hey)\W+)(?:can|may|could|should|is|are|am|was|were|does|do|did|will|would|has|have|must|isn't|aren't|doesn't|don't|can't)\b"
)
_REQUEST: Final = r"(?:你|您)(?:们)?[^,。?]{0,6}(?:能|可以|会|帮|给|替|来)|(?:能|可以|可否|麻烦|请|能否|能不能|可不可以)[^,。?]{0,3}(?:帮|给我|替我|为我|告诉|教|给)|帮我|替我|给我|(?:^|[.!,]\s*|\w\W+)(?:can|could|will|would) (?:you|u)\b|\bplease\b"
_TELLS: Final = (
    r"^[ \"'“”,.!。]*(?:我[^想要需该能可]|好的?|嗯|哦|啊|谢|多谢|感谢|是的|对的?|今天|昨天|你好|您好|哈|行|可以的?|没事|没关系|明白|知道了|收到|再见|晚安|早|爷爷|奶奶|他|她)"
    r"|^[ \"'“”,.!。]*(?:i|i'm|i've|my|it|it's|he|she|we|they|that|that's|this|the|there|thanks|thank|ok|okay|great|good|nice|yes|no|yeah|hi|hello|hey|sorry|lol|haha|so|well|got it|bye|cool|wow|a)\b"
)
_WANTS: Final = (
    r"[?!]|坏|崩|错|太慢|太差|丢了|投诉|还没|不了|退|吗|什么|怎么|为什么|哪|谁|帮|请|告诉|想知道"
    r"|\b(?:please|want|need|would like|not working|broken|down|wrong|late|missing|fail\w*|again|crash\w*|still)\b"
)
_IDENTITY: Final = (
    r"你(?:们)?(?:到底|究竟)?(?:是谁|是什么|叫什么|是(?:不是)?(?:人|机器|ai|真人|程序|chatgpt|gpt))|介绍(?:一下)?(?:你)?自己|自我介绍|你(?:是)?(?:怎么|如何)(?:工作|运行|训练|运作)"
    r"|\b(?:who|what) (?:exactly )?are you\b|\bare you (?:an? )?(?:ai|bot|human|robot|real|person|machine|chatgpt|gpt|chatbot)|introduce yourself|about yourself|how do you work|how were you"
)
_TWOFOLD: Final = (
    r"顺便|另外|(?:,|;|。)(?:再|并|还有|以及|同时|也)|并(?:且)?(?:告诉|解释|说|讲|介绍|给)|[?].+[?]"
    r"|\b(?:and|also|then|plus)\b(?: also| then)? (?:how|what|why|when|where|who|tell|explain|write|give|show|describe|recommend|suggest|is|are|do|does|can|should|will)\b"
)
_HARMFUL: Final = (
    r"炸|毒|偷|骗|杀|死|自杀|自残|枪|黑(?:客|进|掉)|破解|绕过|跟踪|监听|偷看|报复|虐|伪造|造假|假(?:的|账|证)|作弊|替考|代考|逃税|漏税|赌|嫖|色情|黄段子|露骨|裸|仇恨|歧视|嘲笑|羞辱|骂|辱|抹黑|造谣|诅咒|打人|勒索|威胁|绑架|犯罪|违法|走私|洗钱|逃票|逃单|蒙混|糊弄|钻空子|不被发现|没人发现|神不知|盗|撬|弄到别人|害|血腥|烟|酗酒"
    r"|\b(?:bomb|explosi\w+|poison\w*|steal\w*|stolen|scam\w*|kill\w*|murder\w*|die|death|dying|suicide|hurt|harm|gun|weapons?|hack\w*|crack|bypass|stalk\w*|follow (?:someone|people|my|her|him)|spy\w*|revenge|tortur\w+|abus\w+|forg\w+|fake|cheat\w*|tax evasion|evade|launder\w*|gambl\w+|porn\w*|erotic\w*|explicit|nude|naked|undress|racis\w+|hate|mock|insult\w*|humiliat\w+|slander|curse|blackmail|threat\w*|kidnap\w*|drugs?|cocaine|meth|heroin|weed|smuggl\w+|dodge|trick|deceive|fool (?:my|the|a|him|her|them)|lie to|sneak|without paying|counterfeit|phish\w*|break into|without (?:getting caught|anyone knowing|a background check)|someone's|joke about|secretly)\b"
)
_AGAINST_HARM: Final = (
    r"避免|预防|防止|防范|防|戒|被骗|被盗|被偷|被打|受害|举报|识别|阻止|克服|谈|安慰|保护|治|解毒|抢救|拒绝|为什么|是什么|含义|历史|处罚|判几年|犯法吗|种类"
    r"|\b(?:avoid|prevent|protect|quit|quitting|stop|recover|cope|report|recogni[sz]e|spot|explain|talk (?:to|about)|treat|history|why|what (?:is|are|does|happens)|penalt\w+|kinds|symptoms|safe from)\b"
)
_WRITING: Final = (
    r"写|借口|造(?:个|一个)?句|形容|描述|描写|起(?:个|一个)?名|取(?:个|一个)?名|口号|标语|祝福|短信|文案|台词|仿写|续写|扩写|对联|(?:讲|说)(?:个|一个)[^,。]{0,4}(?:笑话|故事)"
    r"|\b(?:write|compose|draft|describe|generate|create|construct|come up with|metaphor|simile|paraphrase|complete|rewrite|excuse|slogan|quote|motto|line|caption|tagline|name|sentence|statement|text|message|poem|joke|story|toast|riddle)\b"
)
_WHEREABOUTS: Final = (
    r"挂[什哪]|什么科|哪个科|找谁|联系|客服|去哪|在哪|哪个部门|投诉|怎么走|看病|就医|报警|律师|医院|医生|官网|网址|电话是"
    r"|\b(?:contact|where (?:do|can|should|is)|who (?:do|can|should|to)|which (?:doctor|department|office|specialist)|phone number|website|reach (?:you|support)|lawyer|doctor|dentist)\b"
)
_YOU: Final = r"(?:你|您)(?:[^们]|$)|\b(?:you|your|u)\b"
_YOUR_HELP: Final = r"帮|给|替|告诉|教|能不能|可不可以|写|画|讲讲|\b(?:can|could|will|would) you\b|\b(?:tell|give|show|help) (?:me|you)\b"
