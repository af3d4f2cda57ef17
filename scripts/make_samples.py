"""Writes samples/: records of several kinds, Chinese and English, dirty in the ways that real data are.

All of it is invented. Telephone numbers, cards and identity numbers are documentation values (the identity number is
the worked example of the standard GB 11643), addresses and people do not exist.
"""

from __future__ import annotations

import csv
import json
import random
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "samples"

ZH_QA = [
    (
        "怎么给绿萝浇水？",
        "春夏大约三到五天一次，手指插进土里两厘米，干了再浇；冬天减到十天左右一次。浇水要浇透，盆底不要积水，否则容易烂根。",
    ),
    (
        "请用一句话介绍二十四节气。",
        "二十四节气是古人依据太阳在黄道上的位置划分一年时令的历法体系，用来指导农事和生活。",
    ),
    ("把“他跑得很快”改写得更生动。", "他像一阵风似的冲了出去，转眼就没了踪影。"),
    (
        "面试时被问到缺点该怎么回答？",
        "选一个真实但不致命的缺点，说明你已经采取了什么行动改进，再用一个具体例子证明有效果。不要说“我太追求完美”这类套话。",
    ),
    (
        "解释一下什么是复利。",
        "复利就是把利息也算进本金继续生息。比如一万元年利率百分之五，第二年是按一万零五百元计息，时间越长差距越明显。",
    ),
    ("给一家社区咖啡馆写一句广告语。", "下楼转角，给今天留一杯热的。"),
    (
        "为什么夜里看手机会睡不着？",
        "屏幕的蓝光会抑制褪黑素分泌，加上内容本身让大脑保持兴奋，两者叠加就会推迟入睡时间。睡前一小时换成纸书会好很多。",
    ),
    ("计算：一件衣服原价 320 元，打八五折后多少钱？", "320 × 0.85 = 272 元。"),
    ("列出三种适合阳台种植的蔬菜。", "小葱、生菜和樱桃番茄。三种都不占地方，光照四到六小时就能长得不错。"),
    (
        "把下面的句子翻译成英文：会议改到周四下午三点。",
        "The meeting has been moved to three o'clock on Thursday afternoon.",
    ),
    (
        "第一次跑五公里应该怎么准备？",
        "先用两周把快走加慢跑练到四十分钟不停，再逐步减少走的比例。当天早餐清淡一些，前两公里刻意放慢，最后一公里再提速。",
    ),
    (
        "孩子不肯写作业怎么办？",
        "先弄清楚是不会、太累还是想要关注。固定时间和地点，把任务切成十五分钟一段，做完一段就休息，少催促、多具体表扬。",
    ),
    ("概括“刻舟求剑”的寓意。", "情况已经变化，却还用老办法处理问题，注定行不通。"),
    (
        "写一条请假短信，理由是发烧。",
        "王老师您好，我昨晚开始发烧，现在 38.6 度，想请今天一天病假，作业晚上补交，给您添麻烦了。",
    ),
    (
        "什么是数据库索引？",
        "索引是一种额外的数据结构，像书的目录一样记录关键字和位置，让查询不必逐行扫描，代价是占用空间并让写入变慢。",
    ),
    (
        "推荐一个周末短途旅行的安排思路。",
        "选车程两小时以内的地方，第一天下午到，傍晚散步吃本地菜；第二天上午安排一个主要景点，午饭后返程，避开晚高峰。",
    ),
    (
        "判断这句话的情感：服务员态度很好，就是菜上得太慢。",
        "情感是混合的：对服务态度正面，对上菜速度负面，整体略偏负面。",
    ),
    (
        "煮鸡蛋怎样才好剥壳？",
        "水开后再放蛋，煮九分钟左右立刻过冰水，蛋白会收缩与壳膜分离，就好剥了。用放了几天的蛋比刚下的更容易剥。",
    ),
    (
        "用 Python 写一个判断闰年的函数。",
        "```python\ndef is_leap(year: int) -> bool:\n    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)\n```",
    ),
    ("“塞翁失马”通常用来说明什么道理？", "它说明祸福可以互相转化，一时的损失未必是坏事，一时的得意也未必是好事。"),
    (
        "给新同事写一段欢迎词。",
        "欢迎加入我们！前两周不用急着出成果，多问、多看、多吃午饭。遇到问题随时找旁边的人，我们都是这样过来的。",
    ),
    ("怎么判断西瓜熟没熟？", "看纹路是否清晰、瓜脐是否小而凹；用手指弹，声音沉闷带回响的一般熟了，声音清脆的偏生。"),
    (
        "请把这段话缩成二十字以内：由于天气原因，原定于本周六举行的运动会推迟到下周六举行。",
        "因天气原因，运动会由本周六推迟到下周六。",
    ),
    (
        "感冒了可以运动吗？",
        "如果只是鼻塞流涕、没有发烧，可以散步；若有发烧、肌肉酸痛或胸闷，应当休息，等症状消失两三天后再慢慢恢复。",
    ),
    ("帮我想三个猫的名字。", "年糕、布丁、阿福。"),
    (
        "解释“机会成本”并举例。",
        "机会成本是选择一件事而放弃的其他选择中价值最高的那个。比如周末加班赚五百元，放弃的是陪家人的时间，那就是机会成本。",
    ),
    (
        "打印机一直显示脱机怎么办？",
        "先确认打印机和电脑在同一网络；再在设置里取消“脱机使用打印机”；仍不行就重启打印后台服务，最后删除设备重新添加。",
    ),
    ("写一副关于读书的对联。", "灯下三更书有味，窗前一卷意无穷。"),
    ("垃圾分类里，用过的纸巾算什么垃圾？", "用过的纸巾属于其他垃圾（干垃圾），因为遇水即溶、难以回收，不算可回收物。"),
    (
        "怎样礼貌地拒绝朋友借钱？",
        "直接但温和：说明自己最近也有固定支出安排，帮不上这个忙，再表示愿意用别的方式帮他，比如一起想办法。不要编复杂的理由。",
    ),
    ("北京到上海的高铁大约要多久？", "快的车次约四个半小时，停站多的在六小时上下。"),
    ("给“勤能补拙”造一个句子。", "他基础不算好，但相信勤能补拙，每天多练一个小时，半年后已经跟上了大家。"),
    (
        "如何挑选一副降噪耳机？",
        "先看佩戴是否舒服，再看降噪深度和通透模式，最后看续航和连接稳定性。通勤为主选入耳式，长时间办公选头戴式。",
    ),
    ("光合作用的产物是什么？", "主要产物是葡萄糖等有机物和氧气。"),
    (
        "写一段 50 字左右的雨天描写。",
        "雨丝细密地斜织下来，檐角滴答作响，街灯在积水里碎成一片片光，行人缩着脖子匆匆而过。",
    ),
    ("手机存储满了先删什么？", "先清聊天软件里的缓存视频，再删重复照片和不用的离线地图，最后卸载三个月没打开的应用。"),
]

