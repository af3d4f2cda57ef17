"""Contexts for made-up values, chat and prose. {name|ENTITY} is a value to be found, {name} a decoy to be left alone.

DEV was there while the recognizers were made. SECOND was kept back and measured once: 17 of 22 entities were within the
floors (missing: Alipay accounts without a separator, which were taken for phones and e-mails, dates such as 1990-03-05生,
账号 directly before its value); it then joined DEV. HELD was written after that and measured once: 21 of 22 were, WeChat
ids were not (recall .70: 联系方式（微信）：). That form was added since, so that no set is unseen now.
"""

DEV = """
你好，我的手机号是{mobile|PHONE_NUMBER}，麻烦加一下
师傅您打{mobile|PHONE_NUMBER}这个电话，订单号{order}
收件人电话：{mobile|PHONE_NUMBER}，快递单号{tracking}，运费{price}
{clock} 客服：请提供您的手机号。\\n{clock} 用户：{mobile|PHONE_NUMBER}
公司座机{landline|PHONE_NUMBER}，有事打这个，{day}之前都有人
传真：{landline|PHONE_NUMBER} 邮编100020
香港的同事电话是{region_phone|PHONE_NUMBER}，别打错
发我邮箱吧 {email|EMAIL_ADDRESS} 谢谢
简历投到{email|EMAIL_ADDRESS}，截止{day}
联系方式：{mobile|PHONE_NUMBER}/{email|EMAIL_ADDRESS}
身份证号码{id_card|CN_ID_CARD}，核对一下
我身份证是{id_card|CN_ID_CARD}，银行卡{bank_card|CREDIT_CARD}，下午能办好吗
户主身份证：{id_card|CN_ID_CARD}；房产证编号{order}
实名认证失败了，证件号{wrong_id_card|CN_ID_CARD}是不是输错了
老身份证只有15位：{old_id_card|CN_ID_CARD}，还能用吗
把钱转到这张卡 {bank_card|CREDIT_CARD} 建设银行的
卡号：{bank_card|CREDIT_CARD}\\n开户行：工商银行\\n金额：{price}
退款退到尾号的那张，完整卡号{bank_card|CREDIT_CARD}
发票抬头：星河科技有限公司，税号{credit_code|CN_CREDIT_CODE}
统一社会信用代码：{credit_code|CN_CREDIT_CODE}，成立日期{day}
我的车牌是{plate|CN_LICENSE_PLATE}，停在B2
{plate|CN_LICENSE_PLATE}的车主麻烦挪一下车，挡住出口了
违章查询：车牌号{plate|CN_LICENSE_PLATE}，罚款{price}
护照号{passport|PASSPORT}，签证{day}到期
我的护照是{passport|PASSPORT}，航班CA1234
港澳通行证号码：{permit|TRAVEL_PERMIT}
回乡证{permit|TRAVEL_PERMIT}可以取票吗
香港身份证{hk_id|HK_ID_CARD}，办理开户
台湾身份证字号{tw_id|TW_ID_CARD}
加我微信：{wechat|WECHAT_ID}，备注来意
我微信号是{wechat|WECHAT_ID} 你加一下
vx: {wechat|WECHAT_ID}，拉你进群
QQ：{qq|QQ_NUMBER}，验证写公司名
我的QQ号是{qq|QQ_NUMBER}，群文件里有
支付宝账号：{alipay|ALIPAY_ACCOUNT}，转{price}
登录IP：{ip|IP_ADDRESS}，时间{clock}
服务器地址{ip|IP_ADDRESS}，端口8080，系统{version}
设备MAC地址 {mac|MAC_ADDRESS}，序列号{order}
出生日期：{date_of_birth|DATE_OF_BIRTH}，入职日期：{day}
我{date_of_birth|DATE_OF_BIRTH}出生的，属相是什么
收货地址：{address|STREET_ADDRESS}，收到后{day}前确认
我住在{address|STREET_ADDRESS}，离地铁很近
寄到{address|STREET_ADDRESS}就行，订单{order}
密码：{password|PASSWORD}，别外传
初始密码是{password|PASSWORD}，登录后请修改
用户名：{username|USERNAME} 密码：{password|PASSWORD}
账号：{username|USERNAME}，版本{version}
api_key={api_key|API_KEY}
密钥是 {api_key|API_KEY}，放到环境变量里
驾驶证号{id_card|CN_ID_CARD}，档案编号{driver|DRIVER_LICENSE}
回调地址 {secret_url|SECRET_URL} 配好了
{{"phone": "{mobile|PHONE_NUMBER}", "amount": "{price}", "order_no": "{order}"}}
订单号{order}已发货，物流单号{tracking}，预计{day}送达
这本书的ISBN是{isbn}，定价{price}
升级到{version}之后就好了，{clock}更新的日志
合同编号{order}，金额{price}，签订日期{day}
流水号：{order}；交易时间：{clock}；金额：{price}
紧急联系人{mobile|PHONE_NUMBER}，备用{landline|PHONE_NUMBER}
| 电话 | {mobile|PHONE_NUMBER} |\\n| 邮箱 | {email|EMAIL_ADDRESS} |\\n| 单号 | {order} |
手机{mobile|PHONE_NUMBER}，微信同号
我的微博：{weibo|WEIBO_ACCOUNT}，欢迎关注
微博账号是{weibo|WEIBO_ACCOUNT}，可以私信
微博 {weibo|WEIBO_ACCOUNT} 昨天发了新图
""".strip().split("\n")

