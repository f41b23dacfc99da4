import type * as words from '../en/settings.ts';

export const title: typeof words.title = '设置';

export const pages: typeof words.pages = {
  start: '第一步',
  members: '成员',
  teams: '团队',
  channels: '渠道',
  templates: '模板',
  campaigns: '推广活动',
  announcements: '公告',
  rules: '规则',
  keys: 'API 密钥',
  subscriptions: '订阅',
  audit: '审计日志',
  notifications: '我的通知',
  account: '我的账号',
  help: '帮助',
};

export const adminOnly: typeof words.adminOnly = '只有管理员可以更改。';

export const start: typeof words.start = {
  lead: '四步之后，就可以回复客户了。',
  channel: '连接渠道',
  channelLead: 'WhatsApp、Messenger、LINE 或微信：填写平台给你的信息，再把回调地址填到平台上。',
  members: '邀请同事',
  membersLead: '每人会收到邀请并自己设置密码。',
  teams: '组建团队',
  teamsLead: '团队负责渠道：大家都看得到，或谁先抢到归谁。',
  rules: '规定客户等多久算太久',
  rulesLead: '默认是三分钟和五分钟。',
  done: '已完成',
};

export const members: typeof words.members = {
  lead: '谁来回复，谁来管理。',
  invite: '邀请',
  role: '角色',
  admin: '管理员',
  agent: '客服',
  capacity: '最多',
  noLimit: '不限',
  email: '邮箱',
  handOver: '没有设置邮件，请自己把这个链接交给对方：',
  invited: (email) => `邀请已发往 ${email}。`,
  pending: '已邀请',
  resend: '重新发送',
  revoke: '撤回',
  removeTitle: (name) => `移除 ${name}？`,
  removeLead: '对方会离开所有团队和会话，并退出登录。',
};

export const teams: typeof words.teams = {
  lead: '一起负责渠道的成员。',
  create: '新建团队',
  mode: '模式',
  collaboration: '协作',
  collaborationLead: '团队里每个人都看得到所有会话。',
  grab: '抢接',
  grabLead: '谁先抢到归谁，只有他看得到。',
  assignment: '分配',
  manual: '自己领取',
  round_robin: '轮流',
  least_busy: '给最空闲的人',
  members: '成员',
  channels: '渠道',
  representative: '客服',
  teamAdmin: '团队管理员',
  notIn: '不在其中',
  empty: '还没有团队：所有渠道对所有人开放。',
  removeTitle: (name) => `移除团队“${name}”？`,
  removeLead: '它未结束的会话会交给渠道的下一个团队，或对所有人开放。',
  nMembers: (n) => `${n} 名成员`,
};

export const channels: typeof words.channels = {
  lead: '各平台上的账号，连接一次即可。',
  connect: '连接渠道',
  platform: '平台',
  webhook: '回调地址：请填到平台上',
  test: '测试',
  testing: '正在询问平台…',
  healthy: '一切正常。',
  next: '下一步',
  twoWay: '在这里回复',
  twoWayLead: '关闭后：消息只存储和显示，没有人等待，也没有人回复。',
  twoWayOn: '开启回复？',
  twoWayWarning: '从现在起，这里的每条消息都算客户在等待。有人来回复吗？',
  oneWayReply: '改为告诉客户',
  oneWayReplyHint: '每人每天最多一次。留空则不回复。',
  secretKept: '已保存，输入新的会替换它。',
  empty: '还没有渠道。',
  remove: '断开',
  removeTitle: (name) => `断开“${name}”？`,
  removeLead: '它的会话仍可阅读，但不再收发消息。',
};

export const templates: typeof words.templates = {
  lead: '自己的常用语，以及平台批准的模板。',
  create: '新建常用语',
  sync: '从平台获取',
  synced: '已获取。',
  text: '内容',
  textHint: '变量写在双花括号里：{{order}}、{{contact.name}}、{{member.name}}。',
  language: '语言',
  kind: '类型',
  canned: '自有',
  empty: '还没有模板。',
  removeTitle: (name) => `移除“${name}”？`,
  removeLead: '用过它的消息保持不变。',
};