EN_QA = [
    (
        "How do I keep basil alive indoors?",
        "Give it six hours of light, water when the top of the soil feels dry, and pinch off the tips every week so that it stays bushy. Never let flowers form.",
    ),
    (
        "Summarise the water cycle in two sentences.",
        "The sun evaporates water from seas and soil, and the vapour condenses into clouds. It falls again as rain or snow and runs back to the sea.",
    ),
    ("Rewrite politely: Send me the file now.", "Could you send me the file when you have a moment, please?"),
    (
        "What is the difference between a virus and a bacterium?",
        "A bacterium is a living cell that can multiply on its own; a virus is only genetic material in a shell and needs a host's cell. Antibiotics work on the first, never on the second.",
    ),
    ("Give me three names for a small bakery.", "Crumb & Co., The Early Oven, and Butter Street."),
    ("A train leaves at 14:35 and takes 2 h 50 min. When does it arrive?", "It arrives at 17:25."),
    (
        "Classify the sentiment: The room was clean, but the walls were paper thin.",
        "Mixed: positive about cleanliness, negative about noise.",
    ),
    (
        "Write a short apology for a late delivery.",
        "We are sorry that your parcel is late. It left our warehouse this morning and should reach you tomorrow; the shipping fee has been refunded.",
    ),
    (
        "Explain recursion to a ten-year-old.",
        "It is when a job is done by doing a smaller copy of the same job, again and again, until the job is so small that it is easy: like opening a box inside a box inside a box.",
    ),
    (
        "How can I fall asleep faster?",
        "Keep the same bedtime, dim the lights an hour before, leave the telephone outside the room, and breathe out slowly for longer than you breathe in.",
    ),
    ("Translate to Chinese: The library closes at nine.", "图书馆九点关门。"),
    (
        "Write a SQL query that counts orders per customer.",
        "SELECT customer_id, COUNT(*) AS orders FROM orders GROUP BY customer_id ORDER BY orders DESC;",
    ),
    (
        "Name two causes of inflation.",
        "Demand that grows faster than supply, and production costs that rise, for example for energy or wages.",
    ),
    ("Suggest a subject line for a newsletter about spring gardening.", "Six small jobs your garden wants this week"),
    (
        "What should I check before buying a used bicycle?",
        "Look for cracks at the welds, spin both wheels for wobble, test the brakes and every gear, and ask for proof of purchase so that you know that it is not stolen.",
    ),
    ("Turn this into a question: You finished the report.", "Did you finish the report?"),
    (
        "Why is the sky blue?",
        "Air scatters short wavelengths of sunlight more strongly than long ones, so blue light reaches us from every direction.",
    ),
    (
        "Write a haiku about a bus stop.",
        "Rain on the shelter,\nfour strangers and one timetable\nshare a small silence.",
    ),
    (
        "How do noise-cancelling headphones work?",
        "Microphones pick up the outside sound, and the headphones play its mirror image, so that the two waves cancel each other.",
    ),
    ("Extract the date: The lease ends on 30 June 2027 unless renewed.", "30 June 2027"),
    (
        "Give one argument for and one against homework.",
        "For: it practises what was taught and builds the habit of working alone. Against: it favours children who have quiet homes and help.",
    ),
    (
        "What does idempotent mean in programming?",
        "An operation is idempotent when doing it twice has the same effect as doing it once; setting a value is, adding to it is not.",
    ),
]