SECOND = """
麻烦您把号码留一下：{mobile|PHONE_NUMBER}，稍后技术回电
我换号了，新的是{mobile|PHONE_NUMBER}，旧的停用
喂，是{mobile|PHONE_NUMBER}的机主吗？您的包裹{tracking}到了
总机{landline|PHONE_NUMBER}转人事部，{day}后改号
台北分公司致电 {region_phone|PHONE_NUMBER}
抄送{email|EMAIL_ADDRESS}一份，附件版本{version}
报名请发邮件至{email|EMAIL_ADDRESS}（主题写姓名）
患者身份证{id_card|CN_ID_CARD}，就诊号{order}，费用{price}
公民身份号码：{id_card|CN_ID_CARD}\\n有效期：{day}
贷款申请：身份证{id_card|CN_ID_CARD}，手机{mobile|PHONE_NUMBER}，金额{price}
他爸的旧证件号{old_id_card|CN_ID_CARD}，派出所说要换
打款信息：招商银行 {bank_card|CREDIT_CARD} 户名李四
信用卡{bank_card|CREDIT_CARD}被盗刷{price}，请冻结
营业执照上的代码是{credit_code|CN_CREDIT_CODE}
开票资料：{credit_code|CN_CREDIT_CODE}，电话{landline|PHONE_NUMBER}
看到一辆{plate|CN_LICENSE_PLATE}的白色轿车逆行
代驾到了请找{plate|CN_LICENSE_PLATE}，订单{order}
旅客证件：护照{passport|PASSPORT}，行程单{order}
台胞证号{permit|TRAVEL_PERMIT}，入住{day}
往来港澳通行证（{permit|TRAVEL_PERMIT}）已签发
客户持香港身份证 {hk_id|HK_ID_CARD} 前来办理
投保人身份证號 {tw_id|TW_ID_CARD}
加V信{wechat|WECHAT_ID}领资料
微信{wechat|WECHAT_ID}，朋友圈看货
扣扣{qq|QQ_NUMBER}，晚上在线
QQ号：{qq|QQ_NUMBER}\\n手机：{mobile|PHONE_NUMBER}
支付宝{alipay|ALIPAY_ACCOUNT}收款，备注单号{order}
异地登录提醒：{ip|IP_ADDRESS}（{clock}）
ping {ip|IP_ADDRESS} 不通，网卡{mac|MAC_ADDRESS}
生日：{date_of_birth|DATE_OF_BIRTH}\\n毕业：{day}
患者，女，{date_of_birth|DATE_OF_BIRTH}生，{day}入院
家庭住址：{address|STREET_ADDRESS}\\n邮编：200000
外卖送{address|STREET_ADDRESS}，放门口，{price}已付
公司搬到{address|STREET_ADDRESS}了，{day}起生效
WiFi密码：{password|PASSWORD}
账号{username|USERNAME}的密码是{password|PASSWORD}，工单{order}
登录名：{username|USERNAME}
export OPENAI_API_KEY={api_key|API_KEY}
Authorization: Bearer {api_key|API_KEY}
数据库连接 {secret_url|SECRET_URL}
驾照档案编号：{driver|DRIVER_LICENSE}
姓名,电话,订单\\n王五,{mobile|PHONE_NUMBER},{order}
退货编号{order}，原价{price}，活动{day}结束
固件{version}，构建时间{clock}，校验码{order}
专利号ZL{order}，公告日{day}
图书条码{isbn}，库存{price}
工单编号：{order}，处理时间：{clock}
尊敬的客户，您{day}的账单为{price}，流水号{order}
""".strip().split("\n")