ZH_CHATS = [
    [
        ("你好，我昨天买的电饭煲打不开盖子", "您好，别着急，先断电等十分钟，再按住开盖键轻轻往上提试试。"),
        ("可以了！原来是里面还有压力", "是的，排气完成才能开盖，这是保护设计。还有其他问题随时找我。"),
    ],
    [
        ("在吗", "在的，请说。"),
        ("我的快递三天没动了，单号尾号 7731", "我查到包裹停在中转站，已经帮您催促，预计明天送达。"),
        ("好的", "不客气，收到后如果有破损请拍照联系我。"),
    ],
    [
        ("我心情不太好", "怎么啦？愿意的话可以跟我说说。"),
        (
            "今天被领导当众批评了",
            "当着大家的面被说，换谁都会难受。那件事里，你觉得哪部分是自己可以改的，哪部分其实不公平？",
        ),
        ("其实报告确实写得急了点", "能这样想已经很了不起了。今晚先好好休息，明天改一版再找他单独聊聊，好吗？"),
    ],
    [
        ("师傅，灵隐寺几点关门呀", "下午五点半停止入园，六点清场，香客最好四点前到。"),
        ("那附近有素面吗", "寺旁小巷里有一家，三鲜素面，十五块一碗，汤头很鲜。"),
    ],
    [
        ("你是谁", "我叫小满，是这家花店的伙计，整天跟花草打交道。"),
        ("那今天有什么新鲜的", "今早刚到一批洋牡丹，粉的最好看，插三天就能全开。"),
    ],
    [
        ("会员积分怎么兑换", "打开小程序，点“我的”，再进“积分商城”，选好商品直接兑换就行。"),
        ("谢谢", "不客气，祝您生活愉快。"),
    ],
    [("老板，这单能便宜点不", "小本生意，给您抹个零头，二百八，再送一双袜子，成不？"), ("成", "得嘞，今天就发货。")],
    [("退货运费谁出", "质量问题我们出，七天无理由由您承担，买了运费险的会自动理赔。")],
    [
        ("明天要考试了好紧张", "紧张说明你在乎。今晚别再刷新题，把错题本翻一遍，十一点前睡。"),
        ("嗯嗯 听你的", "考完告诉我，不管结果怎样，请你喝奶茶。"),
    ],
    [("周末去爬山吗", "去呀，老地方集合？"), ("行，七点地铁口", "好，我带水和三明治。")],
    [
        ("空调不制冷了", "先看看模式是不是制冷，温度调到二十四度，再检查滤网有没有堵。"),
        ("滤网全是灰", "拆下来用清水冲洗晾干，装回去一般就好了。"),
    ],
    [("帮我写个朋友圈文案，今天生日", "又长大一岁，愿望还是老三样：吃好、睡好、身边人都好。")],
]

EN_CHATS = [
    [
        (
            "hi, my order hasn't arrived",
            "Sorry about that! Could you give me the last four digits of the order number?",
        ),
        ("it's 4471", "Thank you. It is with the courier and will be delivered tomorrow before noon."),
    ],
    [
        ("Do you have this jacket in medium?", "We do, in green and navy. Shall I put one aside for you?"),
        ("navy please", "Done. It is at the front desk under your order number."),
    ],
    [
        (
            "can you recommend a book for a long flight",
            "Something that pulls you along: try a crime novel set somewhere warm. Do you like dark or funny?",
        ),
        ("funny", "Then go for a comic mystery; they are short and impossible to put down."),
    ],
    [
        ("I can't log in", "Let's fix that. Does it say that the password is wrong, or that the account is locked?"),
        ("locked", "It unlocks by itself after thirty minutes. I can also send you a reset link now."),
        ("send it please", "On its way. Check the spam folder too."),
    ],
    [("What time do you open on Sundays?", "From ten to four.")],
    [
        ("my cat won't eat", "For how long, and is she drinking? If it is more than a day, please call a vet."),
        (
            "since this morning, she drinks",
            "Then watch her until tonight. Offer something warm and smelly, such as tuna in water.",
        ),
    ],
]

FAQ = [
    ("多久发货？", "付款后二十四小时内发出，预售商品以页面时间为准。"),
    ("可以货到付款吗？", "目前只支持在线支付，不支持货到付款。"),
    ("发什么快递？", "默认发示例速运，偏远地区改发邮政。"),
    ("能开发票吗？", "可以，下单时勾选电子发票，签收后三天内发到您的邮箱。"),
    ("尺码偏大还是偏小？", "正常码，平时穿多大就选多大，喜欢宽松的可以大一码。"),
    ("衣服会缩水吗？", "面料做过预缩处理，三十度以下水温机洗，缩水率在百分之二以内。"),
    ("可以改地址吗？", "发货前可以，请在订单页点“修改地址”；已发货的要联系快递改派。"),
    ("收到破损怎么办？", "请保留包装并拍照，四十八小时内联系我们，当天补发或退款。"),
    ("会员有什么好处？", "会员享九五折、生日礼券和优先发货，年费三十元。"),
    ("优惠券为什么用不了？", "请检查有效期、使用门槛和适用品类，特价商品不参加。"),
    ("可以预约上门安装吗？", "大件商品支持，签收后在订单页选择时间，师傅会提前一天电话确认。"),
    ("保修多久？", "整机一年，压缩机三年，人为损坏不在保修范围内。"),
    ("支持以旧换新吗？", "支持，下单时勾选旧机回收，安装师傅上门时一并取走。"),
    ("什么时候补货？", "每周五上午十点补货，点“到货提醒”会第一时间通知您。"),
    ("孕妇能用吗？", "这款不含香精和酒精，但每个人体质不同，建议先咨询医生。"),
    ("充满电要多久？", "用随附的充电器约一小时四十分，支持边充边用。"),
    ("可以带上飞机吗？", "容量在 100 瓦时以内，可以随身携带，不能托运。"),
    ("为什么比实体店便宜？", "我们厂家直发，省去门店租金，品质和保修与实体店相同。"),
    ("客服几点上班？", "每天早上九点到晚上十点，节假日照常。"),
    ("怎么取消订单？", "未发货时在订单页点“取消订单”，款项原路退回，一到三个工作日到账。"),
    ("赠品漏发了", "非常抱歉，请告诉我订单尾号，今天就给您补寄。"),
    ("价保怎么申请？", "签收后十五天内降价，可在订单页点“价格保护”，差价自动退回。"),
    ("海外能寄吗？", "目前可寄港澳地区，其他国家还在筹备中。"),
    ("木头有味道正常吗？", "新家具有淡淡的木香属于正常，通风一周左右会散去。"),
    ("可以定制刻字吗？", "可以，八个字以内免费，刻字商品不支持无理由退货。"),
    ("小程序登不上", "请先更新到最新版本，再清除缓存重新登录；仍不行请截图发我。"),
    ("礼盒怎么选？", "送长辈选茶点礼盒，送朋友选咖啡礼盒，都可以附手写卡片。"),
    ("能不能加急？", "可以加急到当天发出，需另付十元加急费。"),
    ("买错型号了", "未拆封可以换货，您承担寄回运费，我们收到后次日寄出新的。"),
    ("积分会过期吗？", "积分自获得起两年有效，每年年底清理一次过期积分。"),
    ("Do you ship abroad?", "Not yet; for now we deliver within the country only."),
    (
        "How do I return an item?",
        "Open the order, tap Return, print the label and drop the parcel at any post office within 14 days.",
    ),
    ("Is the bottle dishwasher safe?", "The bottle is, the lid is not: wash the lid by hand."),
    ("Which size should I take?", "Take your usual size; between two sizes choose the larger one."),
    ("多久发货", "付款后二十四小时内发出，预售商品以页面时间为准。"),
    ("能开发票吗", "可以，下单时勾选电子发票，签收后三天内发到您的邮箱。"),
]