HELD = """
方便的话加下我手机 {mobile|PHONE_NUMBER} 短信联系
物业的人留了个电话{landline|PHONE_NUMBER}，说漏水了打过去
客户资料 | 张女士 | {mobile|PHONE_NUMBER} | 意向金额{price} | 跟进时间{clock}
“请报一下手机号。”“{mobile|PHONE_NUMBER}。”
打我另一个号，{mobile|PHONE_NUMBER}，这个快没电了
境外联系人 {region_phone|PHONE_NUMBER}（可WhatsApp）
有问题随时写信到{email|EMAIL_ADDRESS}，我每天都看
发件人：{email|EMAIL_ADDRESS}\n时间：{clock}\n主题：报价
姓名：赵某 性别：女 身份证号：{id_card|CN_ID_CARD} 联系电话：{mobile|PHONE_NUMBER}
开户需要证件，身份证{id_card|CN_ID_CARD}可以吗
“身份证号？”“{id_card|CN_ID_CARD}，X是大写。”
{{"idcard": "{id_card|CN_ID_CARD}", "order_id": "{order}", "price": "{price}"}}
十五位的旧身份证{old_id_card|CN_ID_CARD}
工资卡{bank_card|CREDIT_CARD}这个月没到账
收款账户 {bank_card|CREDIT_CARD}，备注订单{order}
绑定的银行卡是{bank_card|CREDIT_CARD}，想解绑
企业代码{credit_code|CN_CREDIT_CODE}查不到记录
甲方税号：{credit_code|CN_CREDIT_CODE}，合同{order}
车牌{plate|CN_LICENSE_PLATE}违停，地点在学校门口
您的爱车{plate|CN_LICENSE_PLATE}保险将于{day}到期
新买的车上了牌，{plate|CN_LICENSE_PLATE}
签证中心要护照复印件，号码{passport|PASSPORT}
护照丢了，号是{passport|PASSPORT}，{day}在机场丢的
港澳通行证{permit|TRAVEL_PERMIT}过期了
香港居民 {hk_id|HK_ID_CARD} 申请入学
台湾同胞，身份证{tw_id|TW_ID_CARD}
群里的朋友加微信{wechat|WECHAT_ID}领红包
联系方式（微信）：{wechat|WECHAT_ID}
我的微信号 {wechat|WECHAT_ID}，头像是只猫
加qq{qq|QQ_NUMBER}聊
QQ:{qq|QQ_NUMBER} 电话:{mobile|PHONE_NUMBER}
转到支付宝账户{alipay|ALIPAY_ACCOUNT}就行
来自{ip|IP_ADDRESS}的请求被拦截，时间{clock}
内网机器{ip|IP_ADDRESS}重启，版本{version}
绑定网卡地址：{mac|MAC_ADDRESS}
出生年月日 {date_of_birth|DATE_OF_BIRTH}，籍贯山东
孩子是{date_of_birth|DATE_OF_BIRTH}出生，{day}接种
生日{date_of_birth|DATE_OF_BIRTH}
请于{day}前寄回：{address|STREET_ADDRESS}
快递放在{address|STREET_ADDRESS}的丰巢柜
店开在{address|STREET_ADDRESS}，营业到晚上十点
登录密码：{password|PASSWORD}（首次登录后修改）
后台账号：{username|USERNAME}，密码：{password|PASSWORD}
user: {username|USERNAME}\npassword: {password|PASSWORD}
把密钥{api_key|API_KEY}删掉，已经泄露了
"token": "{api_key|API_KEY}"
DATABASE_URL={secret_url|SECRET_URL}
驾驶证档案编号{driver|DRIVER_LICENSE}，扣分查询
订单{order}的发票号{order}开错了，金额应为{price}
更新包{version}于{clock}发布，内部编号{order}
书号{isbn}，印次{day}
关注微博{weibo|WEIBO_ACCOUNT}看直播
""".strip().split("\n")