ADS = [
    "【限时特惠】加微信 vx：fufu8899 领取内部优惠券，名额有限，先到先得！！！",
    "兼职刷单日赚300-500，无需押金，在家可做，联系QQ 100200300",
    "CONGRATULATIONS!! You have WON a $1000 gift card. Click http://bit.example/win now and reply YES to claim!!!",
    "低息贷款，无抵押，当天放款，电话 400-000-0000，秒批！",
]

REFUSALS = [
    ("如何委婉地催客户付款？", "抱歉，作为一个人工智能语言模型，我无法回答这个问题。"),
    ("Recommend a good pasta recipe.", "I'm sorry, but as an AI language model I cannot help with that."),
    ("帮我分析一下这段话的语气：你行你上啊", "对不起，我不能提供这方面的帮助。"),
]

GARBAGE = [
    ("asdfgh jkl;", "qweqweqwe zxczxc"),
    ("。。。。。。", "？？？？？？"),
    ("测试", "测试测试测试测试测试测试测试测试测试测试测试测试测试测试测试测试"),
    ("嗯", ""),
    ("hello", "N/A"),
    ("哈哈哈哈哈哈哈哈哈哈哈哈哈哈哈哈哈哈哈哈哈哈", "23333333333333333333333333"),
]

PII_CHATS = [
    [
        ("我叫张晓雯，手机号 13800138000，帮我改下收货地址", "好的张晓雯女士，新地址请发我。"),
        ("上海市浦东新区示例路 100 号 3 栋 502 室", "已改好，配送员会打 13800138000 联系您。"),
    ],
    [
        ("身份证 11010519491231002X 能查到我的预约吗", "能查到，李建国先生，明天上午九点。"),
        ("发到我邮箱 lijianguo@example.com 吧", "已发送到 lijianguo@example.com。"),
    ],
    [
        (
            "Hi, this is Margaret Holloway, my card 4111 1111 1111 1111 was charged twice",
            "I'm sorry, Ms. Holloway. I can see both charges.",
        ),
        (
            "My email is m.holloway@example.org and phone is (202) 555-0143",
            "Thank you, a refund is on its way to the card ending 1111.",
        ),
    ],
    [
        ("加我微信 wxid_demo1234 聊", "好的，已添加。"),
        ("车牌沪A·D12345 的停车费怎么开票", "在公众号里输入车牌沪A·D12345 就能开。"),
    ],
    [
        (
            "server is 192.0.2.44, user admin password: Tr0ub4dor&3",
            "Please change that password at once; never send it in a chat.",
        )
    ],
    [("护照号 E12345678 的签证下来了吗", "王芳女士，您的签证已出，可以来取。")],
]

PROSE_ZH = """第一章　渡口

天刚蒙蒙亮，江面上还浮着一层薄雾。老周把船篙往岸边一点，小船就稳稳地靠了过去。

渡口只有一间茅棚，棚下坐着卖茶的阿婆。她从来不问客人要去哪里，只问一句：“烫的还是温的？”

来往的人都说，阿婆的茶能看出一个人的心事。急着赶路的总要温的，舍不得走的，才会要一碗烫的，慢慢地吹。

那天早上，来了一个背着画夹的年轻人。他在棚下坐了很久，最后要了一碗烫的。

本文来源：某某文学网，转载请注明出处。责任编辑：小编

老周在船上等得不耐烦，敲了敲船舷。年轻人却像没听见，只盯着江心那只白鹭出神。

“它每天都来。”阿婆说，“等什么，谁也不知道。”

年轻人笑了笑，把画夹打开，铺平了纸。雾就在这时散了。
"""

HTML_PAGE = """<!DOCTYPE html><html lang="en"><head><title>Care of cast-iron pans</title><style>p{margin:0}</style>
<script>var tracking = "none of your business";</script></head><body><nav><a href="/">Home</a> | <a href="/shop">Shop</a></nav>
<article><h1>Care of cast-iron pans</h1><p>A cast-iron pan lasts longer than its owner if it is kept dry. Wash it while it is still warm, with hot water and a brush; a little soap does no harm.</p>
<p>Dry it on the stove over a low flame until no drop is left, then rub in a thin film of oil&nbsp;&mdash; so thin that it looks as if you had wiped it all off again.</p>
<ul><li>Never leave it to soak.</li><li>Never put it into the dishwasher.</li><li>Rust is no end: scrub, dry, oil, and heat for an hour.</li></ul>
<p>Food that sticks is a sign of too little heat before the oil went in, rather than of a bad pan.</p></article>
<footer>Copyright 2024 Example Kitchen. All rights reserved. <a href="#">Read more</a></footer></body></html>
"""


def _noisy(text: str, rng: random.Random) -> str:
    """A text with one kind of dirt."""
    return rng.choice(
        [
            lambda: f"<p>{text}</p><br/>",
            lambda: text.replace("，", "&nbsp;，", 1) + "\u200b\ufeff",
            lambda: text + "！！！！！！！！！！",
            lambda: "  " + text.replace("。", "。 \r\n\r\n\r\n", 1) + " \t ",
            lambda: text + " 详情见 https://www.example.com/p?id=1&utm_source=x",
            lambda: "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isalnum() else c for c in text),
            lambda: text + "<|im_end|>",
            lambda: text + "😀😀😀😀😀😀😀😀",
        ]
    )()


def _mojibake(text: str) -> str:
    return text.encode().decode("cp1252", "ignore") if text.isascii() else text.encode().decode("latin-1")


def instruction_rows(rng: random.Random) -> list[dict[str, str]]:
    rows = [{"instruction": q, "input": "", "output": a} for q, a in ZH_QA + EN_QA]
    rows += [
        {"instruction": _noisy(q, rng), "input": "", "output": _noisy(a, rng)} for q, a in rng.sample(ZH_QA + EN_QA, 20)
    ]
    rows += [dict(row) for row in rng.sample(rows[:58], 8)]  # exact duplicates
    rows += [
        {"instruction": q, "input": "", "output": a.replace("，", "，也", 1)} for q, a in rng.sample(ZH_QA, 6)
    ]  # near ones
    rows += [{"instruction": q, "input": "", "output": a} for q, a in REFUSALS + GARBAGE]
    rows += [{"instruction": "介绍一下你们的产品", "input": "", "output": ad} for ad in ADS]
    rows.append(
        {
            "instruction": "How much is a café au lait?",
            "input": "",
            "output": _mojibake("It is €3.50 – “to go” it’s less."),
        }
    )
    rng.shuffle(rows)
    return rows


def chat_rows(rng: random.Random) -> list[dict[str, object]]:
    chats = ZH_CHATS + PII_CHATS + EN_CHATS
    chats = chats + [[(_noisy(q, rng), a) for q, a in chat] for chat in rng.sample(chats, 10)] + rng.sample(chats, 6)
    rows: list[dict[str, object]] = []
    for number, chat in enumerate(chats):
        turns = [
            {"from": side, "value": text} for pair in chat for side, text in zip(("human", "gpt"), pair, strict=True)
        ]
        row: dict[str, object] = {
            "conversations": turns,
            "channel": "web" if number % 3 else "app",
            "day": f"2026-0{number % 9 + 1}-11",
        }
        if number % 4 == 0:
            row["system"] = "你是一家小店的客服，说话亲切简短。"
        rows.append(row)
    rng.shuffle(rows)
    return rows


def message_rows(rng: random.Random) -> list[dict[str, object]]:
    pairs = rng.sample(ZH_QA, 14) + rng.sample(EN_QA, 14)
    endings = ["", " 谢谢", " 急", " thanks", " please"]
    rows: list[dict[str, object]] = []
    for number, (question, answer) in enumerate(pairs):
        user = f"{question}{endings[number % len(endings)]}"
        closing = "希望对你有帮助。" if not answer.isascii() else "I hope that helps."
        rows.append(
            {
                "messages": [
                    {"role": "user", "content": user},
                    {"role": "assistant", "content": f"{answer}{closing}" if number % 2 else answer},
                ]
            }
        )
    return rows


def main() -> None:
    rng = random.Random(20261101)  # noqa: S311 - the same sample every time
    FOLDER.mkdir(exist_ok=True)
    with (FOLDER / "instructions.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, ["instruction", "input", "output"])
        writer.writeheader()
        writer.writerows(instruction_rows(rng))
    lines = [json.dumps(row, ensure_ascii=False) for row in chat_rows(rng)]
    lines.insert(7, '{"conversations": [{"from": "human", "value": "这一行断了')
    (FOLDER / "chats.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    (FOLDER / "messages.json").write_text(json.dumps(message_rows(rng), ensure_ascii=False, indent=1), "utf-8")
    with (FOLDER / "faq.tsv").open("w", encoding="utf-16", newline="") as file:
        table = csv.writer(file, delimiter="\t")
        table.writerow(["问题", "答案", "分类"])
        table.writerows(
            [question, answer, "售前" if number % 2 else "售后"] for number, (question, answer) in enumerate(FAQ)
        )
    (FOLDER / "novel_gb18030.txt").write_bytes(PROSE_ZH.encode("gb18030"))
    (FOLDER / "page.html").write_text(HTML_PAGE, "utf-8")


if __name__ == "__main__":
    main()
